import { backupRequest } from '../../shared/backups/requests.ts';
import type { Backup } from '../../shared/contracts/backups.ts';
import type { Deployment } from './deployment.ts';
import { askFor, follow } from './follow-job.ts';
import { Refused } from './refused.ts';
import { newestKept } from './result.ts';

/** Makes a backup through the deployment's own workers, and waits until it is put away. */
export const makeBackup = async ({ system }: Deployment): Promise<Backup> => {
  await follow(system, await askFor(system, backupRequest()));
  const backup = await newestKept(system);
  if (backup === undefined)
    throw new Refused('The backup ended, and none is put away. See under Safety in the console.');
  return backup;
};
