import type { Backup, Proof, SelfTest } from '../contracts/backups.ts';
import type { Protection } from './protection.ts';

const HOUR_MS = 3_600_000;

/** From when on something is said about it. The alarms of the cloud ring at the same ages. */
export const limits = {
  /** A proof older than this says nothing about today: the home page turns red. */
  staleDays: 8,
  /** A copy is made every night: after a missed one somebody should look … */
  lateHours: 36,
  /** … and after three the work of days is at stake. */
  veryLateHours: 72,
  /** Locks of vault objects are extended long before; so close to their end something does not do its work. */
  vaultLockDays: 60,
  /** A copy reaches the other account within a day of being kept. */
  offsiteHours: 48,
  /** A take-home copy is made every month. */
  takeHomeDays: 31,
  /** Rebuild and self-test run every week; a computer that is off at night may miss one. */
  drillDays: 15,
} as const;

/** All that the health of the backups is judged by. Instants are ISO 8601. */
export interface HealthFacts {
  /** Newest first. */
  readonly backups: readonly Backup[];
  /** A backup or a proof is being made. */
  readonly running: boolean;
  readonly mode: Protection;
  readonly now: Date;
  readonly zone: string;
  /** The end of the lock that ends soonest, of all vault objects a kept backup needs. */
  readonly vaultLockUntil?: string | undefined;
  /** Objects of the vault of which there is no whole copy. */
  readonly vaultMissing?: number | undefined;
  /** Present where copies go to another account: the moment the newest one there shows, when there is one. */
  readonly offsite?: { readonly copyOf?: string | undefined } | undefined;
  /** When a sealed copy was last taken out of the house. */
  readonly takeHomeAt?: string | undefined;
}

export const ageHours = (at: string, now: Date): number => (now.getTime() - Date.parse(at)) / HOUR_MS;
export const ageDays = (at: string, now: Date): number => ageHours(at, now) / 24;

/** Copies that are there, newest library state first. */
export const keptOf = (backups: readonly Backup[]): Backup[] =>
  backups.filter(({ state }) => state === 'kept').sort((a, b) => (a.exportTime < b.exportTime ? 1 : -1));

const isGood = (backup: Backup): backup is Backup & { readonly proof: Proof } => backup.proof?.passed === true;

/** Of copies newest first, the newest that was found to be whole. */
export const newestProved = (kept: readonly Backup[]): (Backup & { readonly proof: Proof }) | undefined =>
  kept.find(isGood);

/** When a copy was last found to be whole. */
export const lastProofOf = (backups: readonly Backup[]): string | undefined =>
  keptOf(backups)
    .filter(isGood)
    .map(({ proof }) => proof.at)
    .sort()
    .at(-1);

/** The last time damaged copies were put before the proof. */
export const lastSelfTestOf = (backups: readonly Backup[]): SelfTest | undefined =>
  backups
    .flatMap(({ selfTest }) => selfTest ?? [])
    .sort((a, b) => (a.at < b.at ? 1 : -1))
    .at(0);

export const offsiteIsLate = ({ offsite, now }: HealthFacts): boolean =>
  offsite !== undefined && (offsite.copyOf === undefined || ageHours(offsite.copyOf, now) > limits.offsiteHours);
