import { describe, expect, it } from 'vitest';
import { holderOf, type ProvedCopy } from '../../../shared/audit/proved-copies.ts';
import { dayIn, standsOut } from '../../../shared/catalogue/rules.ts';
import { outlookOf } from '../../../shared/jobs/bin/outlook.ts';

const copy = (shows: string, keptUntil: string): ProvedCopy => ({ backupId: shows, version: 3, shows, keptUntil });

describe('what somebody put in the bin on one day', () => {
  const rows: readonly [string, number, readonly number[], boolean][] = [
    ['fifty stand out, whoever it was', 50, [400, 400, 400, 400, 400, 400], true],
    ['forty-nine do not, of somebody who weeds as much every day', 49, [40, 40, 40, 40, 40, 40], false],
    ['twenty do, of somebody who never did', 20, [0, 0, 0, 0, 0, 0], true],
    ['nineteen do not, of anybody', 19, [0, 0, 0, 0, 0, 0], false],
    ['twenty-four do not, with five on an ordinary day', 24, [5, 5, 5, 5, 5, 5], false],
    ['twenty-five do, with five on an ordinary day', 25, [5, 5, 5, 5, 5, 5], true],
    ['nothing does not', 0, [], false],
  ];
  it.each(rows)('%s', (_case, count, others, expected) => {
    expect(standsOut(count, others)).toBe(expected);
  });

  it('is counted by the library’s own calendar', () => {
    expect(dayIn('2026-03-11T23:30:00.000Z', 'Europe/Berlin')).toBe('2026-03-12');
    expect(dayIn('2026-03-11T23:30:00.000Z', 'America/New_York')).toBe('2026-03-11');
  });
});

describe('the copy that holds a record', () => {
  const changed = '2026-03-10T00:00:00.000Z';
  const rows: readonly [string, readonly ProvedCopy[], string | undefined][] = [
    ['is none where there is none', [], undefined],
    ['shows a later moment', [copy('2026-03-09T00:00:00.000Z', '2027-01-01T00:00:00.000Z')], undefined],
    ['does not show the very moment of the change', [copy(changed, '2027-01-01T00:00:00.000Z')], undefined],
    [
      'is the one kept longest',
      [
        copy('2026-03-11T00:00:00.000Z', '2026-05-01T00:00:00.000Z'),
        copy('2026-03-12T00:00:00.000Z', '2027-05-01T00:00:00.000Z'),
        copy('2026-03-13T00:00:00.000Z', '2026-06-01T00:00:00.000Z'),
      ],
      '2026-03-12T00:00:00.000Z',
    ],
  ];
  it.each(rows)('%s', (_case, copies, expected) => {
    expect(holderOf(copies, changed)?.backupId).toBe(expected);
  });
});

describe('what the bin says of a record', () => {
  const record = { binnedAt: '2026-03-10T12:00:00.000Z', updatedAt: '2026-03-10T12:00:00.000Z' };
  const held = [copy('2026-03-11T00:00:00.000Z', '2026-05-01T00:00:00.000Z')];

  it.each([
    ['2026-03-10T12:00:00.000Z', 30],
    ['2026-03-10T12:00:01.000Z', 30],
    ['2026-04-09T11:59:59.000Z', 1],
    ['2026-04-09T12:00:00.000Z', 0],
    ['2027-01-01T00:00:00.000Z', 0],
  ])('at %s: %i days', (now, days) => {
    expect(outlookOf(record, held, new Date(now))).toEqual({
      from: '2026-04-09T12:00:00.000Z',
      days,
      heldUntil: '2026-05-01T00:00:00.000Z',
    });
  });

  it('names no copy where none holds it as it is now', () => {
    const later = { ...record, updatedAt: '2026-03-12T00:00:00.000Z' };
    expect(outlookOf(later, held, new Date('2026-03-13T00:00:00.000Z')).heldUntil).toBeUndefined();
  });
});
