import { randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { seal, unseal } from './aead.ts';
import {
  type AliasRecord,
  aliasRowSchema,
  type KeyRecord,
  type KeySpec,
  keyRowSchema,
  materialRowSchema,
} from './key-record.ts';
import { loadRootKey } from './root-key.ts';

const FORMAT = 1;
const SCHEMA = `
  CREATE TABLE keys (
    id TEXT PRIMARY KEY, logical_id TEXT UNIQUE, spec TEXT NOT NULL, state TEXT NOT NULL, manager TEXT NOT NULL,
    description TEXT NOT NULL, policy TEXT NOT NULL, created_at INTEGER NOT NULL, deletion_at INTEGER,
    rotation_enabled INTEGER NOT NULL, rotation_days INTEGER NOT NULL, rotated_at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE materials (
    key_id TEXT NOT NULL REFERENCES keys(id) ON DELETE CASCADE, version INTEGER NOT NULL, wrapped BLOB NOT NULL,
    PRIMARY KEY (key_id, version)
  ) STRICT;
  CREATE TABLE aliases (
    name TEXT PRIMARY KEY, key_id TEXT NOT NULL REFERENCES keys(id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
  ) STRICT;
  PRAGMA user_version = ${FORMAT};
`;

export interface NewKey {
  readonly spec: KeySpec;
  readonly material: Buffer;
  readonly manager: KeyRecord['manager'];
  readonly logicalId?: string | undefined;
  readonly description?: string | undefined;
  readonly policy: string;
}

export type KeyChange = Partial<
  Pick<KeyRecord, 'state' | 'description' | 'policy' | 'deletion_at' | 'rotation_enabled' | 'rotation_days'>
>;

export type KeyStore = ReturnType<typeof openKeyStore>;

function openDatabase(dir: string): DatabaseSync {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  chmodSync(dir, 0o700);
  const db = new DatabaseSync(join(dir, 'keys.sqlite'));
  // FULL: an acknowledged key is on the disk, because what it sealed may already be.
  db.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000;',
  );
  const version = Number(db.prepare('PRAGMA user_version').get()?.['user_version']);
  if (version === 0) db.exec(`BEGIN IMMEDIATE; ${SCHEMA} COMMIT;`);
  else if (version !== FORMAT) {
    db.close();
    throw new Error(`The keys in ${dir} have format ${version}; this program reads format ${FORMAT}.`);
  }
  return db;
}

const aadOf = (id: string, version: number) => Buffer.from(`${id}/${version}`);

/** The root key, tried on one wrapped key first: a store must not start with a root key that is not its own. */
function openRootKey(db: DatabaseSync, dir: string): Buffer {
  const sample = db.prepare('SELECT key_id, version, wrapped FROM materials LIMIT 1').get();
  try {
    const rootKey = loadRootKey(join(dir, 'root.key'), sample !== undefined);
    if (sample) {
      const { version, wrapped } = materialRowSchema.parse({ version: sample['version'], wrapped: sample['wrapped'] });
      const opens = unseal(rootKey, wrapped, aadOf(String(sample['key_id']), version));
      if (!opens) throw new Error(`The root key in ${dir} does not open the keys beside it.`);
    }
    return rootKey;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Keys, their aliases and their wrapped material, in one SQLite file. */
export function openKeyStore(dir: string, now: () => Date) {
  const db = openDatabase(dir);
  const rootKey = openRootKey(db, dir);

  const all = (sql: string, ...values: SQLInputValue[]) => db.prepare(sql).all(...values);
  const run = (sql: string, ...values: SQLInputValue[]) => db.prepare(sql).run(...values);

  function transaction<T>(work: () => T): T {
    db.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      db.exec('COMMIT');
      return result;
    } catch (error) {
      db.exec('ROLLBACK');
      throw error;
    }
  }

  function addMaterial(id: string, version: number, material: Buffer): void {
    const wrapped = seal(rootKey, material, aadOf(id, version));
    run('INSERT INTO materials (key_id, version, wrapped) VALUES (?, ?, ?)', id, version, wrapped);
  }

  /** Keys whose waiting time is over are gone with their material, as the person who scheduled it was told. */
  function dropExpired(): void {
    run("DELETE FROM keys WHERE state = 'PendingDeletion' AND deletion_at <= ?", now().getTime());
  }

  function find(column: 'id' | 'logical_id', value: string): KeyRecord | undefined {
    dropExpired();
    const [row] = all(`SELECT * FROM keys WHERE ${column} = ?`, value);
    return row && keyRowSchema.parse(row);
  }

  return {
    close: () => db.close(),
    key: (id: string) => find('id', id),
    keyByLogicalId: (logicalId: string) => find('logical_id', logicalId),
    keys(): KeyRecord[] {
      dropExpired();
      return all('SELECT * FROM keys ORDER BY created_at, id').map((row) => keyRowSchema.parse(row));
    },
    insert(key: NewKey): string {
      const id = randomUUID();
      const at = now().getTime();
      transaction(() => {
        run(
          `INSERT INTO keys VALUES (?, ?, ?, 'Enabled', ?, ?, ?, ?, NULL, 0, 365, ?)`,
          id,
          key.logicalId ?? null,
          key.spec,
          key.manager,
          key.description ?? '',
          key.policy,
          at,
          at,
        );
        addMaterial(id, 1, key.material);
      });
      return id;
    },
    change(id: string, change: KeyChange): void {
      const entries = Object.entries(change).map(([column, value]): [string, SQLInputValue] => [
        `${column} = ?`,
        typeof value === 'boolean' ? Number(value) : value,
      ]);
      const assignments = entries.map(([assignment]) => assignment).join(', ');
      run(`UPDATE keys SET ${assignments} WHERE id = ?`, ...entries.map(([, value]) => value), id);
    },
    rotate(id: string, material: Buffer): void {
      transaction(() => {
        const [row] = all('SELECT MAX(version) AS version FROM materials WHERE key_id = ?', id);
        addMaterial(id, Number(row?.['version']) + 1, material);
        run('UPDATE keys SET rotated_at = ? WHERE id = ?', now().getTime(), id);
      });
    },
    /** The material of one version, or the newest. */
    material(id: string, version?: number): { version: number; material: Buffer } | undefined {
      const [row] = all(
        'SELECT version, wrapped FROM materials WHERE key_id = ? AND version = coalesce(?, version) ORDER BY version DESC LIMIT 1',
        id,
        version ?? null,
      );
      if (!row) return undefined;
      const { version: found, wrapped } = materialRowSchema.parse(row);
      const material = unseal(rootKey, wrapped, aadOf(id, found));
      if (!material) throw new Error(`The material of key ${id} does not open with the root key of ${dir}.`);
      return { version: found, material };
    },
    alias(name: string): AliasRecord | undefined {
      dropExpired();
      const [row] = all('SELECT * FROM aliases WHERE name = ?', name);
      return row && aliasRowSchema.parse(row);
    },
    aliases: (): AliasRecord[] => all('SELECT * FROM aliases ORDER BY name').map((row) => aliasRowSchema.parse(row)),
    setAlias(name: string, keyId: string): void {
      const at = now().getTime();
      run(
        `INSERT INTO aliases VALUES (?, ?, ?, ?)
         ON CONFLICT (name) DO UPDATE SET key_id = excluded.key_id, updated_at = excluded.updated_at`,
        name,
        keyId,
        at,
        at,
      );
    },
    deleteAlias: (name: string) => run('DELETE FROM aliases WHERE name = ?', name).changes === 1,
  };
}
