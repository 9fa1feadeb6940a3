import { DatabaseSync } from 'node:sqlite';

const SCHEMA_VERSION = 1;

const SCHEMA = `
CREATE TABLE bucket (
  name TEXT PRIMARY KEY,
  created_at INTEGER NOT NULL,
  config TEXT NOT NULL
) STRICT;
CREATE TABLE version (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  bucket TEXT NOT NULL REFERENCES bucket(name),
  key TEXT NOT NULL,
  version_id TEXT NOT NULL,
  is_latest INTEGER NOT NULL,
  delete_marker INTEGER NOT NULL,
  last_modified INTEGER NOT NULL,
  noncurrent_since INTEGER,
  size INTEGER NOT NULL,
  etag TEXT NOT NULL,
  meta TEXT NOT NULL,
  retention_mode TEXT,
  retain_until INTEGER,
  legal_hold INTEGER NOT NULL,
  tags TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX version_by_id ON version (bucket, key, version_id);
CREATE UNIQUE INDEX version_by_key ON version (bucket, key, seq DESC);
CREATE UNIQUE INDEX version_current ON version (bucket, key) WHERE is_latest = 1;
CREATE TABLE segment (
  seq INTEGER NOT NULL REFERENCES version(seq) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  blob TEXT NOT NULL,
  size INTEGER NOT NULL,
  PRIMARY KEY (seq, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX segment_by_blob ON segment (blob);
CREATE TABLE upload (
  id TEXT PRIMARY KEY,
  bucket TEXT NOT NULL REFERENCES bucket(name),
  key TEXT NOT NULL,
  initiated INTEGER NOT NULL,
  meta TEXT NOT NULL
) STRICT;
CREATE INDEX upload_by_key ON upload (bucket, key, id);
CREATE TABLE part (
  upload_id TEXT NOT NULL REFERENCES upload(id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  blob TEXT NOT NULL,
  size INTEGER NOT NULL,
  md5 TEXT NOT NULL,
  etag TEXT NOT NULL,
  checksum_algorithm TEXT NOT NULL,
  checksum TEXT NOT NULL,
  last_modified INTEGER NOT NULL,
  PRIMARY KEY (upload_id, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX part_by_blob ON part (blob);
CREATE TABLE outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  event TEXT NOT NULL
) STRICT;
`;

export interface Database {
  readonly sql: DatabaseSync;
  /** Runs synchronously, all or nothing; what it returns is on disk. */
  transaction<T>(work: () => T): T;
  close(): void;
}

/**
 * Opens or creates the metadata file. WAL with `synchronous=FULL`: a commit has reached the disk before it returns.
 * @throws Error when the file was written by a newer version of the program
 */
export function openDatabase(file: string): Database {
  const sql = new DatabaseSync(file, { enableForeignKeyConstraints: true, timeout: 5_000 });
  sql.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');

  function transaction<T>(work: () => T): T {
    sql.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      sql.exec('COMMIT');
      return result;
    } catch (error) {
      // A failed COMMIT (a full disk) may have rolled back by itself already.
      if (sql.isTransaction) sql.exec('ROLLBACK');
      throw error;
    }
  }

  const found = sql.prepare('PRAGMA user_version').get()?.['user_version'];
  if (found === 0) {
    transaction(() => sql.exec(`${SCHEMA} PRAGMA user_version = ${SCHEMA_VERSION};`));
  } else if (found !== SCHEMA_VERSION) {
    sql.close();
    throw new Error(`${file} has schema ${String(found)}; this version reads ${SCHEMA_VERSION}. Use a newer version.`);
  }
  return { sql, transaction, close: () => sql.close() };
}
