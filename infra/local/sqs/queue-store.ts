import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';

export interface QueueDefinition {
  readonly name: string;
  readonly visibilitySeconds: number;
  readonly delaySeconds: number;
  readonly retentionSeconds: number;
  readonly deadLetters?: { readonly queue: string; readonly maxReceives: number };
}

const messageRow = z.object({
  id: z.string(),
  body: z.string(),
  attributes: z.string(),
  sent_at: z.number(),
  first_received_at: z.number().nullable(),
  receives: z.number(),
  receipt: z.string().nullable(),
});

export interface Message {
  readonly id: string;
  readonly body: string;
  readonly md5: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly sentAt: number;
  readonly firstReceivedAt: number;
  readonly receives: number;
  readonly receipt: string;
}

export interface Outgoing {
  readonly body: string;
  readonly delaySeconds?: number | undefined;
  readonly attributes?: Readonly<Record<string, unknown>> | undefined;
}

export interface QueueStore {
  readonly define: (definition: QueueDefinition) => void;
  readonly find: (name: string) => QueueDefinition | undefined;
  /** On disk when it returns. */
  readonly send: (
    queue: string,
    messages: readonly Outgoing[],
  ) => readonly { readonly id: string; readonly md5: string }[];
  /** @param holder `mapping` for messages a stop of this process gives back at once */
  readonly receive: (
    queue: string,
    most: number,
    visibilityMs: number,
    holder: 'mapping' | 'client',
  ) => readonly Message[];
  readonly remove: (queue: string, receipts: readonly string[]) => number;
  readonly setVisibility: (queue: string, receipt: string, visibilityMs: number) => boolean;
  readonly counts: (queue: string) => { readonly visible: number; readonly inFlight: number; readonly delayed: number };
  /** Resolves when a message may be visible, or after the given time. */
  readonly wait: (queue: string, longestMs: number) => Promise<void>;
  readonly close: () => void;
}

