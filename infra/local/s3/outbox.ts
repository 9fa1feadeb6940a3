import * as z from 'zod';
import type { Database } from './database.ts';
import { type ObjectCreatedEvent, objectCreatedSchema } from './events.ts';

/**
 * Events waiting to be handed over. They are written in the transaction of the object they tell of, so that a crash
 * between the two cannot lose one; after a crash an event may come twice, as on AWS.
 */
export interface Outbox {
  /** Call inside the transaction. */
  add(event: ObjectCreatedEvent): void;
  /** Hands over what waits, in order; call after the commit. */
  wake(): void;
  close(): Promise<void>;
}

const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 30_000;
const rowSchema = z.object({ id: z.int(), event: z.string() });

export function openOutbox(database: Database, deliver: (event: ObjectCreatedEvent) => void | Promise<void>): Outbox {
  const insert = database.sql.prepare('INSERT INTO outbox (event) VALUES (?)');
  const first = database.sql.prepare('SELECT id, event FROM outbox ORDER BY id LIMIT 1');
  const remove = database.sql.prepare('DELETE FROM outbox WHERE id = ?');
  let running: Promise<void> | undefined;
  let retry: NodeJS.Timeout | undefined;
  let delay = FIRST_RETRY_MS;
  let closed = false;
  let again = false;

  /** Losing this to a power cut only repeats an event, so that it need not wait for the disk. */
  function forget(id: number): void {
    database.sql.exec('PRAGMA synchronous = NORMAL');
    try {
      remove.run(id);
    } finally {
      database.sql.exec('PRAGMA synchronous = FULL');
    }
  }

  async function drain(): Promise<void> {
    for (let row = first.get(); row !== undefined && !closed; row = first.get()) {
      const { id, event } = rowSchema.parse(row);
      await deliver(objectCreatedSchema.parse(JSON.parse(event)));
      forget(id);
      delay = FIRST_RETRY_MS;
    }
  }

  function wake(): void {
    if (closed) return;
    if (running) {
      again = true;
      return;
    }
    clearTimeout(retry);
    running = drain()
      .catch(() => {
        retry = setTimeout(wake, delay);
        delay = Math.min(delay * 2, LONGEST_RETRY_MS);
      })
      .finally(() => {
        running = undefined;
        // An event that was added after the last look would otherwise wait for the next one.
        if (again) {
          again = false;
          wake();
        }
      });
  }

  return {
    add: (event) => void insert.run(JSON.stringify(event)),
    wake,
    close: async () => {
      closed = true;
      clearTimeout(retry);
      await running;
      clearTimeout(retry);
    },
  };
}
