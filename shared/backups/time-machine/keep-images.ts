import { recordKey } from '../../aws/keys.ts';
import type { System } from '../../aws/system.ts';
import type { Work } from '../../jobs/run-job.ts';
import { readBackup } from '../backup-store.ts';
import { linkOf } from '../chain.ts';
import type { OpenVersion } from '../reader.ts';
import { readLayers, readState } from '../state-reader.ts';
import type { Candidate } from './candidate.ts';
import { imageTx, readImage } from './plan-store.ts';

/**
 * Reads some records as a backup has them and keeps them beside the plan. For a past that the tables hold no more:
 * a history that was damaged, a record that was purged. Done again after a crash, what is there stays.
 */
export const keepImages =
  (system: System, open: OpenVersion) =>
  async (work: Work, backupId: string, wanted: readonly Candidate[]): Promise<void> => {
    const backup = await readBackup(system, backupId);
    const ref = backup === undefined ? undefined : linkOf(backup.value);
    if (ref === undefined) throw new Error('the backup of a plan has no manifest');
    const keys = new Map(wanted.map((one) => [recordKey(one.entity, one.id).PK, one]));
    const jobId = work.job.value.id;
    let read = 0;
    for await (const rows of readState(open, await readLayers(open, ref), ['records'])) {
      read += rows.length;
      for (const { item } of rows) {
        const one = item['SK']?.S === 'REC' ? keys.get(item['PK']?.S ?? '') : undefined;
        if (one === undefined || (await readImage(system, jobId, one.entity, one.id)) !== undefined) continue;
        await work.save([imageTx(system.tables.records, jobId, one.entity, one.id, item)], {});
      }
      // Reading a large copy takes longer than a lease lasts.
      if (read > 20_000) {
        read = 0;
        await work.save([], {});
      }
    }
  };
