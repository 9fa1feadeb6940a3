import { describe, expect, it } from 'vitest';
import {
  type BaseEntry,
  type Manifest,
  parseManifest,
  retiredBases,
  withBase,
} from '../../../shared/search/engine/manifest.ts';

const base = (id: string, logId = 'log'): BaseEntry => ({
  id,
  logId,
  position: 5,
  documents: 2,
  bytes: 10,
  rawBytes: 20,
  sha256: 'a'.repeat(64),
  schema: 1,
});

const published = (...ids: string[]): Manifest | undefined =>
  ids.reduce<Manifest | undefined>((manifest, id) => withBase(manifest, base(id)), undefined);

describe('The manifest', () => {
  it('keeps the two bases before the current one', () => {
    const manifest = published('b1', 'b2', 'b3', 'b4');
    expect(manifest).toMatchObject({ current: { id: 'b4' }, previous: [{ id: 'b3' }, { id: 'b2' }] });
  });

  it('names the bases that nobody needs any more', () => {
    const before = published('b1', 'b2', 'b3');
    if (before === undefined) throw new Error('published nothing');
    expect(retiredBases(before, withBase(before, base('b4')))).toEqual(['b1']);
  });

  it('lets go of bases of a log that was begun anew', () => {
    expect(withBase(published('b1', 'b2'), base('b3', 'another'))).toMatchObject({ previous: [] });
  });

  it.each([
    ['nothing', null],
    ['another form', { schema: 2, current: base('b1'), previous: [] }],
    ['unknown fields', { schema: 1, current: { ...base('b1'), extra: 1 }, previous: [] }],
    ['an id that is a path', { schema: 1, current: base('../b1'), previous: [] }],
    ['a negative position', { schema: 1, current: { ...base('b1'), position: -1 }, previous: [] }],
  ])('is refused as %s', (_name, value) => {
    expect(() => parseManifest(value)).toThrow(expect.objectContaining({ code: 'manifest-invalid' }));
  });
});
