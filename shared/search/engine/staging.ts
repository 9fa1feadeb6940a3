import * as z from 'zod';
import { SearchDocument } from './document.ts';
import { rowQuality } from './indexed-text.ts';
import { inTransaction, openPrivate } from './sqlite.ts';

const BATCH = 2000;
const Count = z.object({ n: z.int() });
const Staged = z.object({ document: z.string() });

/** Hands on what a source yields in arrays, so that one transaction covers many. */
async function* batches<T>(source: AsyncIterable<T> | Iterable<T>): AsyncGenerator<T[]> {
  let batch: T[] = [];
  for await (const one of source) {
    batch.push(one);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/**
 * Collects documents on disk until all are known, since rows are numbered in quality order; of several documents of one
 * title the highest version stays, of equal ones the later. Memory stays flat whatever the number.
 */
export const stageDocuments = async (
  source: AsyncIterable<SearchDocument> | Iterable<SearchDocument>,
  path: string,
) => {
  const database = openPrivate(path);
  database.exec(`
    PRAGMA journal_mode = OFF;
    CREATE TABLE staged(title_id TEXT PRIMARY KEY, version INTEGER, live INTEGER, quality REAL, document TEXT) WITHOUT ROWID;
  `);
  const put = database.prepare(`
    INSERT INTO staged VALUES(?, ?, ?, ?, ?) ON CONFLICT(title_id) DO UPDATE
    SET version = excluded.version, live = excluded.live, quality = excluded.quality, document = excluded.document
    WHERE excluded.version >= version
  `);
  try {
    for await (const batch of batches(source)) {
      inTransaction(database, () => {
        for (const one of batch) {
          const document = SearchDocument.parse(one);
          const live = document.deleted === true ? 0 : 1;
          put.run(document.titleId, document.version, live, rowQuality(document.quality), JSON.stringify(document));
        }
      });
    }
    database.exec('CREATE INDEX by_quality ON staged(live, quality DESC, title_id)');
  } catch (error) {
    database.close();
    throw error;
  }
  return {
    count: Count.parse(database.prepare('SELECT count(*) AS n FROM staged WHERE live = 1').get()).n,
    *inQualityOrder(): Generator<SearchDocument> {
      const rows = database
        .prepare('SELECT document FROM staged WHERE live = 1 ORDER BY quality DESC, title_id')
        .iterate();
      for (const row of rows) yield SearchDocument.parse(JSON.parse(Staged.parse(row).document));
    },
    close: (): void => database.close(),
  };
};
