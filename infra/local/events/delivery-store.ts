import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';

const row = z.object({
  id: z.number(),
  target: z.string(),
  payload: z.string(),
  attempts: z.number(),
  first_at: z.number(),
});
export type Delivery = z.infer<typeof row>;

/** What has been accepted and not yet delivered; it outlives the process. */
export interface DeliveryStore {
  readonly add: (
    deliveries: readonly { readonly target: string; readonly payload: string; readonly at: number }[],
  ) => void;
  /** Due deliveries that are not out already, oldest first. */
  readonly take: (now: number, most: number) => readonly Delivery[];
  readonly done: (id: number) => void;
  readonly again: (id: number, at: number) => void;
  readonly nextDue: () => number | undefined;
  readonly close: () => void;
}

export function openDeliveries(dir: string): DeliveryStore {
  const folder = join(dir, 'events');
  mkdirSync(folder, { recursive: true });
  const db = new DatabaseSync(join(folder, 'deliveries.sqlite'));
  db.exec(`
    PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
    CREATE TABLE IF NOT EXISTS deliveries (
      id INTEGER PRIMARY KEY, target TEXT NOT NULL, payload TEXT NOT NULL, attempts INTEGER NOT NULL,
      first_at INTEGER NOT NULL, due_at INTEGER NOT NULL, out INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX IF NOT EXISTS by_due ON deliveries (out, due_at);
    UPDATE deliveries SET out = 0;
  `);
  return {
    add: (deliveries) => {
      const insert = db.prepare(
        'INSERT INTO deliveries (target, payload, attempts, first_at, due_at, out) VALUES (?, ?, 0, ?, ?, 0)',
      );
      db.exec('BEGIN IMMEDIATE');
      for (const { target, payload, at } of deliveries) insert.run(target, payload, at, at);
      db.exec('COMMIT');
    },
    take: (now, most) =>
      db
        .prepare(
          `UPDATE deliveries SET out = 1 WHERE id IN
             (SELECT id FROM deliveries WHERE out = 0 AND due_at <= ? ORDER BY due_at, id LIMIT ?)
           RETURNING id, target, payload, attempts, first_at`,
        )
        .all(now, most)
        .map((each) => row.parse(each)),
    done: (id) => void db.prepare('DELETE FROM deliveries WHERE id = ?').run(id),
    again: (id, at) =>
      void db.prepare('UPDATE deliveries SET out = 0, attempts = attempts + 1, due_at = ? WHERE id = ?').run(at, id),
    nextDue: () => {
      const found = db.prepare('SELECT min(due_at) AS at FROM deliveries WHERE out = 0').get();
      return z.object({ at: z.number().nullable() }).parse(found).at ?? undefined;
    },
    close: () => db.close(),
  };
}
