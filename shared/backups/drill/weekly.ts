import type { System } from '../../aws/system.ts';
import type { Backup } from '../../contracts/backups.ts';
import { requestOnSchedule } from '../../jobs/scheduled.ts';
import { recentBackups } from '../backup-store.ts';
import { proofRequest, rebuildRequest, selfTestRequest } from '../requests.ts';

/** One kept backup that is not the newest, by chance; undefined while there is only one. */
export const olderBackup = (backups: readonly Backup[], chance: number): Backup | undefined => {
  const [, ...older] = backups.filter(({ state }) => state === 'kept');
  return older[Math.min(older.length - 1, Math.floor(chance * older.length))];
};

/**
 * What happens to the backups every week besides the nightly proof: the newest is rebuilt, an older one is read back, and
 * copies are damaged to see whether the proof notices. Each that is under way already is this week's.
 */
export const requestDrills = async (
  system: System,
  chance: () => number,
): Promise<{ readonly rebuild?: string; readonly selfTest?: string; readonly older?: string }> => {
  const backups = await recentBackups(system, system.clock());
  if (!backups.some(({ state }) => state === 'kept')) return {};
  const rebuild = await requestOnSchedule(system, rebuildRequest());
  const selfTest = await requestOnSchedule(system, selfTestRequest());
  const older = olderBackup(backups, chance());
  if (older !== undefined) await requestOnSchedule(system, proofRequest(older.id));
  return {
    ...(rebuild === undefined ? {} : { rebuild }),
    ...(selfTest === undefined ? {} : { selfTest }),
    ...(older === undefined ? {} : { older: older.id }),
  };
};
