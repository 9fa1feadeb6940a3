import { describe, expect, it } from 'vitest';
import { classOf, daysOf, healthOf, keptDays, lockOf } from '../../../shared/backups/rules.ts';
import { Backup, type Proof, SafetyHealth } from '../../../shared/contracts/backups.ts';

const id = (n: number) => `01ARZ3NDEKTSV4RRFFQ69G5F${String(n).padStart(2, '0')}`;
const proofAt = (at: string, passed = true): Proof => ({
  kind: 'read-back',
  at,
  passed,
  records: 48_210,
  events: 50_000,
  repaired: 0,
  seconds: 12,
  findings: passed ? [] : [{ code: 'finding.file-changed', file: 'a' }],
});
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
  const now = new Date('2026-03-11T02:15:00.000Z');
  const days = (until: Date) => (until.getTime() - now.getTime()) / 86_400_000;
  it('binds everybody in production for 35 days, 12 weeks or 13 months', () => {
    expect(keptDays).toEqual({ daily: 35, weekly: 12 * 7, monthly: 397 });
    for (const kind of ['daily', 'weekly', 'monthly'] as const) {
      const lock = lockOf(kind, 'production', now);
      expect([lock.mode, days(lock.until)]).toEqual(['COMPLIANCE', keptDays[kind]]);
    }
  });
  it('ends tomorrow in a trial and in practice, whatever the class', () => {
    for (const mode of ['trial', 'practice'] as const)
      expect(lockOf('monthly', mode, now)).toEqual({ mode: 'GOVERNANCE', until: new Date('2026-03-12T02:15:00.000Z') });
  });
});

describe('the sentence of the home page', () => {
  const now = new Date('2026-03-11T12:00:00.000Z');
  const health = (backups: readonly Backup[], more: { running?: boolean; practice?: boolean } = {}) => {
    const facts = { backups, running: false, practice: false, now, zone: 'Europe/Berlin', ...more };
    return SafetyHealth.parse(healthOf(facts));
  };
  const lastNight = '2026-03-11T02:15:00.000Z';
  const proved = (at: string, exportTime = lastNight, more: Partial<Backup> = {}) =>
    backup(1, exportTime, { proof: proofAt(at), ...more });

  const rows: [string, ReturnType<typeof health>, string, string][] = [
    ['no backup', health([]), 'red', 'safety.never'],
    ['only one that failed', health([backup(1, lastNight, { state: 'failed' })]), 'red', 'safety.never'],
    [
      'the first one under way',
      health([backup(1, lastNight, { state: 'running' })], { running: true }),
      'amber',
      'safety.running',
    ],
    ['kept, its proof under way', health([backup(1, lastNight)], { running: true }), 'amber', 'safety.running'],
    ['kept last night, never proved', health([backup(1, lastNight)]), 'amber', 'safety.no-proof'],
    ['kept two days ago, never proved', health([backup(1, '2026-03-09T02:15:00.000Z')]), 'red', 'safety.no-proof'],
    ['proved last night', health([proved('2026-03-11T02:40:00.000Z')]), 'green', 'safety.proved'],
    ['proved two days ago to the minute', health([proved('2026-03-09T12:00:00.000Z')]), 'green', 'safety.proved'],
    ['proved a minute more than two days ago', health([proved('2026-03-09T11:59:00.000Z')]), 'amber', 'safety.proved'],
    ['proved eight days ago to the minute', health([proved('2026-03-03T12:00:00.000Z')]), 'amber', 'safety.proved'],
    ['proved a minute more than eight days ago', health([proved('2026-03-03T11:59:00.000Z')]), 'red', 'safety.stale'],
    [
      'a new copy unproved, the last proof nine days old',
      health([backup(2, lastNight), proved('2026-03-02T12:00:00.000Z', '2026-03-02T02:15:00.000Z')]),
      'red',
      'safety.stale',
    ],
    [
      'a new copy unproved, the one before proved yesterday',
      health([backup(2, lastNight), proved('2026-03-10T12:00:00.000Z', '2026-03-10T02:15:00.000Z')]),
      'amber',
      'safety.no-proof',
    ],
    [
      'the newest copy did not prove',
      health([backup(1, lastNight, { proof: proofAt(lastNight, false) })]),
      'red',
      'safety.failed',
    ],
    [
      'the newest copy did not prove, the one before did',
      health([
        backup(2, lastNight, { proof: proofAt(lastNight, false) }),
        proved('2026-03-10T12:00:00.000Z', '2026-03-10T02:15:00.000Z'),
      ]),
      'red',
      'safety.failed',
    ],
    [
      'an older copy did not prove, the newest did',
      health([
        proved('2026-03-11T02:40:00.000Z'),
        backup(2, '2026-03-10T02:15:00.000Z', { proof: proofAt('2026-03-10T02:40:00.000Z', false) }),
      ]),
      'green',
      'safety.proved',
    ],
    [
      'an older copy did not prove after the newest did',
      health([
        proved('2026-03-11T02:40:00.000Z'),
        backup(2, '2026-03-10T02:15:00.000Z', { proof: proofAt('2026-03-11T09:00:00.000Z', false) }),
      ]),
      'amber',
      'safety.failed',
    ],
    ['practice', health([proved('2026-03-11T02:40:00.000Z')], { practice: true }), 'green', 'safety.proved-practice'],
  ];
  it.each(rows)('%s', (_name, said, colour, code) => {
    expect([said.colour, said.code]).toEqual([colour, code]);
  });

  it('promises that nobody can delete the copy only where nobody can', () => {
    const at = '2026-03-11T02:40:00.000Z';
    expect(health([proved(at)]).params).toEqual({
      kind: 'read-back',
      at,
      copyOf: lastNight,
      records: 48_210,
      retainUntil: '2027-01-12T00:00:00.000Z',
    });
    for (const said of [
      health([proved(at, lastNight, { lockMode: 'GOVERNANCE' })]),
      health([proved(at)], { practice: true }),
    ])
      expect(said.params).not.toHaveProperty('retainUntil');
  });

  it('says since when nothing was proved, in whole days', () => {
    expect(health([proved('2026-03-01T18:00:00.000Z')]).params).toEqual({
      lastProofAt: '2026-03-01T18:00:00.000Z',
      days: 9,
    });
  });
});

describe('the calendar of backups', () => {
  it('shows the last 35 days by the clock of the library, oldest first', () => {
    const now = new Date('2026-03-30T23:30:00.000Z');
    const days = daysOf(
      [
        backup(1, '2026-03-30T22:30:00.000Z', { proof: proofAt('2026-03-30T22:45:00.000Z') }),
        backup(2, '2026-03-30T21:30:00.000Z', { proof: proofAt('2026-03-30T22:45:00.000Z', false) }),
        backup(3, '2026-03-29T00:15:00.000Z', { state: 'failed' }),
        backup(4, '2026-01-01T00:15:00.000Z'),
      ],
      now,
      'Europe/Berlin',
    );
    expect(days).toHaveLength(35);
    expect(days[0]?.day).toBe('2026-02-25');
    // Over the night the clocks changed, too, no day is missing or twice.
    expect(days.slice(-3)).toEqual([
      { day: '2026-03-29', backups: 0, proved: 0, failed: 1 },
      { day: '2026-03-30', backups: 1, proved: 0, failed: 0 },
      { day: '2026-03-31', backups: 1, proved: 1, failed: 1 },
    ]);
    expect(new Set(days.map(({ day }) => day)).size).toBe(35);
  });
});
