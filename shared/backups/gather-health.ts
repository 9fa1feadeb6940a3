import { openJobs } from '../aws/keys.ts';
import { readStored } from '../aws/stored.ts';
import type { System } from '../aws/system.ts';
import { queryAll } from '../aws/table.ts';
import { Job } from '../contracts/jobs.ts';
import { recentBackups } from './backup-store.ts';
import { type HealthFacts, keptOf } from './health-facts.ts';
import { Protection } from './protection.ts';
import { lastTakenHome } from './take-home/take-home-store.ts';

/** What reading the health needs: records alone, so that whoever looks needs no key. */
export type HealthSystem = Pick<System, 'dynamo' | 'tables' | 'library'>;

const isRunning = async (system: HealthSystem): Promise<boolean> => {
  for await (const item of queryAll(system.dynamo, system.tables.records, openJobs(), { index: 'GSI1' })) {
    const { kind } = readStored(Job, item).value;
    if (kind === 'backup' || kind === 'proof' || kind === 'rebuild') return true;
  }
  return false;
};

export interface Situation {
  readonly mode: Protection;
  /** Copies are to go to another account. */
  readonly offsite: boolean;
}

/** From the environment of a function that was told both. */
export const situationOf = (env: { readonly LIBRARY_MODE: string; readonly OFFSITE_ACCOUNT: string }): Situation => ({
  mode: Protection.parse(env.LIBRARY_MODE),
  offsite: env.OFFSITE_ACCOUNT !== 'none',
});

/** Reads all that the health is judged by: for the home page, the weekly mail and the alarms alike. */
export const gatherHealth = async (
  system: HealthSystem,
  { mode, offsite }: Situation,
  now: Date,
): Promise<HealthFacts> => {
  const [running, library, backups, takenHome] = await Promise.all([
    isRunning(system),
    system.library(),
    recentBackups(system, now),
    lastTakenHome(system),
  ]);
  const kept = keptOf(backups);
  const away = kept.find(({ offsiteAt }) => offsiteAt !== undefined);
  const vault = kept[0]?.vault;
  return {
    backups,
    running,
    mode,
    now,
    zone: library.branches[0]?.zone ?? 'UTC',
    takeHomeAt: takenHome?.takenAt,
    vaultLockUntil: vault?.lockUntil,
    vaultMissing: vault?.missing,
    offsite: offsite || away !== undefined ? { copyOf: away?.exportTime } : undefined,
  };
};
