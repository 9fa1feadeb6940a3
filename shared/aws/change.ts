import type { Entity, EventType, LedgerEvent } from '../contracts/record.ts';
import { RecoverableEntity } from '../contracts/recovery.ts';
import { AppError } from '../kernel/app-error.ts';
import type { NewId } from '../kernel/ids.ts';
import type { AttributeMap } from './attribute-value.ts';
import { itemHash } from './canonical.ts';
import { numberOf, type Plain, putNew, putOver, textOf, toItem } from './fragments.ts';
import {
  changesOnDay,
  eventKey,
  eventsOfActor,
  eventsOfBatch,
  historyKey,
  type IndexKeys,
  pendingEvents,
  recordKey,
} from './keys.ts';
import type { Stored } from './stored.ts';
import type { Fragment } from './transaction.ts';

/** Who changes, when, and as part of what. One `changeId` is one transaction. */
export interface ChangeContext {
  readonly now: Date;
  readonly actor: LedgerEvent['actor'];
  readonly device: string;
  readonly changeId: string;
  readonly batchId?: string;
  readonly newId: NewId;
  readonly tables: { readonly records: string; readonly ledger: string };
}

interface Common {
  readonly id: string;
  readonly entity: Entity;
  readonly version: number;
  readonly schema: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly actorId: string;
  readonly changeId: string;
  readonly batchId?: string | undefined;
}

/** The common fields of a record that is made now. */
export const born = (context: ChangeContext, id: string, schema = 1) => {
  const at = context.now.toISOString();
  return {
    id,
    version: 1,
    schema,
    createdAt: at,
    updatedAt: at,
    actorId: context.actor.id,
    changeId: context.changeId,
    ...(context.batchId === undefined ? {} : { batchId: context.batchId }),
  };
};

/** The common fields of a record that changes now; its batch is the batch of this change, or none. */
export const changed = (context: ChangeContext, before: { readonly version: number }) => ({
  version: before.version + 1,
  updatedAt: context.now.toISOString(),
  actorId: context.actor.id,
  changeId: context.changeId,
  batchId: context.batchId,
});

export interface Change<T extends Common & Plain> {
  readonly before?: Stored<T>;
  readonly after: T;
  readonly index?: IndexKeys;
  readonly type: EventType;
  readonly params?: LedgerEvent['params'];
}

/**
 * The fragments of one change: the record under the condition of its old version, the version before it,
 * and its ledger event. Creations write no history, and are refused when the id is taken.
 * Refusals: `stale-version` (with who and when), `not-found`, `already-exists`.
 */
export const changeFragments = <T extends Common & Plain>(context: ChangeContext, change: Change<T>): Fragment[] => {
  const { after, before } = change;
  const item = toItem({ ...recordKey(after.entity, after.id), ...change.index, ...after });
  const label = `${after.entity}:${after.id}`;
  const event = ledgerEvent(context, {
    type: change.type,
    entity: after.entity,
    recordId: after.id,
    version: after.version,
    hash: itemHash(item),
    params: change.params ?? {},
  });
  const written = eventFragment(context, event);
  if (before === undefined)
    return [putNew(label, context.tables.records, item, () => new AppError('already-exists')), written];
  const history = { ...historyKey(after.entity, after.id, before.value.version), was: before.item };
  return [
    putOver(label, context.tables.records, item, before.value.version, (found) => stale(after.entity, found)),
    putNew(
      `${label}:history`,
      context.tables.records,
      { PK: { S: history.PK }, SK: { S: history.SK }, was: { M: history.was } },
      () => new AppError('stale-version', { entity: after.entity }),
    ),
    written,
  ];
};

const stale = (entity: Entity, found: AttributeMap | undefined): AppError => {
  if (found === undefined) return new AppError('not-found', { entity });
  return new AppError('stale-version', {
    entity,
    version: numberOf(found['version']) ?? 0,
    at: textOf(found['updatedAt']) ?? '',
    actorId: textOf(found['actorId']) ?? '',
  });
};

/** Refuses an edit made on an older version than the record has. */
export const holdVersion = (stored: Stored<Common>, ifMatch: number): void => {
  if (stored.value.version !== ifMatch) throw stale(stored.value.entity, stored.item);
};

/** An event of this change context; `params` hold ids and keyed hashes only. */
export const ledgerEvent = (
  context: ChangeContext,
  what: Pick<LedgerEvent, 'type' | 'entity' | 'recordId' | 'version' | 'params'> & { readonly hash?: string },
): LedgerEvent => ({
  eventId: context.newId(),
  changeId: context.changeId,
  at: context.now.toISOString(),
  actor: context.actor,
  device: context.device,
  ...(context.batchId === undefined ? {} : { batchId: context.batchId }),
  ...what,
});

/** What going back can undo. Lending is never undone by it, so the desk pays for no list of its own. */
const listedByDay = new Set<string>(RecoverableEntity.options);

/** A change stands in one list: of its batch, or of its day. */
const listedIn = (event: LedgerEvent): { readonly GSI3PK?: string; readonly GSI3SK?: string } => {
  if (event.batchId !== undefined) return { GSI3PK: eventsOfBatch(event.batchId), GSI3SK: event.eventId };
  if (event.hash === undefined || !listedByDay.has(event.entity)) return {};
  return { GSI3PK: changesOnDay(event.at.slice(0, 10)), GSI3SK: event.eventId };
};

/** Appends an event to the ledger; one that is there already is never overwritten. */
export const eventFragment = (context: ChangeContext, event: LedgerEvent): Fragment =>
  putNew(
    `event:${event.eventId}`,
    context.tables.ledger,
    toItem({
      ...eventKey(event.entity, event.recordId, event.eventId),
      GSI1PK: pendingEvents(),
      GSI1SK: event.eventId,
      GSI2PK: eventsOfActor(event.actor.id, event.at.slice(0, 10)),
      GSI2SK: event.eventId,
      ...listedIn(event),
      ...event,
    }),
    () => new Error('an event id was used twice'),
  );
