import { describe, expect, it } from 'vitest';
import { compilePattern } from '../../../infra/local/events/pattern.ts';

const event = {
  source: 'strongroom',
  'detail-type': 'title.edited',
  resources: ['a', 'b'],
  detail: { params: { kind: 'import' }, count: 5, empty: null, bucket: { name: 'intake' } },
};

describe('an event pattern', () => {
  it.each([
    [{ source: ['strongroom'] }, true],
    [{ source: ['other', 'strongroom'] }, true],
    [{ source: ['other'] }, false],
    [{ 'detail-type': [{ prefix: 'title.' }, { prefix: 'item.' }] }, true],
    [{ 'detail-type': [{ suffix: '.binned' }] }, false],
    [{ 'detail-type': [{ wildcard: 'title.*ed' }] }, true],
    [{ detail: { params: { kind: ['import', 'backup'] } } }, true],
    [{ detail: { params: { kind: ['backup'] } } }, false],
    [{ detail: { params: { other: ['x'] } } }, false],
    [{ detail: { nothing: { there: ['x'] } } }, false],
    [{ source: [{ 'anything-but': 'strongroom' }] }, false],
    [{ source: [{ 'anything-but': ['a', 'b'] }] }, true],
    [{ source: [{ 'anything-but': { prefix: 'strong' } }] }, false],
    [{ detail: { missing: [{ 'anything-but': 'x' }] } }, false],
    [{ detail: { missing: [{ exists: false }] } }, true],
    [{ detail: { count: [{ exists: true }] } }, true],
    [{ detail: { count: [{ numeric: ['>', 4, '<=', 5] }] } }, true],
    [{ detail: { count: [{ numeric: ['>', 5] }] } }, false],
    [{ detail: { empty: [null] } }, true],
    [{ resources: ['b'] }, true],
    [{ resources: ['c'] }, false],
    [{ source: [{ 'equals-ignore-case': 'STRONGROOM' }] }, true],
    [{ source: ['strongroom'], detail: { count: [6] } }, false],
  ])('%j matches: %s', (pattern, expected) => {
    expect(compilePattern(pattern)(event)).toBe(expected);
  });

  it('with an operator that is not known is refused', () => {
    expect(() => compilePattern({ source: [{ cidr: '10.0.0.0/8' }] })).toThrow('cidr');
    expect(() => compilePattern({ $or: [{ source: ['a'] }] })).toThrow('$or');
  });
});
