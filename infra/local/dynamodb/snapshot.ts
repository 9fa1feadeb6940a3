import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';

const FILE_FORMAT = '9';
const config = z.object({ value: z.string() });
const item = z.object({ item_json: z.string() });
const lastId = z.object({ id: z.number().nullable() });
const change = z.object({
  keys_json: z.string(),
  new_image: z.string().nullable(),
  old_image: z.string().nullable(),
  created_at: z.number(),
});
export type Change = z.infer<typeof change>;

/** The engine's data file at one moment, however much is written meanwhile. */
export interface Snapshot {
  readonly items: (table: string) => Iterable<string>;
  /** Changes of a table after one and up to another, oldest first. */
  readonly changes: (table: string, afterId: number, toId: number) => Iterable<Change>;
  /** The newest change at or before a moment in whole seconds; 0 when there is none. */
  readonly changeAt: (table: string, second: number) => number;
  /** The change `count` changes of this table before another one; 0 when there are not so many. */
  readonly stepBack: (table: string, id: number, count: number) => number;
  readonly close: () => void;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/**
 * Holds one read transaction on the data file: in WAL mode the writer goes on while everything read here is of one
 * moment, and nothing has to be copied.
 * @throws when the file is of an engine version whose tables are not known here
 */
export function openSnapshot(file: string): Snapshot {
  const db = new DatabaseSync(file, { readOnly: true });
  db.exec('BEGIN');
  const format = config.parse(db.prepare("SELECT value FROM _config WHERE key = 'schema_version'").get()).value;
  if (format !== FILE_FORMAT) {
    db.close();
    throw new Error(`Exports can read data files of format ${FILE_FORMAT}; this one has format ${format}.`);
  }
  function* items(table: string): Iterable<string> {
    const statement = db.prepare(`SELECT item_json FROM ${quoted(table)}`);
    for (const row of statement.iterate()) yield item.parse(row).item_json;
  }
  function* changes(table: string, afterId: number, toId: number): Iterable<Change> {
    const statement = db.prepare(
      `SELECT keys_json, new_image, old_image, created_at FROM _stream_records
       WHERE table_name = ? AND id > ? AND id <= ? ORDER BY id`,
    );
    for (const row of statement.iterate(table, afterId, toId)) yield change.parse(row);
  }
  return {
    items,
    changes,
    changeAt: (table, second) => {
      const statement = db.prepare(
        'SELECT max(id) AS id FROM _stream_records WHERE table_name = ? AND created_at <= ?',
      );
      return lastId.parse(statement.get(table, second)).id ?? 0;
    },
    stepBack: (table, id, count) => {
      const statement = db.prepare(
        'SELECT id FROM _stream_records WHERE table_name = ? AND id <= ? ORDER BY id DESC LIMIT 1 OFFSET ?',
      );
      const row = statement.get(table, id, count);
      return row === undefined ? 0 : (lastId.parse(row).id ?? 0);
    },
    close: () => db.close(),
  };
}

/**
 * Drops changes no recovery window reaches, before the engine opens the file. The newest of each table stays: the
 * engine numbers its stream on from it.
 */
export function trimChanges(file: string, olderThanSecond: number): void {
  const db = new DatabaseSync(file);
  try {
    const known = db.prepare("SELECT name FROM sqlite_master WHERE name = '_stream_records'").get();
    if (known === undefined) return;
    db.prepare(
      `DELETE FROM _stream_records WHERE created_at < ?
       AND id NOT IN (SELECT max(id) FROM _stream_records GROUP BY table_name)`,
    ).run(olderThanSecond);
  } finally {
    db.close();
  }
}

/**
 * The engine looks for the newest change of a table before each write, by reading all of them. With this index a
 * write takes as long after a hundred thousand changes as after none.
 */
export function indexChanges(file: string): void {
  const db = new DatabaseSync(file);
  try {
    db.exec('PRAGMA busy_timeout = 5000');
    db.exec(
      `CREATE INDEX IF NOT EXISTS changes_in_order
       ON _stream_records (table_name, CAST(sequence_number AS INTEGER))`,
    );
  } finally {
    db.close();
  }
}
