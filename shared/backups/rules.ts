import type { Backup, SafetyHealth } from '../contracts/backups.ts';
import type { Protection } from './protection.ts';

const DAY_MS = 86_400_000;
export type BackupClass = Backup['class'];

/** Days a copy of each class is kept (DESIGN section 8): 35 days, 12 weeks, 13 months. */
export const keptDays: Readonly<Record<BackupClass, number>> = { daily: 35, weekly: 84, monthly: 397 };
/** Copies of the person keys live this long, without a lock, so that an erasure becomes final. */
export const KEYS_DAYS = 35;
/** A proof older than this says nothing about today: the home page turns red. */
export const STALE_DAYS = 8;
/** A proof is expected every night; two missed nights are worth a look. */
const LATE_DAYS = 2;
/** The days of the heat map. */
const MAP_DAYS = 35;

type Kept = Pick<Backup, 'class' | 'state' | 'exportTime'>;

/** Days since 1970-01-01 (UTC) of the Monday on or before an instant. */
const mondayOf = (at: Date): number => {
  const day = Math.floor(at.getTime() / DAY_MS);
  // 1 January 1970 was a Thursday.
  return day - ((day + 3) % 7);
};
const monthOf = (at: Date): string => at.toISOString().slice(0, 7);

/**
 * The first backup kept in a month (UTC) is its monthly one, the first of a week (from Monday) its weekly one.
 * A copy that failed does not count, so that the next night makes up for it.
 */
export const classOf = (exportTime: Date, before: readonly Kept[]): BackupClass => {
  const kept = before
    .filter((backup) => backup.state === 'kept')
    .map((backup) => ({
      class: backup.class,
      at: new Date(backup.exportTime),
    }));
  if (!kept.some((backup) => backup.class === 'monthly' && monthOf(backup.at) === monthOf(exportTime)))
    return 'monthly';
  // The monthly copy outlives the weekly one, so in its week it stands for both.
  if (!kept.some((backup) => backup.class !== 'daily' && mondayOf(backup.at) === mondayOf(exportTime))) return 'weekly';
  return 'daily';
};

export interface Lock {
  readonly mode: 'GOVERNANCE' | 'COMPLIANCE';
  readonly until: Date;
}

/** The lock of a copy put away now. Outside production it ends tomorrow, so that a wrong try costs a day. */
export const lockOf = (kind: BackupClass, protection: Protection, now: Date): Lock =>
  protection === 'production'
    ? { mode: 'COMPLIANCE', until: new Date(now.getTime() + keptDays[kind] * DAY_MS) }
    : { mode: 'GOVERNANCE', until: new Date(now.getTime() + DAY_MS) };

/** The calendar day of an instant in a time zone. */
export const localDay = (at: Date, zone: string): string => {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
  return parts.format(at);
};

const previousDay = (day: string): string => new Date(Date.parse(day) - DAY_MS).toISOString().slice(0, 10);

/** Backups and proofs of the last 35 days, oldest first, by the library's own calendar. */
export const daysOf = (backups: readonly Backup[], now: Date, zone: string): SafetyHealth['days'] => {
  const days = new Map<string, { backups: number; proved: number; failed: number }>();
  let day = localDay(now, zone);
  for (let index = 0; index < MAP_DAYS; index += 1) {
    days.set(day, { backups: 0, proved: 0, failed: 0 });
    day = previousDay(day);
  }
  for (const backup of backups) {
    const made = days.get(localDay(new Date(backup.exportTime), zone));
    if (made !== undefined && backup.state === 'kept') made.backups += 1;
    if (made !== undefined && backup.state === 'failed') made.failed += 1;
    if (backup.proof === undefined) continue;
    const proved = days.get(localDay(new Date(backup.proof.at), zone));
    if (proved === undefined) continue;
    if (backup.proof.passed) proved.proved += 1;
    else proved.failed += 1;
  }
  return [...days].map(([name, counts]) => ({ day: name, ...counts })).reverse();
};

export interface HealthFacts {
  /** Newest first. */
  readonly backups: readonly Backup[];
  /** A backup or a proof is being made. */
  readonly running: boolean;
  readonly practice: boolean;
  readonly now: Date;
  readonly zone: string;
}

type Verdict = Pick<SafetyHealth, 'colour' | 'code' | 'params'>;

const ageDays = (at: string, now: Date): number => (now.getTime() - Date.parse(at)) / DAY_MS;

const verdictOf = (facts: HealthFacts): Verdict => {
  const kept = facts.backups
    .filter((backup) => backup.state === 'kept')
    .sort((a, b) => (a.exportTime < b.exportTime ? 1 : -1));
  const [newest] = kept;
  if (newest === undefined)
    return facts.running
      ? { colour: 'amber', code: 'safety.running', params: {} }
      : { colour: 'red', code: 'safety.never', params: {} };
  const copyOf = newest.exportTime;
  if (newest.proof?.passed === false) return { colour: 'red', code: 'safety.failed', params: { copyOf } };
  const passed = kept
    .flatMap(({ proof }) => (proof?.passed === true ? [proof.at] : []))
    .sort()
    .at(-1);
  if (passed !== undefined && ageDays(passed, facts.now) > STALE_DAYS) {
    const days = Math.floor(ageDays(passed, facts.now));
    return { colour: 'red', code: 'safety.stale', params: { lastProofAt: passed, days } };
  }
  if (newest.proof === undefined) {
    if (facts.running) return { colour: 'amber', code: 'safety.running', params: {} };
    const colour = passed === undefined && ageDays(newest.exportTime, facts.now) > 1 ? 'red' : 'amber';
    return { colour, code: 'safety.no-proof', params: { copyOf } };
  }
  // An older copy that was looked at since and did not prove: the newest is good, but somebody should know.
  const worse = kept.find(({ proof }) => proof?.passed === false && proof.at > (newest.proof?.at ?? ''));
  if (worse !== undefined) return { colour: 'amber', code: 'safety.failed', params: { copyOf: worse.exportTime } };
  const { at, kind, records } = newest.proof;
  // Only a COMPLIANCE lock binds everybody; the sentence promises nothing that an administrator could undo.
  const sure = newest.lockMode === 'COMPLIANCE' && newest.retainUntil !== undefined && !facts.practice;
  return {
    colour: ageDays(at, facts.now) > LATE_DAYS ? 'amber' : 'green',
    code: facts.practice ? 'safety.proved-practice' : 'safety.proved',
    params: { kind, at, copyOf, records, ...(sure ? { retainUntil: newest.retainUntil ?? '' } : {}) },
  };
};

/** What the home page says: one colour, one sentence, and the calendar behind it. */
export const healthOf = (facts: HealthFacts): SafetyHealth => {
  const kept = facts.backups.filter((backup) => backup.state === 'kept');
  const last = kept
    .map((backup) => backup.id)
    .sort()
    .at(-1);
  const proofs = kept.flatMap(({ proof }) => (proof?.passed === true ? [proof.at] : [])).sort();
  const lastProofAt = proofs.at(-1);
  return {
    ...verdictOf(facts),
    practice: facts.practice,
    days: daysOf(facts.backups, facts.now, facts.zone),
    ...(last === undefined ? {} : { lastBackupId: last }),
    ...(lastProofAt === undefined ? {} : { lastProofAt }),
  };
};
