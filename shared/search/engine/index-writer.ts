import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { attributeColumns } from './attributes.ts';
import { packBase } from './base-file.ts';
import type { SearchDocument } from './document.ts';
import { calmMerging, createIndexes, createTables, ENGINE_SCHEMA, FIRST_BASE_ROW } from './layout.ts';
import { BaseEntry } from './manifest.ts';
import { rowWriter } from './rows.ts';
import { assertFts5, inTransaction, openPrivate } from './sqlite.ts';
import { stageDocuments } from './staging.ts';

export type BuildBase = {
  documents: AsyncIterable<SearchDocument> | Iterable<SearchDocument>;
  /** Name of the new base; letters, digits and dashes. */
  id: string;
  logId: string;
  /** Head of the log before the first document was read. */
  position: number;
  /** Where the file is put, and while building about four times its unpacked size of working files. */
  dir: string;
};

const fillBase = async (path: string, scratch: string, build: BuildBase): Promise<number> => {
  const staged = await stageDocuments(build.documents, join(scratch, 'staged.db'));
  const database = openPrivate(path);
  try {
    database.exec(`PRAGMA journal_mode = OFF; ${createTables}`);
    const writer = rowWriter(database);
    const columns = attributeColumns(staged.count);
    let written = 0;
    // One transaction whatever the number: without a journal its size costs nothing.
    inTransaction(database, () => {
      for (const document of staged.inQualityOrder()) {
        writer.insert(FIRST_BASE_ROW + written, document);
        columns.set(written, document);
        written += 1;
      }
    });
    columns.store(database);
    database
      .prepare('INSERT INTO base(id, log_id, position, documents, schema) VALUES(?, ?, ?, ?, ?)')
      .run(build.id, build.logId, build.position, written, ENGINE_SCHEMA);
    database.exec(`INSERT INTO words(words) VALUES('optimize'); ${calmMerging} ${createIndexes}`);
    // Merging leaves half the file empty; the compact copy is what travels.
    database.prepare('VACUUM INTO ?').run(join(scratch, 'compact.db'));
    return written;
  } finally {
    database.close();
    staged.close();
  }
};

/**
 * Builds a base from all documents of the catalogue and leaves it, compressed, at `path`. The entry goes into the
 * manifest (`withBase`) once the file is stored. Deleted documents are left out. Working files are removed either way.
 */
export const buildBase = async (build: BuildBase): Promise<{ entry: BaseEntry; path: string }> => {
  assertFts5();
  await mkdir(build.dir, { recursive: true });
  const scratch = await mkdtemp(join(build.dir, 'build-'));
  const path = join(build.dir, `${build.id}.base.zst`);
  try {
    const documents = await fillBase(join(scratch, 'filling.db'), scratch, build);
    const packed = await packBase(join(scratch, 'compact.db'), path);
    const { id, logId, position } = build;
    return { entry: BaseEntry.parse({ id, logId, position, documents, ...packed, schema: ENGINE_SCHEMA }), path };
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
};