export function md5Hex(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

function messageOf(row: unknown): Message {
  const { id, body, attributes, sent_at, first_received_at, receives, receipt } = messageRow.parse(row);
  return {
    id,
    body,
    md5: md5Hex(body),
    attributes: z.record(z.string(), z.unknown()).parse(JSON.parse(attributes)),
    sentAt: sent_at,
    firstReceivedAt: first_received_at ?? sent_at,
    receives,
    receipt: receipt ?? '',
  };
}

/** Standard queues in one SQLite file: at least once, no order promised, nothing acknowledged is lost. */
export function openQueues(dir: string, now: () => Date): QueueStore {
  const folder = join(dir, 'sqs');
  mkdirSync(folder, { recursive: true });
  const db = new DatabaseSync(join(folder, 'queues.sqlite'));
  db.exec(`
    PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
    CREATE TABLE IF NOT EXISTS messages (
      seq INTEGER PRIMARY KEY, queue TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, attributes TEXT NOT NULL,
      sent_at INTEGER NOT NULL, visible_at INTEGER NOT NULL, first_received_at INTEGER, receives INTEGER NOT NULL,
      receipt TEXT, holder TEXT
    ) STRICT;
    CREATE INDEX IF NOT EXISTS by_queue ON messages (queue, visible_at);
    CREATE UNIQUE INDEX IF NOT EXISTS by_receipt ON messages (receipt);
  `);
  // Whoever held these for a function is gone with the process before this one.
  db.exec("UPDATE messages SET visible_at = 0, receipt = NULL, holder = NULL WHERE holder = 'mapping'");
  const queues = new Map<string, QueueDefinition>();
  const waiters = new Map<string, Set<() => void>>();

  function wake(queue: string): void {
    for (const resolve of [...(waiters.get(queue) ?? [])]) resolve();
  }
  function known(name: string): QueueDefinition {
    const queue = queues.get(name);
    if (!queue) throw new Error(`There is no queue ${name}.`);
    return queue;
  }
  function send(name: string, messages: readonly Outgoing[]) {
    const queue = known(name);
    const at = now().getTime();
    const insert = db.prepare(
      `INSERT INTO messages (queue, id, body, attributes, sent_at, visible_at, receives) VALUES (?, ?, ?, ?, ?, ?, 0)`,
    );
    db.exec('BEGIN IMMEDIATE');
    const sent = messages.map(({ body, delaySeconds, attributes }) => {
      const id = randomUUID();
      const delay = (delaySeconds ?? queue.delaySeconds) * 1000;
      insert.run(name, id, body, JSON.stringify(attributes ?? {}), at, at + delay);
      return { id, md5: md5Hex(body) };
    });
    db.exec('COMMIT');
    wake(name);
    return sent;
  }
  /** What has been received too often goes to the failure queue instead of out again. */
  function redrive(queue: QueueDefinition, at: number): void {
    if (!queue.deadLetters) return;
    const { queue: target, maxReceives } = queue.deadLetters;
    const moved = db
      .prepare(
        `UPDATE messages SET queue = ?, visible_at = ?, receives = 0, receipt = NULL, holder = NULL
         WHERE queue = ? AND visible_at <= ? AND receives >= ?`,
      )
      .run(target, at, queue.name, at, maxReceives);
    if (moved.changes > 0) wake(target);
  }
  function receive(name: string, most: number, visibilityMs: number, holder: string): readonly Message[] {
    const queue = known(name);
    const at = now().getTime();
    db.prepare('DELETE FROM messages WHERE queue = ? AND sent_at < ?').run(name, at - queue.retentionSeconds * 1000);
    redrive(queue, at);
    const found = db
      .prepare('SELECT seq FROM messages WHERE queue = ? AND visible_at <= ? ORDER BY seq LIMIT ?')
      .all(name, at, most);
    const take = db.prepare(
      `UPDATE messages SET receives = receives + 1, receipt = ?, holder = ?, visible_at = ?,
         first_received_at = coalesce(first_received_at, ?)
       WHERE seq = ? RETURNING id, body, attributes, sent_at, first_received_at, receives, receipt`,
    );
    db.exec('BEGIN IMMEDIATE');
    const messages = found.map((row) => {
      const { seq } = z.object({ seq: z.number() }).parse(row);
      return messageOf(take.get(randomUUID(), holder, at + visibilityMs, at, seq));
    });
    db.exec('COMMIT');
    return messages;
  }
  function nextVisible(name: string): number | undefined {
    const row = db.prepare('SELECT min(visible_at) AS at FROM messages WHERE queue = ?').get(name);
    return z.object({ at: z.number().nullable() }).parse(row).at ?? undefined;
  }
  function wait(name: string, longestMs: number): Promise<void> {
    const due = nextVisible(name);
    const left = due === undefined ? longestMs : Math.min(longestMs, Math.max(0, due - now().getTime()));
    return new Promise((resolve) => {
      const own = waiters.get(name) ?? new Set();
      waiters.set(name, own);
      const finish = () => {
        clearTimeout(timer);
        own.delete(finish);
        resolve();
      };
      const timer = setTimeout(finish, left);
      timer.unref();
      own.add(finish);
    });
  }
  return {
    define: (definition) => queues.set(definition.name, definition),
    find: (name) => queues.get(name),
    send,
    receive,
    remove: (name, receipts) => {
      const statement = db.prepare('DELETE FROM messages WHERE queue = ? AND receipt = ?');
      return receipts.reduce((sum, receipt) => sum + Number(statement.run(name, receipt).changes), 0);
    },
    setVisibility: (name, receipt, visibilityMs) => {
      const at = now().getTime() + visibilityMs;
      const statement = db.prepare('UPDATE messages SET visible_at = ? WHERE queue = ? AND receipt = ?');
      const changed = statement.run(at, name, receipt).changes > 0;
      wake(name);
      return changed;
    },
    counts: (name) => {
      const at = now().getTime();
      const row = db
        .prepare(
          `SELECT count(*) FILTER (WHERE visible_at <= ?) AS visible,
             count(*) FILTER (WHERE visible_at > ? AND receipt IS NOT NULL) AS inFlight,
             count(*) FILTER (WHERE visible_at > ? AND receipt IS NULL) AS delayed
           FROM messages WHERE queue = ?`,
        )
        .get(at, at, at, name);
      return z.object({ visible: z.number(), inFlight: z.number(), delayed: z.number() }).parse(row);
    },
    wait,
    close: () => {
      for (const name of waiters.keys()) wake(name);
      db.close();
    },
  };
}
