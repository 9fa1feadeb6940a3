import { encodeTime } from 'ulid';
import type * as z from 'zod';
import type { AttributeMap } from '../aws/attribute-value.ts';
import { accessKey, changesOnDay, eventsOfActor, eventsOfBatch } from '../aws/keys.ts';
import { readStored } from '../aws/stored.ts';
import type { System } from '../aws/system.ts';
import { getItems, queryAll, queryPage } from '../aws/table.ts';
import { LedgerEvent, type PastEntry } from '../contracts/record.ts';

type Of = Pick<System, 'dynamo' | 'tables'>;
type Past = z.infer<typeof PastEntry>;

const eventOf = (item: AttributeMap): LedgerEvent => readStored(LedgerEvent, item).value;

/** The events of one record, newest first. */
export const eventsOfRecord = async (
  system: Of,
  entity: string,
  recordId: string,
  options: { from?: AttributeMap; limit?: number } = {},
): Promise<{ events: LedgerEvent[]; next?: AttributeMap }> => {
  const page = await queryPage(system.dynamo, system.tables.ledger, `${entity}#${recordId}`, {
    newestFirst: true,
    limit: options.limit ?? 50,
    ...(options.from === undefined ? {} : { from: options.from }),
  });
  return { events: page.items.map(eventOf), ...(page.next === undefined ? {} : { next: page.next }) };
};

/** The changes of one record, newest first. */
export async function* changesOfRecord(system: Of, entity: string, recordId: string): AsyncGenerator<LedgerEvent> {
  const partition = `${entity}#${recordId}`;
  for await (const item of queryAll(system.dynamo, system.tables.ledger, partition, { newestFirst: true })) {
    const event = eventOf(item);
    if (event.hash !== undefined) yield event;
  }
}

/** The version a record has reached, there or purged: its next change is one more. 0 where it never was. */
export const newestVersion = async (system: Of, entity: string, recordId: string): Promise<number> => {
  for await (const event of changesOfRecord(system, entity, recordId)) return event.version;
  return 0;
};

/** What one person did on one day (UTC), newest first. */
export const eventsOfDay = async (
  system: Of,
  actorId: string,
  day: string,
  from?: AttributeMap,
): Promise<{ events: LedgerEvent[]; next?: AttributeMap }> => {
  const page = await queryPage(system.dynamo, system.tables.ledger, eventsOfActor(actorId, day), {
    index: 'GSI2',
    newestFirst: true,
    limit: 50,
    ...(from === undefined ? {} : { from }),
  });
  return { events: page.items.map(eventOf), ...(page.next === undefined ? {} : { next: page.next }) };
};

/** The next events of a batch, in the order they were made. */
export const eventPage = async (system: Of, batchId: string, after?: string): Promise<LedgerEvent[]> => {
  const page = await queryPage(system.dynamo, system.tables.ledger, eventsOfBatch(batchId), {
    index: 'GSI3',
    limit: 50,
    ...(after === undefined ? {} : { after }),
  });
  return page.items.map(eventOf);
};

const DAY_MS = 86_400_000;
/** An event gets its id a moment after its time is taken: what lies this much before cannot be meant. */
const APART_MS = 60_000;

/** The days (UTC) that two instants span, both included. */
export const daysBetween = (from: string, to: string): string[] => {
  const days: string[] = [];
  for (let at = Date.parse(from.slice(0, 10)); at <= Date.parse(to.slice(0, 10)); at += DAY_MS)
    days.push(new Date(at).toISOString().slice(0, 10));
  return days;
};

/** The ids of events made at an instant or later begin here or later. */
const idFloor = (at: string): string => `${encodeTime(Math.max(0, Date.parse(at) - APART_MS))}${'0'.repeat(16)}`;

/** The changes of some lists made after one instant and up to another. */
async function* eventsOfLists(
  system: Of,
  lists: readonly { readonly index: 'GSI2' | 'GSI3'; readonly partition: string }[],
  after: string,
  until: string,
): AsyncGenerator<LedgerEvent> {
  for (const { index, partition } of lists)
    for await (const item of queryAll(system.dynamo, system.tables.ledger, partition, {
      index,
      after: idFloor(after),
    })) {
      const event = eventOf(item);
      if (event.hash !== undefined && event.at > after && event.at <= until) yield event;
    }
}

/**
 * Every change after one instant and up to another that going back could undo: those of the days between, and those of
 * the batches named, which must be all that were alive then. An index is behind by a moment: what has just been made may be missing.
 */
export const eventsBetween = (
  system: Of,
  after: string,
  until: string,
  batchIds: readonly string[],
): AsyncGenerator<LedgerEvent> =>
  eventsOfLists(
    system,
    [...daysBetween(after, until).map(changesOnDay), ...batchIds.map(eventsOfBatch)].map((partition) => ({
      index: 'GSI3' as const,
      partition,
    })),
    after,
    until,
  );

/** Every change of a batch. */
export async function* changesOfBatch(system: Of, batchId: string): AsyncGenerator<LedgerEvent> {
  const partition = eventsOfBatch(batchId);
  for await (const item of queryAll(system.dynamo, system.tables.ledger, partition, { index: 'GSI3' })) {
    const event = eventOf(item);
    if (event.hash !== undefined) yield event;
  }
}

/** Every change one person made after one instant and up to another. */
export const eventsOfPersonBetween = (
  system: Of,
  actorId: string,
  after: string,
  until: string,
): AsyncGenerator<LedgerEvent> =>
  eventsOfLists(
    system,
    daysBetween(after, until).map((day) => ({ index: 'GSI2' as const, partition: eventsOfActor(actorId, day) })),
    after,
    until,
  );

/** Names of people by id, where they are known. */
export const namesOf = async (system: Of, personIds: readonly string[]): Promise<ReadonlyMap<string, string>> => {
  const ids = [...new Set(personIds)];
  const items = await getItems(
    system.dynamo,
    ids.map((id) => ({ table: system.tables.records, key: accessKey(id) })),
    false,
  );
  const names = new Map<string, string>();
  for (const [index, id] of ids.entries()) {
    const name = items[index]?.['name']?.S;
    if (name !== undefined) names.set(id, name);
  }
  return names;
};

/** Events as entries of a record's past, with the names of staff; patrons stay unnamed. */
export const pastOf = async (system: Of, events: readonly LedgerEvent[]): Promise<Past[]> => {
  const names = await namesOf(
    system,
    events.filter((event) => event.actor.kind === 'staff').map((event) => event.actor.id),
  );
  return events.map((event) => ({
    eventId: event.eventId,
    at: event.at,
    type: event.type,
    version: event.version,
    actor: event.actor,
    params: event.params,
    ...(names.get(event.actor.id) === undefined ? {} : { actorName: names.get(event.actor.id) }),
    ...(event.batchId === undefined ? {} : { batchId: event.batchId }),
  }));
};
