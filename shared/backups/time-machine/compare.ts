import { changesOfRecord } from '../../audit/ledger-store.ts';
import { readAsOf, readItemNow, readVersion, versionOf } from '../../audit/past-store.ts';
import type { AttributeMap } from '../../aws/attribute-value.ts';
import { textOf } from '../../aws/fragments.ts';
import type { System } from '../../aws/system.ts';
import type { KeptReason, PlanRow, RecoveryScope } from '../../contracts/recovery.ts';
import type { Goal, Recoverables } from '../../jobs/recoverable.ts';
import type { Candidate } from './candidate.ts';
import { readImage } from './plan-store.ts';

/** Where a candidate's former state is read, and the moment it is about. */
export interface Past {
  readonly scope: RecoveryScope;
  readonly at: string;
  /** The job whose images stand in for the history, where a backup was asked. */
  readonly imagesOf?: string | undefined;
}

/** A past that is there no more is not a past in which there was nothing. */
type Was = { readonly item: AttributeMap | undefined } | 'lost';

const wasOf = async (system: System, past: Past, candidate: Candidate, now: AttributeMap | undefined): Promise<Was> => {
  const { entity, id, before } = candidate;
  if (past.imagesOf !== undefined) return { item: await readImage(system, past.imagesOf, entity, id) };
  if (before === undefined) {
    const found = await readAsOf(system, entity, id, past.at, now);
    return found.found === undefined && found.lost ? 'lost' : { item: found.found };
  }
  if (before === 1) return { item: undefined };
  if (versionOf(now) === before - 1) return { item: now };
  const item = await readVersion(system, entity, id, before - 1);
  return item === undefined ? 'lost' : { item };
};

/** Who changed it after what is to be undone, or in the middle of it. */
const conflictOf = async (
  system: System,
  candidate: Candidate,
  now: AttributeMap | undefined,
  actorId: string | undefined,
): Promise<PlanRow['conflict']> => {
  const { entity, id, before, last, unbroken } = candidate;
  if (before === undefined || last === undefined || now === undefined) return undefined;
  const told = (item: AttributeMap) => ({
    actorId: textOf(item['actorId']) ?? '',
    at: textOf(item['updatedAt']) ?? '',
  });
  if (versionOf(now) > last) return told(now);
  if (unbroken === true) return undefined;
  for (let version = last - 1; version > before; version -= 1) {
    const item = await readVersion(system, entity, id, version);
    if (item !== undefined && textOf(item['actorId']) !== actorId) return told(item);
  }
  return told(now);
};

/** People come back only where they were asked for by name. */
export const goalOf = (scope: RecoveryScope, was: AttributeMap | undefined, reason?: string): Goal => ({
  was,
  returning: scope.kind === 'records',
  ...(scope.kind === 'fields' ? { fields: scope.fields } : {}),
  ...(reason === undefined ? {} : { reason }),
});

/** Patrons are erased when they are purged; of anything else a backup copy has what the table holds no more. */
const goneAs = (entity: Candidate['entity']): KeptReason => (entity === 'patron' ? 'erased' : 'purged');

/** Whether a record that was purged since stood on its shelf at the moment. */
const wasThere = async (system: System, past: Past, { entity, id, before }: Candidate): Promise<boolean> => {
  if (before !== undefined) return false;
  for await (const event of changesOfRecord(system, entity, id))
    if (event.at <= past.at) return !event.type.endsWith('.binned') && !event.type.endsWith('.purged');
  return false;
};

/** The row of a plan for one record; undefined when it is as it was. */
export const rowOf = async (
  system: System,
  recoverables: Recoverables,
  past: Past,
  candidate: Candidate,
): Promise<PlanRow | undefined> => {
  const { entity, id } = candidate;
  const recoverable = recoverables[entity];
  if (recoverable === undefined) throw new Error(`nothing is known of ${entity} through time`);
  const now = await readItemNow(system, entity, id);
  const was = await wasOf(system, past, candidate, now);
  const actorId = past.scope.kind === 'person' ? past.scope.actorId : undefined;
  const lost = { entity, id, now: versionOf(now), to: 0, change: 'put-back', kept: 'past-lost' } as const;
  if (was === 'lost') return now === undefined ? { ...lost, change: 'bring-back', kept: goneAs(entity) } : lost;
  if (
    now === undefined &&
    was.item === undefined &&
    past.imagesOf === undefined &&
    (await wasThere(system, past, candidate))
  )
    return { ...lost, change: 'bring-back', kept: goneAs(entity) };
  const found = await recoverable.compare(now, goalOf(past.scope, was.item));
  if (found === undefined) return undefined;
  const conflict = await conflictOf(system, candidate, now, actorId);
  return {
    entity,
    id,
    now: versionOf(now),
    to: versionOf(was.item),
    ...found,
    ...(conflict === undefined ? {} : { conflict }),
  };
};
