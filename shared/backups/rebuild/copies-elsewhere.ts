import { scanRecords } from '../../aws/scan.ts';
import { readStored } from '../../aws/stored.ts';
import type { System } from '../../aws/system.ts';
import { Backup } from '../../contracts/backups.ts';
import { changeBackupTx } from '../backup-store.ts';
import { manifestKey } from '../manifest.ts';
import { restoreContext } from './open-library.ts';

/**
 * Backups that lie in another bucket than this deployment's own are no safety of this library: nothing would prove them,
 * and no change may build on them. Their records say so from now on.
 */
export const copiesElsewhere = async (
  system: System,
  holds: (key: string, versionId: string) => Promise<boolean>,
): Promise<void> => {
  for await (const item of scanRecords(system.dynamo, system.tables.records, 'backup')) {
    const backup = readStored(Backup, item);
    const { state, class: kind, id, manifestVersionId } = backup.value;
    if (state !== 'kept') continue;
    if (manifestVersionId !== undefined && (await holds(manifestKey(kind, id), manifestVersionId))) continue;
    const context = restoreContext(system);
    await system.commit(
      changeBackupTx(context, backup, { state: 'elsewhere' }, 'backup.left-behind', {}),
      context.changeId,
    );
  }
};
