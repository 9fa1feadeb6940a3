import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';

/** How far each reader has come in each shard, written after its batch was taken. */
export interface Checkpoints {
  readonly get: (reader: string, shard: string) => string | undefined;
  readonly set: (reader: string, shard: string, sequence: string) => void;
  readonly close: () => void;
}

export function openCheckpoints(dir: string): Checkpoints {
  const folder = join(dir, 'streams');
  mkdirSync(folder, { recursive: true });
  const db = new DatabaseSync(join(folder, 'checkpoints.sqlite'));
  db.exec(`
    PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
    CREATE TABLE IF NOT EXISTS checkpoints (
      reader TEXT NOT NULL, shard TEXT NOT NULL, sequence TEXT NOT NULL, PRIMARY KEY (reader, shard)
    ) STRICT;
  `);
  return {
    get: (reader, shard) => {
      const row = db.prepare('SELECT sequence FROM checkpoints WHERE reader = ? AND shard = ?').get(reader, shard);
      return row === undefined ? undefined : z.object({ sequence: z.string() }).parse(row).sequence;
    },
    set: (reader, shard, sequence) =>
      void db.prepare('INSERT OR REPLACE INTO checkpoints VALUES (?, ?, ?)').run(reader, shard, sequence),
    close: () => db.close(),
  };
}
