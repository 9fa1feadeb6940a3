import * as z from 'zod';
import { putNew, toItem, update } from '../aws/fragments.ts';
import { searchEntryKey, searchHeadKey, searchLogPartition } from '../aws/keys.ts';
import { plainOf } from '../aws/stored.ts';
import type { System } from '../aws/system.ts';
import { getItem, queryAll } from '../aws/table.ts';
import type { Fragment } from '../aws/transaction.ts';
import type { SearchDocument } from './engine/document.ts';
import { encodeEntry } from './engine/log.ts';
import type { LogEntry, LogPage } from './engine/ports.ts';

const Head = z.object({ logId: z.string(), head: z.int().min(0) });
const Entry = z.object({ position: z.int(), bytes: z.instanceof(Uint8Array) });
type Of = Pick<System, 'dynamo' | 'tables' | 'commit' | 'newId'>;

/** Entries read for one answer; a reader that is further behind asks again. */
const PAGE = 2000;
/** Entries written in one transaction, with the head that covers them. */
const AT_ONCE = 90;

/** Somebody else moved the head: read it again and write behind it. */
class HeadMoved extends Error {}

export const readHead = async (system: Of): Promise<{ logId: string; head: number }> => {
  const table = system.tables.transient;
  const item = await getItem(system.dynamo, table, searchHeadKey());
  if (item !== undefined) return Head.parse(plainOf(item));
  const begun = { logId: system.newId(), head: 0 };
  try {
    await system.commit(
      [putNew('head', table, toItem({ ...searchHeadKey(), ...begun }), () => new HeadMoved())],
      begun.logId,
    );
    return begun;
  } catch (error) {
    if (!(error instanceof HeadMoved)) throw error;
    return readHead(system);
  }
};

/** The entries after a position, ascending and without a hole, and the head they lead to. */
export const readLog = async (system: Of, after: number): Promise<LogPage> => {
  const { logId, head } = await readHead(system);
  const entries: LogEntry[] = [];
  for (let at = after + 1; at <= head && entries.length < PAGE; ) {
    const partition = searchLogPartition(at);
    const before = entries.length;
    for await (const item of queryAll(system.dynamo, system.tables.transient, partition, {
      after: searchEntryKey(at - 1).SK,
    }))
      entries.push(Entry.parse(plainOf(item)));
    if (entries.length === before && searchLogPartition(head) === partition) break;
    at = entries.length === before ? (Math.floor(at / 1000) + 1) * 1000 : (entries.at(-1)?.position ?? at) + 1;
  }
  // An entry may be there before the head that covers it is: it belongs to the next answer.
  return { logId, head, entries: entries.filter((entry) => entry.position <= head) };
};

/**
 * Appends documents behind the head, which moves by a conditional write: however many consumers run,
 * positions stay 1, 2, 3 … without a hole.
 */
export const appendDocuments = async (system: Of, documents: readonly SearchDocument[]): Promise<void> => {
  for (let start = 0; start < documents.length; start += AT_ONCE)
    await append(system, documents.slice(start, start + AT_ONCE));
};

const append = async (system: Of, documents: readonly SearchDocument[]): Promise<void> => {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const { head } = await readHead(system);
    try {
      await system.commit(appendTx(system.tables.transient, head, documents), system.newId());
      return;
    } catch (error) {
      if (!(error instanceof HeadMoved)) throw error;
    }
  }
  throw new Error('the search log stayed contended');
};

const appendTx = (table: string, head: number, documents: readonly SearchDocument[]): Fragment[] => [
  update(
    'head',
    table,
    searchHeadKey(),
    {
      update: 'SET #head = :next',
      condition: '#head = :head',
      names: { '#head': 'head' },
      values: { ':head': head, ':next': head + documents.length },
    },
    () => new HeadMoved(),
  ),
  ...documents.map((document, index) => {
    const position = head + index + 1;
    const item = toItem({ ...searchEntryKey(position), position, bytes: encodeEntry(document) });
    return putNew(`entry:${position}`, table, item, () => new HeadMoved());
  }),
];
