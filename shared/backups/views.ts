import type { Backup, BackupView } from '../contracts/backups.ts';

export const backupView = (backup: Backup): BackupView => ({
  backupId: backup.id,
  version: backup.version,
  kind: backup.kind,
  class: backup.class,
  state: backup.state,
  exportTime: backup.exportTime,
  lockMode: backup.lockMode,
  files: backup.files,
  bytes: backup.bytes,
  records: backup.records,
  ...(backup.retainUntil === undefined ? {} : { retainUntil: backup.retainUntil }),
  ...(backup.proof === undefined ? {} : { proof: backup.proof }),
  ...(backup.selfTest === undefined ? {} : { selfTest: backup.selfTest }),
});
