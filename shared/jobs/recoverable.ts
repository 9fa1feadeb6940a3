import type { AttributeMap } from '../aws/attribute-value.ts';
import { canonicalItem } from '../aws/canonical.ts';
import type { ChangeContext } from '../aws/change.ts';
import { indexKeyNames } from '../aws/keys.ts';
import type { Fragment } from '../aws/transaction.ts';
import type { KeptReason, RecoverableEntity, RecoveryChange, RecoveryRow } from '../contracts/recovery.ts';

/** What a record is to become. Items are as they were stored, of its past or of a backup. */
export interface Goal {
  /** Undefined: it was not there, and goes to the bin. */
  readonly was: AttributeMap | undefined;
  /** Only these fields; all of them where none are named. */
  readonly fields?: readonly string[] | undefined;
  /** Somebody who has left comes back: only where they were asked for by name. */
  readonly returning?: boolean | undefined;
  readonly reason?: string | undefined;
}

export interface Difference {
  readonly change: RecoveryChange;
  /** It would stay as it is for now, and why. */
  readonly kept?: KeptReason;
}

/** What each capability knows of taking its records back; composed in functions/, so that none imports another. */
export interface Recoverable {
  readonly entity: RecoverableEntity;
  /** What would have to happen for the goal; undefined when it is as it was. */
  readonly compare: (now: AttributeMap | undefined, goal: Goal) => Promise<Difference | undefined>;
  /** The parts of one transaction that reach the goal from exactly `now`. Throws AppError where that is not possible. */
  readonly become: (context: ChangeContext, now: AttributeMap | undefined, goal: Goal) => Promise<Fragment[]>;
  /** Brings what lies outside the tables in line with a record that went back; harmless when done twice. */
  readonly follow?: (after: AttributeMap) => Promise<void>;
  /** The barcode a record holds, where it holds one. */
  readonly barcode?: (item: AttributeMap) => Promise<string | undefined>;
  /** The fields of an item as text, by name; undefined when it can be read no more. */
  readonly fields: (item: AttributeMap) => Promise<ReadonlyMap<string, string> | undefined>;
  /** What people know these records by, in order. */
  readonly labels: (items: readonly AttributeMap[]) => Promise<RecoveryRow['label'][]>;
}

export type Recoverables = Partial<Record<RecoverableEntity, Recoverable>>;

/** What is about the writing of a record, not about what it says. */
const aside = new Set<string>([
  ...['PK', 'SK', ...indexKeyNames, 'entity', 'id', 'version', 'schema', 'createdAt', 'updatedAt'],
  ...['actorId', 'changeId', 'batchId', 'reason', 'binnedAt'],
]);

/** What a record says: its attributes without keys, versions, and who wrote it. */
export const contentOf = (item: AttributeMap): AttributeMap =>
  Object.fromEntries(Object.entries(item).filter(([name]) => !aside.has(name)));

export const isBinned = (item: AttributeMap): boolean => item['binnedAt'] !== undefined;

const onlyOf = (item: AttributeMap, fields: readonly string[] | undefined): AttributeMap =>
  fields === undefined ? item : Object.fromEntries(Object.entries(item).filter(([name]) => fields.includes(name)));

export const sameContent = (one: AttributeMap, other: AttributeMap, fields?: readonly string[]): boolean =>
  canonicalItem(onlyOf(contentOf(one), fields)) === canonicalItem(onlyOf(contentOf(other), fields));

/** The difference of two states of a record that has a bin, given whether their content is the same. */
export const binDifference = (
  now: AttributeMap | undefined,
  goal: Goal,
  same: (was: AttributeMap) => boolean,
): Difference | undefined => {
  const { was } = goal;
  if (now === undefined) return was === undefined || isBinned(was) ? undefined : { change: 'bring-back' };
  if (was === undefined) return isBinned(now) ? undefined : { change: 'bin' };
  if (goal.fields === undefined && isBinned(now) && !isBinned(was)) return { change: 'bring-back' };
  if (goal.fields === undefined && !isBinned(now) && isBinned(was)) return { change: 'bin' };
  return same(was) ? undefined : { change: 'put-back' };
};

/** A purged record made anew from a backup: what it said then, under the version after the last there was. */
export const madeAnew = <T extends { readonly version: number }>(
  context: ChangeContext,
  was: T,
  newest: number,
  reason: string | undefined,
): T => ({
  ...was,
  version: newest + 1,
  updatedAt: context.now.toISOString(),
  actorId: context.actor.id,
  changeId: context.changeId,
  batchId: context.batchId,
  reason,
  binnedAt: undefined,
});

/** The record after going back: what it said then, under its own next version. Only the named fields, where some are. */
export const wentBack = <
  T extends { readonly version: number; readonly createdAt: string; readonly binnedAt?: string | undefined },
>(
  context: ChangeContext,
  now: T,
  was: T | undefined,
  goal: Goal,
): T => {
  const chosen =
    was === undefined
      ? now
      : goal.fields === undefined
        ? was
        : { ...now, ...Object.fromEntries(goal.fields.map((name) => [name, Reflect.get(was, name)])) };
  const inBin = was === undefined || (goal.fields === undefined ? was.binnedAt : now.binnedAt) !== undefined;
  return {
    ...chosen,
    schema: Reflect.get(now, 'schema'),
    createdAt: now.createdAt,
    version: now.version + 1,
    updatedAt: context.now.toISOString(),
    actorId: context.actor.id,
    changeId: context.changeId,
    batchId: context.batchId,
    reason: goal.reason,
    // Lying there already, it has lain there since it went; going there now, it has thirty days from now.
    binnedAt: inBin ? (now.binnedAt ?? context.now.toISOString()) : undefined,
  };
};
