import type { System } from '../../shared/aws/system.ts';
import { recentBackups } from '../../shared/backups/backup-store.ts';
import type { Backup } from '../../shared/contracts/backups.ts';

/** The newest backup that is put away. */
export const newestKept = async (system: System): Promise<Backup | undefined> =>
  (await recentBackups(system, system.clock())).find((backup) => backup.state === 'kept');

/** What a command says of a backup. */
export const backupResult = (backup: Backup) => ({
  backupId: backup.id,
  kind: backup.kind,
  class: backup.class,
  exportTime: backup.exportTime,
  records: backup.records,
  files: backup.files,
  bytes: backup.bytes,
  lock: backup.lockMode,
  ...(backup.retainUntil === undefined ? {} : { retainUntil: backup.retainUntil }),
});
