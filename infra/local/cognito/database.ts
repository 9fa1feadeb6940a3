import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue, type SQLOutputValue } from 'node:sqlite';

const FORMAT = 1;
const SCHEMA = `
  CREATE TABLE pools (id TEXT PRIMARY KEY, definition TEXT NOT NULL, cookie_key TEXT NOT NULL, created_at INTEGER NOT NULL) STRICT;
  CREATE TABLE users (
    pool_id TEXT NOT NULL REFERENCES pools(id), username TEXT NOT NULL, sub TEXT NOT NULL UNIQUE,
    status TEXT NOT NULL, enabled INTEGER NOT NULL, practice INTEGER NOT NULL, password TEXT, password_until INTEGER,
    totp_secret TEXT, attributes TEXT NOT NULL, created_at INTEGER NOT NULL, modified_at INTEGER NOT NULL,
    PRIMARY KEY (pool_id, username)
  ) STRICT;
  CREATE TABLE aliases (
    pool_id TEXT NOT NULL, alias TEXT NOT NULL, username TEXT NOT NULL, PRIMARY KEY (pool_id, alias),
    FOREIGN KEY (pool_id, username) REFERENCES users(pool_id, username) ON DELETE CASCADE
  ) STRICT;
  CREATE TABLE attempts (
    pool_id TEXT NOT NULL, who TEXT NOT NULL, failures INTEGER NOT NULL, last_at INTEGER NOT NULL,
    locked_until INTEGER NOT NULL, PRIMARY KEY (pool_id, who)
  ) STRICT;
  CREATE TABLE used_codes (
    pool_id TEXT NOT NULL, username TEXT NOT NULL, step INTEGER NOT NULL, PRIMARY KEY (pool_id, username, step)
  ) STRICT;
  CREATE TABLE reset_codes (
    pool_id TEXT NOT NULL, username TEXT NOT NULL, hash TEXT NOT NULL, expires_at INTEGER NOT NULL,
    PRIMARY KEY (pool_id, username),
    FOREIGN KEY (pool_id, username) REFERENCES users(pool_id, username) ON DELETE CASCADE
  ) STRICT;
  CREATE TABLE sign_ins (
    uid TEXT PRIMARY KEY, pool_id TEXT NOT NULL, username TEXT NOT NULL, stage TEXT NOT NULL, totp_secret TEXT,
    expires_at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE oidc (
    pool_id TEXT NOT NULL, model TEXT NOT NULL, id TEXT NOT NULL, payload TEXT NOT NULL, grant_id TEXT, uid TEXT,
    account_id TEXT, expires_at INTEGER NOT NULL, PRIMARY KEY (pool_id, model, id)
  ) STRICT;
  CREATE INDEX oidc_grant ON oidc (pool_id, grant_id);
  CREATE INDEX oidc_expiry ON oidc (expires_at);
  PRAGMA user_version = ${FORMAT};
`;

export interface Database {
  readonly all: (sql: string, ...values: SQLInputValue[]) => Record<string, SQLOutputValue>[];
  readonly one: (sql: string, ...values: SQLInputValue[]) => Record<string, SQLOutputValue> | undefined;
  /** @returns how many rows changed. */
  readonly run: (sql: string, ...values: SQLInputValue[]) => number;
  readonly transaction: <T>(work: () => T) => T;
  readonly close: () => void;
}

/** Opens the one SQLite file that holds pools, people and sessions. */
export function openDatabase(dir: string): Database {
  // The folder, not each file, keeps others out: SQLite makes its helper files with the permissions it likes.
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  chmodSync(dir, 0o700);
  const db = new DatabaseSync(join(dir, 'cognito.sqlite'));
  db.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000;',
  );
  const version = Number(db.prepare('PRAGMA user_version').get()?.['user_version']);
  if (version === 0) db.exec(`BEGIN IMMEDIATE; ${SCHEMA} COMMIT;`);
  else if (version !== FORMAT) {
    db.close();
    throw new Error(`The accounts in ${dir} have format ${version}; this program reads format ${FORMAT}.`);
  }
  return {
    all: (sql, ...values) => db.prepare(sql).all(...values),
    one: (sql, ...values) => db.prepare(sql).get(...values),
    run: (sql, ...values) => Number(db.prepare(sql).run(...values).changes),
    transaction: (work) => {
      db.exec('BEGIN IMMEDIATE');
      try {
        const result = work();
        db.exec('COMMIT');
        return result;
      } catch (error) {
        db.exec('ROLLBACK');
        throw error;
      }
    },
    close: () => db.close(),
  };
}
