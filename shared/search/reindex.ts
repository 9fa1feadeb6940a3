import { rm } from 'node:fs/promises';
import { scanRecords } from '../aws/scan.ts';
import { readStored } from '../aws/stored.ts';
import type { System } from '../aws/system.ts';
import { readItemsOfTitle } from '../catalogue/item-store.ts';
import { Title } from '../contracts/titles.ts';
import type { Runner, Work } from '../jobs/run-job.ts';
import { type BaseStore, publishBase } from './base-store.ts';
import type { SearchDocument } from './engine/document.ts';
import { buildBase } from './engine/index-writer.ts';
import { readHead } from './log-store.ts';
import { documentOf } from './title-document.ts';

/** Progress is told once for this many titles, not for each. */
const TELL_EVERY = 500;

async function* documents(system: System, work: Work): AsyncGenerator<SearchDocument> {
  let seen = 0;
  for await (const item of scanRecords(system.dynamo, system.tables.records, 'title')) {
    const title = readStored(Title, item).value;
    if (title.binnedAt !== undefined) continue;
    const items = await readItemsOfTitle(system, title.id);
    yield documentOf(
      title,
      items.map((each) => each.value),
    );
    seen += 1;
    if (seen % TELL_EVERY === 0) await work.save([], { done: seen, tally: { titles: seen } });
  }
}

/** Builds a base from the records and publishes it. Begun again after a crash: nothing of it is seen until it is whole. */
export const reindexRunner = (system: System, store: BaseStore, tmpDir: string): Runner => ({
  step: async (work) => {
    // Before the first record is read: an edit made meanwhile is then applied twice instead of never.
    const { logId, head } = await readHead(system);
    const { entry, path } = await buildBase({
      documents: documents(system, work),
      id: work.job.value.id,
      logId,
      position: head,
      dir: tmpDir,
    });
    await publishBase(store, entry, path);
    await rm(path, { force: true });
    return { next: 'done', tally: { titles: entry.documents, bytes: entry.bytes } };
  },
});
