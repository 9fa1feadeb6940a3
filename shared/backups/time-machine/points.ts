import { allOf } from '../../aws/keys.ts';
import { readStored } from '../../aws/stored.ts';
import type { System } from '../../aws/system.ts';
import { queryPage } from '../../aws/table.ts';
import { Backup } from '../../contracts/backups.ts';
import { Batch } from '../../contracts/jobs.ts';
import type { RecoveryPoint } from '../../contracts/recovery.ts';

/** Points shown: two years of nightly copies would fill a slider with nothing to choose by. */
const MOST = 200;

const newest = async (system: System, entity: 'backup' | 'batch') =>
  (
    await queryPage(system.dynamo, system.tables.records, allOf(entity), {
      index: 'GSI2',
      newestFirst: true,
      limit: MOST,
    })
  ).items;

const ofBackup = (backup: Backup): RecoveryPoint => ({
  at: backup.exportTime,
  kind: 'backup',
  id: backup.id,
  proved: backup.proof?.passed === true,
  records: backup.records,
});

const recordsOf = ({ counts }: Batch): number =>
  Object.entries(counts).reduce((sum, [name, count]) => (name === 'kept' || name === 'skipped' ? sum : sum + count), 0);

/** Just before it: going back to that moment is going back to before the set of changes. */
const ofBatch = (batch: Batch): RecoveryPoint => ({
  at: new Date(Date.parse(batch.createdAt) - 1).toISOString(),
  kind: 'batch',
  id: batch.id,
  batchKind: batch.kind,
  label: batch.label,
  ...(batch.state === 'open' ? {} : { records: recordsOf(batch) }),
});

/** Moments worth going back to, newest first: kept backup copies, and what was before each set of changes. */
export const recoveryPoints = async (system: System): Promise<RecoveryPoint[]> => {
  const [backups, batches] = await Promise.all([newest(system, 'backup'), newest(system, 'batch')]);
  const points = [
    ...backups
      .map((item) => readStored(Backup, item).value)
      .filter((backup) => backup.state === 'kept')
      .map(ofBackup),
    ...batches.map((item) => ofBatch(readStored(Batch, item).value)),
  ];
  return points.sort((a, b) => (a.at < b.at ? 1 : -1)).slice(0, MOST);
};
