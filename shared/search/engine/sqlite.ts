import { DatabaseSync } from 'node:sqlite';
import { SearchError } from './errors.ts';

/**
 * Throws `fts5-missing` when the running Node cannot search. Call it at start, where somebody reads the message.
 * `open` gives the database to try it on.
 */
export const assertFts5 = (open: () => DatabaseSync = () => new DatabaseSync(':memory:')): void => {
  const probe = open();
  try {
    probe.exec(`CREATE VIRTUAL TABLE probe USING fts5(word, content='', contentless_delete=1)`);
  } catch (cause) {
    throw new SearchError(
      'fts5-missing',
      `Search needs SQLite with FTS5, and Node ${process.version} was built without it. Use the Node 24 of nodejs.org or of AWS Lambda.`,
      { cause },
    );
  } finally {
    probe.close();
  }
};

/** A database for one process alone, never shared and never repaired: when it is lost it is fetched or built again. */
export const openPrivate = (path: string): DatabaseSync => {
  const database = new DatabaseSync(path);
  database.exec(`
    PRAGMA locking_mode = EXCLUSIVE;
    PRAGMA synchronous = OFF;
    PRAGMA journal_mode = MEMORY;
    PRAGMA temp_store = MEMORY;
    PRAGMA cache_size = -32000;
    PRAGMA mmap_size = 1073741824;
  `);
  return database;
};

/** Runs `work` as one transaction: all of it or, when it throws, none. */
export const inTransaction = <T>(database: DatabaseSync, work: () => T): T => {
  database.exec('BEGIN');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
};
