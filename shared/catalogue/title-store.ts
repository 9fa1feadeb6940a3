import { type ChangeContext, changed, changeFragments } from '../aws/change.ts';
import { gateKey, historyKey, type IndexKeys, inBin, recordKey } from '../aws/keys.ts';
import { readStored, type Stored } from '../aws/stored.ts';
import type { System } from '../aws/system.ts';
import { getItem, getItems } from '../aws/table.ts';
import type { Fragment } from '../aws/transaction.ts';
import type { EventType } from '../contracts/record.ts';
import { Title } from '../contracts/titles.ts';
import { closeTitleTx, newTitleGateTx, openTitleTx, readTitleGate, type TitleGate } from './gates.ts';

type Of = Pick<System, 'dynamo' | 'tables'>;

/** A title; `consistent: false` where only its name is shown, at half the price. */
export const readTitle = async (system: Of, titleId: string, consistent = true): Promise<Stored<Title> | undefined> => {
  const item = await getItem(system.dynamo, system.tables.records, recordKey('title', titleId), consistent);
  return item === undefined ? undefined : readStored(Title, item);
};

/** Titles by id, in order; what is not there is left undefined. */
export const readTitles = async (
  system: Of,
  ids: readonly string[],
  consistent = true,
): Promise<(Stored<Title> | undefined)[]> => {
  const wanted = ids.map((id) => ({ table: system.tables.records, key: recordKey('title', id) }));
  const items = await getItems(system.dynamo, wanted, consistent);
  return items.map((item) => (item === undefined ? undefined : readStored(Title, item)));
};

export const readTitleGates = async (system: Of, ids: readonly string[]): Promise<(TitleGate | undefined)[]> => {
  const wanted = ids.map((id) => ({ table: system.tables.records, key: gateKey('title', id) }));
  return (await getItems(system.dynamo, wanted, false)).map(readTitleGate);
};

/** The title as it was at a version that has since been replaced. */
export const readTitleVersion = async (
  system: Of,
  titleId: string,
  version: number,
): Promise<Stored<Title> | undefined> => {
  const now = await readTitle(system, titleId);
  if (now?.value.version === version) return now;
  const kept = await getItem(system.dynamo, system.tables.records, historyKey('title', titleId, version));
  const was = kept?.['was']?.M;
  return was === undefined ? undefined : readStored(Title, was);
};

/** Why each of these versions was written, where somebody said so. Reasons are words of people: records hold them, the ledger never. */
export const reasonsOf = async (
  system: Of,
  now: Title,
  versions: readonly number[],
): Promise<ReadonlyMap<number, string>> => {
  const older = [...new Set(versions)].filter((version) => version > 0 && version < now.version);
  const wanted = older.map((version) => ({ table: system.tables.records, key: historyKey('title', now.id, version) }));
  const items = await getItems(system.dynamo, wanted);
  const reasons = new Map<number, string>();
  if (now.reason !== undefined) reasons.set(now.version, now.reason);
  for (const [index, version] of older.entries()) {
    const reason = items[index]?.['was']?.M?.['reason']?.S;
    if (reason !== undefined) reasons.set(version, reason);
  }
  return reasons;
};

export const indexOfTitle = (title: Title): IndexKeys =>
  title.binnedAt === undefined ? {} : { GSI2PK: inBin('catalogue'), GSI2SK: `${title.binnedAt}#title#${title.id}` };

/** A new title with its gate; `items` is the number of copies made in the same transaction. */
export const createTitleTx = (context: ChangeContext, title: Title, items = 0): Fragment[] => [
  ...changeFragments(context, { after: title, index: indexOfTitle(title), type: 'title.created' }),
  newTitleGateTx(context.tables.records, title.id, items),
];

/** Replaces what a title says. The gate is not touched: lending goes on. */
export const editTitleTx = (
  context: ChangeContext,
  before: Stored<Title>,
  content: Pick<Title, 'brief' | 'sortTitle' | 'subjects' | 'series' | 'marc'> & {
    readonly reason?: string | undefined;
  },
  type: EventType = 'title.edited',
  params: Record<string, number> = {},
): Fragment[] => {
  const after = { ...before.value, ...content, ...changed(context, before.value), reason: content.reason };
  return changeFragments(context, { before, after, index: indexOfTitle(after), type, params });
};

/** To the bin: refused by the gate while a copy is on loan. Its copies stay as they are, out of reach with it. */
export const binTitleTx = (
  context: ChangeContext,
  before: Stored<Title>,
  reason?: string,
  itemsLeaving = 0,
): Fragment[] => {
  const after = { ...before.value, ...changed(context, before.value), binnedAt: context.now.toISOString(), reason };
  return [
    ...changeFragments(context, { before, after, index: indexOfTitle(after), type: 'title.binned' }),
    closeTitleTx(context.tables.records, after.id, itemsLeaving),
  ];
};

export const restoreTitleTx = (
  context: ChangeContext,
  before: Stored<Title>,
  reason?: string,
  itemsComing = 0,
): Fragment[] => {
  const { binnedAt: _binned, ...rest } = before.value;
  const after: Title = { ...rest, ...changed(context, before.value), reason };
  return [
    ...changeFragments(context, { before, after, index: indexOfTitle(after), type: 'title.restored' }),
    openTitleTx(context.tables.records, after.id, itemsComing),
  ];
};
