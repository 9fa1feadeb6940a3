import { describe, expect, it } from 'vitest';
import { daysOf } from '../../../shared/backups/calendar.ts';
import { healthOf } from '../../../shared/backups/health.ts';
import type { HealthFacts } from '../../../shared/backups/health-facts.ts';
import { Backup, type Proof, type SelfTestResult } from '../../../shared/contracts/backups.ts';
import { type CopyPlace, SafetyHealth } from '../../../shared/contracts/health.ts';
import { english } from '../../../shared/contracts/messages/en.ts';
import { sentence } from '../../../shared/contracts/messages/sentence.ts';

const id = (n: number) => `01ARZ3NDEKTSV4RRFFQ69G5F${String(n).padStart(2, '0')}`;
const proofAt = (at: string, passed = true, kind: Proof['kind'] = 'read-back'): Proof => ({
  kind,
  at,
  passed,
  records: 48_210,
  events: 50_000,
  repaired: 0,
  seconds: 660,
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

const now = new Date('2026-03-11T12:00:00.000Z');
const hoursAgo = (hours: number): string => new Date(now.getTime() - hours * 3_600_000).toISOString();
const daysAgo = (days: number): string => hoursAgo(days * 24);
const daysAhead = (days: number): string => hoursAgo(-days * 24);
const health = (backups: readonly Backup[], more: Partial<HealthFacts> = {}): SafetyHealth =>
  SafetyHealth.parse(healthOf({ backups, running: false, mode: 'production', now, zone: 'Europe/Berlin', ...more }));

const lastNight = '2026-03-11T02:15:00.000Z';
const thisMorning = '2026-03-11T02:40:00.000Z';
const proved = (at: string, exportTime = lastNight, more: Partial<Backup> = {}) =>
  backup(1, exportTime, { proof: proofAt(at), ...more });
const good = [proved(thisMorning)];
const minute = 1 / 1440;
/** An old copy that was damaged on purpose; whatever it shows is not its point. */
const tested = (at: string, outcome: SelfTestResult['outcome']): Backup =>
  backup(9, '2026-02-01T02:15:00.000Z', {
    selfTest: {
      at,
      results: [
        { damage: 'flipped-byte', outcome: 'caught' },
        { damage: 'dropped-line', outcome },
      ],
    },
  });

describe('the sentence of the home page', () => {
  const rows: [string, SafetyHealth, string, string, string][] = [
    ['no backup', health([]), 'red', 'safety.never', 'back-up'],
    ['only one that failed', health([backup(1, lastNight, { state: 'failed' })]), 'red', 'safety.never', 'back-up'],
    [
      'the first one under way',
      health([backup(1, lastNight, { state: 'running' })], { running: true }),
      'amber',
      'safety.running',
      'none',
    ],
    ['kept, its proof under way', health([backup(1, lastNight)], { running: true }), 'amber', 'safety.running', 'none'],
    ['kept last night, never proved', health([backup(1, lastNight)]), 'amber', 'safety.no-proof', 'prove'],
    ['kept 30 hours ago, never proved', health([backup(1, hoursAgo(30))]), 'red', 'safety.no-proof', 'prove'],
    ['kept 40 hours ago, never proved', health([backup(1, hoursAgo(40))]), 'red', 'safety.no-proof', 'prove'],
    ['proved last night', health(good), 'green', 'safety.proved', 'none'],
    ['made 36 hours ago to the minute', health([proved(thisMorning, hoursAgo(36))]), 'green', 'safety.proved', 'none'],
    [
      'made a minute more than 36 hours ago',
      health([proved(thisMorning, hoursAgo(36 + 1 / 60))]),
      'amber',
      'safety.late',
      'back-up',
    ],
    ['made three days ago to the minute', health([proved(daysAgo(3), daysAgo(3))]), 'amber', 'safety.late', 'back-up'],
    ['made four days ago', health([proved(daysAgo(4), daysAgo(4))]), 'red', 'safety.late', 'back-up'],
    [
      'made four days ago, the next one under way',
      health([proved(daysAgo(4), daysAgo(4))], { running: true }),
      'amber',
      'safety.running',
      'none',
    ],
    ['proved eight days ago to the minute', health([proved(daysAgo(8))]), 'green', 'safety.proved', 'none'],
    [
      'proved a minute more than eight days ago',
      health([proved(daysAgo(8 + minute))]),
      'red',
      'safety.stale',
      'back-up',
    ],
    [
      'a new copy unproved, the last proof nine days old',
      health([backup(2, lastNight), proved(daysAgo(9), daysAgo(9))]),
      'red',
      'safety.stale',
      'back-up',
    ],
    [
      'a new copy unproved, the one before proved yesterday',
      health([backup(2, lastNight), proved(daysAgo(1), daysAgo(1.2))]),
      'amber',
      'safety.no-proof',
      'prove',
    ],
    [
      'the newest copy did not prove',
      health([backup(1, lastNight, { proof: proofAt(thisMorning, false) })]),
      'red',
      'safety.failed',
      'back-up',
    ],
    [
      'the newest copy did not prove, the one before did',
      health([backup(2, lastNight, { proof: proofAt(lastNight, false) }), proved(daysAgo(1), daysAgo(1.2))]),
      'red',
      'safety.failed',
      'back-up',
    ],
    [
      'an older copy did not prove, the newest did since',
      health([...good, backup(2, daysAgo(2), { proof: proofAt(daysAgo(1), false) })]),
      'green',
      'safety.proved',
      'none',
    ],
    [
      'an older copy did not prove after the newest did',
      health([...good, backup(2, daysAgo(2), { proof: proofAt(hoursAgo(1), false) })]),
      'amber',
      'safety.older-failed',
      'see',
    ],
    [
      'the self-test was missed by the proof',
      health([...good, tested(daysAgo(1), 'missed')]),
      'red',
      'safety.self-test-missed',
      'see',
    ],
    [
      'the self-test caught everything',
      health([...good, tested(daysAgo(1), 'caught')]),
      'green',
      'safety.proved',
      'none',
    ],
    ['vault files without a copy', health(good, { vaultMissing: 2 }), 'amber', 'safety.vault-missing', 'back-up'],
    [
      'a vault lock that ends in 60 days',
      health(good, { vaultLockUntil: daysAhead(60) }),
      'green',
      'safety.proved',
      'none',
    ],
    [
      'a vault lock that ends a minute sooner',
      health(good, { vaultLockUntil: daysAhead(60 - minute) }),
      'amber',
      'safety.vault-lock-short',
      'back-up',
    ],
    [
      'a vault lock that ended',
      health(good, { vaultLockUntil: daysAgo(1) }),
      'amber',
      'safety.vault-lock-short',
      'back-up',
    ],
    ['an offsite copy in time', health(good, { offsite: { copyOf: hoursAgo(48) } }), 'green', 'safety.proved', 'none'],
    [
      'an offsite copy that lags',
      health(good, { offsite: { copyOf: hoursAgo(48 + 1 / 60) } }),
      'amber',
      'safety.offsite-late',
      'see',
    ],
    ['nothing offsite yet', health(good, { offsite: {} }), 'amber', 'safety.offsite-late', 'see'],
    ['practice', health(good, { mode: 'practice' }), 'green', 'safety.proved-practice', 'none'],
    ['a trial', health(good, { mode: 'trial' }), 'green', 'safety.proved-trial', 'none'],
  ];
  it.each(rows)('%s', (_name, said, colour, code, step) => {
    expect([said.colour, said.code, said.step]).toEqual([colour, code, step]);
  });

  it('leads with the worst, and keeps the fact of the last good proof among the rest', () => {
    const said = health([backup(2, lastNight), proved(daysAgo(1), daysAgo(1.2)), tested(daysAgo(1), 'missed')], {
      offsite: {},
    });
    expect([said.code, ...said.others.map(({ code }) => code)]).toEqual([
      'safety.self-test-missed',
      'safety.no-proof',
      'safety.offsite-late',
      'safety.proved',
    ]);
  });

  it('promises that nobody can delete the copy only where nobody can', () => {
    expect(health(good).params).toEqual({
      kind: 'read-back',
      at: thisMorning,
      copyOf: lastNight,
      records: 48_210,
      seconds: 660,
      retainUntil: '2027-01-12T00:00:00.000Z',
    });
    for (const said of [
      health([proved(thisMorning, lastNight, { lockMode: 'GOVERNANCE' })]),
      health(good, { mode: 'trial' }),
      health(good, { mode: 'practice' }),
    ])
      expect(said.params).not.toHaveProperty('retainUntil');
  });

  it('says since when nothing was proved, in whole days', () => {
    expect(health([proved('2026-03-01T18:00:00.000Z')]).params).toEqual({
      lastProofAt: '2026-03-01T18:00:00.000Z',
      days: 9,
    });
  });

  it('is one sentence with fact, date, count and promise', () => {
    const rebuilt = backup(1, '2026-03-07T02:15:00.000Z', {
      proof: proofAt('2026-03-08T09:00:00.000Z', true, 'rebuilt'),
    });
    const { params } = health([rebuilt], { now: new Date('2026-03-08T12:00:00.000Z') });
    const said = sentence(english, 'safety.proved', params, { now: now.getTime(), zone: 'Europe/Berlin' });
    expect(said).toBe(
      'On Sunday we rebuilt the whole library from Saturday’s copy in 11 minutes. All 48,210 records matched. Nobody, not even us, can delete this copy before 12 January 2027.',
    );
  });

  it('names the kind of proof, and yesterday by its name', () => {
    const { params } = health([proved(daysAgo(1), daysAgo(1.2))], { mode: 'practice' });
    expect(sentence(english, 'safety.proved-practice', params, { now: now.getTime(), zone: 'Europe/Berlin' })).toBe(
      'Yesterday we read back yesterday’s copy in 11 minutes. All 48,210 records matched. Practice library on this computer; copies here can be deleted.',
    );
  });
});

describe('what is worth doing one of these days', () => {
  const all = { takeHomeAt: daysAgo(3) };
  const rehearsed = backup(1, lastNight, { proof: proofAt(thisMorning, true, 'rebuilt') });
  const rebuilt = [rehearsed, tested(daysAgo(2), 'repaired')];
  const rows: [string, SafetyHealth, readonly string[]][] = [
    ['nothing is asked of a library without copies', health([]), []],
    ['nothing, when all was done', health(rebuilt, all), []],
    [
      'take-home copy, rebuild and self-test that never were',
      health(good),
      ['reminder.take-home-never', 'reminder.rebuild-never', 'reminder.self-test-never'],
    ],
    [
      'a take-home copy of 31 days ago',
      health(rebuilt, { ...all, takeHomeAt: daysAgo(31) }),
      ['reminder.take-home-old'],
    ],
    ['a take-home copy of 30 days ago', health(rebuilt, { ...all, takeHomeAt: daysAgo(30) }), []],
    ['a self-test of 16 days ago', health([rehearsed, tested(daysAgo(16), 'caught')], all), ['reminder.self-test-old']],
    [
      'a rebuild of 16 days ago',
      health(
        [
          ...good,
          backup(2, daysAgo(17), { proof: proofAt(daysAgo(16), true, 'rebuilt') }),
          tested(daysAgo(2), 'caught'),
        ],
        all,
      ),
      ['reminder.rebuild-old'],
    ],
  ];
  it.each(rows)('%s', (_name, said, codes) => {
    expect(said.reminders.map(({ code }) => code)).toEqual(codes);
  });

  it('never colours the card', () => {
    expect(health(good).colour).toBe('green');
  });
});

describe('the copies against 3-2-1-1-0', () => {
  const of = (said: SafetyHealth, place: CopyPlace) => {
    const found = said.copies.find((copy) => copy.place === place);
    return [found?.state, found?.code, found?.step];
  };
  const rows: [string, CopyPlace, SafetyHealth, readonly string[]][] = [
    ['the library itself', 'live', health(good), ['good', 'copy.live', 'none']],
    ['the library on a disk', 'live', health(good, { mode: 'practice' }), ['good', 'copy.live-practice', 'none']],
    ['no copy', 'kept', health([]), ['missing', 'copy.kept-none', 'back-up']],
    ['copies', 'kept', health(good), ['good', 'copy.kept', 'none']],
    ['an old copy', 'kept', health([proved(daysAgo(4), daysAgo(4))]), ['look', 'copy.kept-late', 'back-up']],
    ['no other account', 'offsite', health(good), ['missing', 'copy.offsite-none', 'none']],
    [
      'no other account, in practice',
      'offsite',
      health(good, { mode: 'practice' }),
      ['missing', 'copy.offsite-practice', 'none'],
    ],
    [
      'another account',
      'offsite',
      health(good, { offsite: { copyOf: hoursAgo(20) } }),
      ['good', 'copy.offsite', 'none'],
    ],
    [
      'another account that lags',
      'offsite',
      health(good, { offsite: { copyOf: daysAgo(3) } }),
      ['look', 'copy.offsite-late', 'none'],
    ],
    ['nothing at home', 'take-home', health(good), ['missing', 'copy.take-home-none', 'take-home']],
    ['a copy at home', 'take-home', health(good, { takeHomeAt: daysAgo(9) }), ['good', 'copy.take-home', 'none']],
    [
      'an old copy at home',
      'take-home',
      health(good, { takeHomeAt: daysAgo(40) }),
      ['look', 'copy.take-home-old', 'take-home'],
    ],
    ['production', 'undeletable', health(good), ['good', 'copy.undeletable', 'none']],
    [
      'a trial',
      'undeletable',
      health([proved(thisMorning, lastNight, { lockMode: 'GOVERNANCE' })], { mode: 'trial' }),
      ['missing', 'copy.deletable-trial', 'none'],
    ],
    ['practice', 'undeletable', health(good, { mode: 'practice' }), ['missing', 'copy.deletable-practice', 'none']],
    ['a good proof', 'errors', health(good), ['good', 'copy.errors-none', 'none']],
    [
      'a proof that found errors',
      'errors',
      health([backup(1, lastNight, { proof: proofAt(thisMorning, false) })]),
      ['missing', 'copy.errors-found', 'back-up'],
    ],
    ['no proof', 'errors', health([backup(1, lastNight)]), ['missing', 'copy.errors-unknown', 'prove']],
  ];
  it.each(rows)('%s', (_name, place, said, expected) => {
    expect(of(said, place)).toEqual(expected);
  });

  it('each say in words where they are, and what to do where something is missing', () => {
    const params = health(good, { offsite: { copyOf: lastNight }, takeHomeAt: lastNight }).copies;
    for (const { code, params: values } of params)
      expect(sentence(english, code, values, { now: now.getTime() })).not.toMatch(/undefined|NaN|\{/);
    for (const { code, state } of health(good, { mode: 'trial' }).copies)
      if (state !== 'good') expect(english.messages[code]?.next).toBeTruthy();
  });
});

describe('the calendar of backups', () => {
  it('shows the last 35 days by the clock of the library, oldest first', () => {
    const midnight = new Date('2026-03-30T23:30:00.000Z');
    const days = daysOf(
      [
        backup(1, '2026-03-30T22:30:00.000Z', { proof: proofAt('2026-03-30T22:45:00.000Z') }),
        backup(2, '2026-03-30T21:30:00.000Z', { proof: proofAt('2026-03-30T22:45:00.000Z', false) }),
        backup(3, '2026-03-29T00:15:00.000Z', { state: 'failed' }),
        backup(4, '2026-01-01T00:15:00.000Z'),
      ],
      midnight,
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
