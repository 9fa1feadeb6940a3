import { describe, expect, it } from 'vitest';
import { classOf, keptDays, lockOf } from '../../../shared/backups/rules.ts';
import { Backup } from '../../../shared/contracts/backups.ts';

const id = (n: number) => `01ARZ3NDEKTSV4RRFFQ69G5F${String(n).padStart(2, '0')}`;
const backup = (n: number, exportTime: string, more: Partial<Backup> = {}): Backup =>
  Backup.parse({
    id: id(n),
    version: 1,
    schema: 1,
    createdAt: exportTime,
    updatedAt: exportTime,
    actorId: 'system',
    changeId: id(0),
    entity: 'backup',
    kind: 'full',
    class: 'daily',
    state: 'kept',
    exportTime,
    prefix: 'daily/x/',
    retainUntil: '2027-01-12T00:00:00.000Z',
    lockMode: 'COMPLIANCE',
    files: 1,
    bytes: 1,
    records: 48_210,
    ...more,
  });

describe('the class of a copy', () => {
  const at = (text: string) => new Date(text);
  const rows: [string, string, readonly Backup[], Backup['class']][] = [
    ['the first ever', '2026-03-11T02:15:00Z', [], 'monthly'],
    [
      'the night after it',
      '2026-03-12T02:15:00Z',
      [backup(1, '2026-03-11T02:15:00.000Z', { class: 'monthly' })],
      'daily',
    ],
    [
      'the last minute of its Sunday',
      '2026-03-15T23:59:59Z',
      [backup(1, '2026-03-11T02:15:00.000Z', { class: 'monthly' })],
      'daily',
    ],
    [
      'the first minute of Monday',
      '2026-03-16T00:00:00Z',
      [backup(1, '2026-03-11T02:15:00.000Z', { class: 'monthly' })],
      'weekly',
    ],
    [
      'the first of the next month, in the week of a weekly copy',
      '2026-04-01T02:15:00Z',
      [
        backup(1, '2026-03-30T02:15:00.000Z', { class: 'weekly' }),
        backup(2, '2026-03-02T02:15:00.000Z', { class: 'monthly' }),
      ],
      'monthly',
    ],
    [
      'after a monthly copy that failed',
      '2026-04-02T02:15:00Z',
      [backup(1, '2026-04-01T02:15:00.000Z', { class: 'monthly', state: 'failed' })],
      'monthly',
    ],
    [
      'a week that began in the month before, whose monthly copy was kept then',
      '2026-04-03T02:15:00Z',
      [
        backup(1, '2026-04-01T02:15:00.000Z', { class: 'monthly' }),
        backup(2, '2026-03-30T02:15:00.000Z', { class: 'weekly' }),
      ],
      'daily',
    ],
    [
      'the same month a year later',
      '2027-03-12T02:15:00Z',
      [backup(1, '2026-03-11T02:15:00.000Z', { class: 'monthly' })],
      'monthly',
    ],
  ];
  it.each(rows)('%s', (_name, when, before, expected) => {
    expect(classOf(at(when), before)).toBe(expected);
  });
});

describe('the lock of a copy', () => {
  const now = new Date('2026-03-11T02:25:00.000Z');
  const exportTime = new Date('2026-03-11T02:15:00.000Z');
  const facts = { exportTime, chainStart: exportTime, now };
  const days = (until: Date) => (until.getTime() - exportTime.getTime()) / 86_400_000;
  it('binds everybody in production for 35 days and the week of its chain, 12 weeks, or 13 months', () => {
    expect(keptDays).toEqual({ daily: 35, weekly: 12 * 7, monthly: 397 });
    const locks = (['daily', 'weekly', 'monthly'] as const).map((kind) =>
      lockOf({ ...facts, class: kind, protection: 'production' }),
    );
    expect(locks.map(({ mode, until }) => [mode, days(until)])).toEqual([
      ['COMPLIANCE', 43],
      ['COMPLIANCE', 84],
      ['COMPLIANCE', 397],
    ]);
  });
  it('of changes ends with that of the others built on the same full copy', () => {
    const chainStart = new Date('2026-03-05T02:15:00.000Z');
    expect(days(lockOf({ ...facts, chainStart, class: 'daily', protection: 'production' }).until)).toBe(43 - 6);
  });
  it('ends tomorrow in a trial and in practice, whatever the class', () => {
    for (const protection of ['trial', 'practice'] as const)
      expect(lockOf({ ...facts, class: 'monthly', protection })).toEqual({
        mode: 'GOVERNANCE',
        until: new Date('2026-03-12T02:25:00.000Z'),
      });
  });
});
