import { versionOf } from '../../audit/past-store.ts';
import type { AttributeMap } from '../../aws/attribute-value.ts';
import { historyKey, recordKey } from '../../aws/keys.ts';
import type { System } from '../../aws/system.ts';
import type { Work } from '../../jobs/run-job.ts';
import { readBackup } from '../backup-store.ts';
import { linkOf } from '../chain.ts';
import type { OpenVersion } from '../reader.ts';
import { readLayers, readState } from '../state-reader.ts';
import type { Candidate } from './candidate.ts';
import { imageTx, readImage } from './plan-store.ts';

/** Rows read between two signs of life: reading a large copy takes longer than a lease lasts. */
const BEAT = 20_000;

/** The record a row is about, now or in its past: by the key of its partition. */
const imageOf = (item: AttributeMap): AttributeMap | undefined => {
  const isPast = item['PK']?.S?.startsWith('HIST#') === true;
  return isPast ? item['was']?.M : item['SK']?.S === 'REC' ? item : undefined;
};

/**
 * Reads some records as a backup has them at a moment, from the records and their past in it, and keeps them beside the
 * plan. For a past that the tables hold no more: a history that was damaged, a record that was purged. Done again after
 * a crash, what is there stays.
 */
export const keepImages =
  (system: System, open: OpenVersion) =>
  async (work: Work, backupId: string, wanted: readonly Candidate[], at: string): Promise<void> => {
    const backup = await readBackup(system, backupId);
    const ref = backup === undefined ? undefined : linkOf(backup.value);
    if (ref === undefined) throw new Error('the backup of a plan has no manifest');
    const partitions = new Map(
      wanted.flatMap((one) => [
        [recordKey(one.entity, one.id).PK, one],
        [historyKey(one.entity, one.id, 0).PK, one],
      ]),
    );
    const best = new Map<Candidate, AttributeMap>();
    let read = 0;
    for await (const rows of readState(open, await readLayers(open, ref), ['records'])) {
      read += rows.length;
      for (const { item } of rows) {
        const one = partitions.get(item['PK']?.S ?? '');
        const image = one === undefined ? undefined : imageOf(item);
        if (one === undefined || image === undefined || (image['updatedAt']?.S ?? '') > at) continue;
        if (versionOf(image) > versionOf(best.get(one))) best.set(one, image);
      }
      if (read < BEAT) continue;
      read = 0;
      await work.save([], {});
    }
    const jobId = work.job.value.id;
    for (const [{ entity, id }, image] of best)
      if ((await readImage(system, jobId, entity, id)) === undefined)
        await work.save([imageTx(system.tables.records, jobId, entity, id, image)], {});
  };
