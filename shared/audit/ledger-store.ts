import type * as z from 'zod';
import type { AttributeMap } from '../aws/attribute-value.ts';
import { accessKey, eventsOfActor, eventsOfBatch } from '../aws/keys.ts';
import { readStored } from '../aws/stored.ts';
import type { System } from '../aws/system.ts';
import { getItems, queryPage } from '../aws/table.ts';
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
