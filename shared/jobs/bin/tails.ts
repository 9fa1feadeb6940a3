import * as z from 'zod';
import { check, remove } from '../../aws/fragments.ts';
import { historyKey, historyOf, purgeTailKey, purgeTails } from '../../aws/keys.ts';
import { plainOf } from '../../aws/stored.ts';
import type { System } from '../../aws/system.ts';
import { queryPage } from '../../aws/table.ts';
import { BinKind } from '../../contracts/bin.ts';
import { AppError } from '../../kernel/app-error.ts';
import type { Work } from '../run-job.ts';
import { versionGoesTx } from './purge-steps.ts';
import { roughBytes } from './purgeable.ts';

const Tail = z.object({ entity: BinKind, id: z.string(), version: z.int() });
type Tail = z.infer<typeof Tail>;

const MOST_VERSIONS = 90;
const MOST_BYTES = 3_000_000;

/** Deletes what is left of one past, older versions first; the list forgets it with the last of them. */
const finishTail = async (system: System, work: Work, tail: Tail): Promise<void> => {
  const { records } = system.tables;
  for (let more = true; more; ) {
    const page = await queryPage(system.dynamo, records, historyOf(tail.entity, tail.id), {
      // Versions written after the record was brought back from a copy are not of this past.
      before: historyKey(tail.entity, tail.id, tail.version).SK,
      limit: MOST_VERSIONS,
    });
    let room = MOST_BYTES;
    const versions = page.items
      .map((item) => ({ key: { PK: item['PK']?.S ?? '', SK: item['SK']?.S ?? '' }, bytes: roughBytes(item) }))
      .filter(({ bytes }, index) => {
        room -= bytes;
        return index === 0 || room > 0;
      });
    more = page.next !== undefined || versions.length < page.items.length;
    const key = purgeTailKey(tail.entity, tail.id);
    const there = { condition: 'attribute_exists(#pk)', names: { '#pk': 'PK' }, values: {} };
    const gone = () => new AppError('stale-version', { entity: tail.entity });
    const list = more ? check('tail', records, key, there, gone) : remove('tail', records, key, there, gone);
    await work.save([...versions.map((version) => versionGoesTx(records, version)), list], {});
  }
};

/** Deletes the pasts of purged records that did not fit into one transaction. */
export const finishTails = async (system: System, work: Work): Promise<void> => {
  const { dynamo, tables } = system;
  const page = await queryPage(dynamo, tables.records, purgeTails(), { index: 'GSI2', limit: 100 });
  for (const item of page.items) {
    try {
      await finishTail(system, work, Tail.parse(plainOf(item)));
    } catch (error) {
      // The index still names one that is done.
      if (!(error instanceof AppError && error.code === 'stale-version')) throw error;
    }
  }
};
