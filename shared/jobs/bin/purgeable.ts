import type { AttributeMap, AttributeValue } from '../../aws/attribute-value.ts';
import { historyOf, type Key } from '../../aws/keys.ts';
import type { Stored } from '../../aws/stored.ts';
import type { System } from '../../aws/system.ts';
import { queryAll } from '../../aws/table.ts';
import type { Fragment } from '../../aws/transaction.ts';
import type { BinKind } from '../../contracts/bin.ts';

/** An earlier version: where it lies and, roughly, how large it is. */
export interface OldVersion {
  readonly key: Key;
  readonly bytes: number;
}

/** One record that goes, with what stands beside it and what it was before. */
export interface Going {
  readonly entity: BinKind;
  readonly id: string;
  readonly version: number;
  readonly updatedAt: string;
  readonly item: AttributeMap;
  /**
   * Its gate and its claims, each removed under its condition. `alone`: in a transaction of its own, so that what
   * hangs together has to be counted; otherwise all of it goes at once.
   */
  readonly beside: (alone: boolean) => readonly Fragment[];
  readonly history: readonly OldVersion[];
}

/** Everything that goes with one record of the bin, read just now. */
export interface PurgePlan {
  readonly binnedAt: string;
  readonly version: number;
  /** What hangs on it first, the record itself last. */
  readonly going: readonly Going[];
  /** Keeps the record in the bin while what hangs on it goes in several transactions. */
  readonly close?: Fragment;
}

/** How one kind of record is deleted for good. */
export interface Purgeable {
  /** Undefined when it is not in the bin any more. Throws `AppError` where something still hangs on it. */
  readonly plan: (id: string) => Promise<PurgePlan | undefined>;
}
export type Purgeables = Readonly<Record<BinKind, Purgeable>>;

/** The newest change of anything that goes: a copy that shows a later moment holds all of it. */
export const changedAt = (plan: PurgePlan): string =>
  [plan.binnedAt, ...plan.going.map((one) => one.updatedAt)].sort().at(-1) ?? '';

const bytesOf = (value: AttributeValue): number => {
  if (value.S !== undefined) return value.S.length * 3;
  if (value.B !== undefined) return value.B.length;
  if (value.L !== undefined) return value.L.reduce((sum, one) => sum + bytesOf(one), 3);
  return value.M === undefined ? 20 : roughBytes(value.M);
};

/** About how large an item is, rather too much than too little: a transaction holds 4 MB. */
export const roughBytes = (item: AttributeMap): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + name.length + bytesOf(value), 100);

/** The versions a record had before this one. */
export const oldVersions = async (
  system: Pick<System, 'dynamo' | 'tables'>,
  entity: BinKind,
  id: string,
): Promise<readonly OldVersion[]> => {
  const versions: OldVersion[] = [];
  const PK = historyOf(entity, id);
  for await (const item of queryAll(system.dynamo, system.tables.records, PK))
    versions.push({ key: { PK, SK: item['SK']?.S ?? '' }, bytes: roughBytes(item) });
  return versions;
};

interface Binnable {
  readonly entity: BinKind;
  readonly id: string;
  readonly version: number;
  readonly updatedAt: string;
}

/** A record with its earlier versions, as a plan takes it. */
export const goingOf = async (
  system: Pick<System, 'dynamo' | 'tables'>,
  { value, item }: Stored<Binnable>,
  beside: Going['beside'],
): Promise<Going> => ({
  entity: value.entity,
  id: value.id,
  version: value.version,
  updatedAt: value.updatedAt,
  item,
  beside,
  history: await oldVersions(system, value.entity, value.id),
});
