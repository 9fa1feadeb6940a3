import type { Backup } from '../contracts/backups.ts';
import type { Protection } from './protection.ts';

const DAY_MS = 86_400_000;
export type BackupClass = Backup['class'];

/** Days a copy of each class is kept (DESIGN section 8): 35 days, 12 weeks, 13 months. */
export const keptDays: Readonly<Record<BackupClass, number>> = { daily: 35, weekly: 84, monthly: 397 };
/** Changes this long after their full copy begin a new one; until then its lock reaches. */
export const CHAIN_DAYS = 8;
/** Days a lock of a vault object's copy reaches when it is set or extended; extended every week while a backup needs it. */
export const VAULT_LOCK_DAYS = 90;
/** Days the catalogue of a year is kept: seven years. */
export const YEARLY_DAYS = 2557;
/** Copies of the person keys live this long, without a lock, so that an erasure becomes final. */
export const KEYS_DAYS = 35;

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

export const lockModeOf = (protection: Protection): Lock['mode'] =>
  protection === 'production' ? 'COMPLIANCE' : 'GOVERNANCE';

/** The lock of a vault object's copy, from now on. */
export const vaultLockOf = (protection: Protection, now: Date): Lock => ({
  mode: lockModeOf(protection),
  until: new Date(now.getTime() + (protection === 'production' ? VAULT_LOCK_DAYS : 1) * DAY_MS),
});

/** The lock of a year's catalogue. */
export const yearlyLockOf = (protection: Protection, now: Date): Lock => ({
  mode: lockModeOf(protection),
  until: new Date(now.getTime() + (protection === 'production' ? YEARLY_DAYS : 1) * DAY_MS),
});

export interface Locked {
  readonly class: BackupClass;
  /** The moment of the copy, and of the full one it builds on: its own when it is full. */
  readonly exportTime: Date;
  readonly chainStart: Date;
  readonly protection: Protection;
  readonly now: Date;
}

/**
 * The lock of a copy put away now. All daily copies of a chain are locked until the last that may ever build on its
 * full one has had its days: so no lock ends before that of a copy that needs it, and none has to be moved later.
 * Outside production a lock ends tomorrow, so that a wrong try costs a day; `hold` then moves those of the chain.
 */
export const lockOf = ({ class: kind, exportTime, chainStart, protection, now }: Locked): Lock => {
  if (protection !== 'production') return { mode: 'GOVERNANCE', until: new Date(now.getTime() + DAY_MS) };
  const days = (from: Date, count: number): Date => new Date(from.getTime() + count * DAY_MS);
  const until = kind === 'daily' ? days(chainStart, CHAIN_DAYS + keptDays.daily) : days(exportTime, keptDays[kind]);
  return { mode: 'COMPLIANCE', until };
};
