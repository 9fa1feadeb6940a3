import { paginateScan, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { intakeOf } from '../integration/intake/intake-fixture.ts';
import { book, marcFile } from '../support/marc-files.ts';
import { type SmallCloud, startSmallCloud } from '../support/small-cloud.ts';
import { rounded } from './statistics.ts';

const RECORDS = 2000;
/** About the size of a title as it is stored. */
const PAYLOAD = 'x'.repeat(500);
const PER_TRANSACTION = 100;

const secondsOf = async (work: () => Promise<unknown>): Promise<number> => {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
};

const itemsIn = async ({ system }: SmallCloud): Promise<number> => {
  let count = 0;
  for (const TableName of [system.tables.records, system.tables.ledger])
    for await (const { Count = 0 } of paginateScan({ client: system.dynamo }, { TableName, Select: 'COUNT' }))
      count += Count;
  return count;
};

/** The same number of items in transactions without a condition, an index, or a thought. */
const writeBare = async ({ system }: SmallCloud, items: number): Promise<void> => {
  for (let at = 0; at < items; at += PER_TRANSACTION) {
    const count = Math.min(PER_TRANSACTION, items - at);
    const TransactItems = Array.from({ length: count }, (_, index) => ({
      Put: {
        TableName: system.tables.transient,
        Item: { PK: { S: `BARE#${at + index}` }, SK: { S: 'BARE' }, payload: { S: PAYLOAD } },
      },
    }));
    await system.dynamo.send(new TransactWriteItemsCommand({ TransactItems }));
  }
};

/**
 * Imports a MARC 21 file of titles with one copy each, by the runner of the product on the parts of the local cloud.
 * The floor is the same database writing as many items with nothing around it.
 */
export const benchImport = async () => {
  const cloud = await startSmallCloud();
  try {
    const intake = intakeOf(cloud);
    const records = Array.from({ length: RECORDS }, (_, n) => book(`A title of its own, number ${n}`, [`BENCH${n}`]));
    const uploadId = await intake.released('bench.mrc', marcFile(records));
    const jobId = await intake.start(uploadId);
    const before = await itemsIn(cloud);
    let imported = 0;
    const seconds = await secondsOf(async () => {
      const { job } = await intake.work(jobId);
      imported = job.tally['titles'] ?? 0;
    });
    if (imported !== RECORDS) throw new Error(`${imported} of ${RECORDS} titles were imported`);
    const items = (await itemsIn(cloud)) - before;
    const floorSeconds = await secondsOf(() => writeBare(cloud, items));
    return {
      records: RECORDS,
      seconds: rounded(seconds),
      recordsPerSecond: rounded(RECORDS / seconds, 0),
      itemsWritten: items,
      ratio: {
        of: 'time over bare transactions of as many items into the same database',
        value: rounded(seconds / floorSeconds, 1),
      },
    };
  } finally {
    await cloud.close();
  }
};
