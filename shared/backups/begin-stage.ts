import { born } from '../aws/change.ts';
import type { System } from '../aws/system.ts';
import type { Backup } from '../contracts/backups.ts';
import type { Work } from '../jobs/run-job.ts';
import { type BackupCursor, STEPS_AROUND } from './backup-job.ts';
import { recentBackups, startBackupTx } from './backup-store.ts';
import { newDigest } from './digest.ts';
import { backupPrefix } from './manifest.ts';
import { classOf } from './rules.ts';

/** Whole seconds: that is how exactly an export takes its moment. The next one, so that nothing asked for is missed. */
const momentOf = (createdAt: string): Date => new Date(Math.ceil(Date.parse(createdAt) / 1000) * 1000);

/** The backup's record, and with it the moment it will show: the one at which it was asked for. */
export const begin = async (system: System, work: Work): Promise<void> => {
  const at = momentOf(work.job.value.createdAt);
  const context = work.change();
  const id = context.newId();
  const kind = classOf(at, await recentBackups(system, at));
  const exportTime = at.toISOString();
  const backup: Backup = {
    ...born(context, id),
    entity: 'backup',
    kind: 'full',
    class: kind,
    state: 'running',
    exportTime,
    prefix: backupPrefix(kind, id),
    lockMode: 'none',
    files: 0,
    bytes: 0,
    records: 0,
  };
  const cursor: BackupCursor = {
    stage: 'settle',
    backupId: id,
    class: kind,
    exportTime,
    attempt: 1,
    exports: {},
    verified: [],
    kept: [],
    digest: newDigest().state(),
    records: 0,
    items: { records: 0, ledger: 0, keys: 0 },
  };
  await work.save(startBackupTx(context, backup), { cursor, step: cursor.stage, total: STEPS_AROUND });
};
