import { claimBarcodeTx, freeBarcodeTx } from '../aws/barcodes.ts';
import { type ChangeContext, changed, changeFragments } from '../aws/change.ts';
import { gateKey, type IndexKeys, inBin, itemsOfTitle, ofBranch, recordKey } from '../aws/keys.ts';
import { readStored, type Stored } from '../aws/stored.ts';
import type { System } from '../aws/system.ts';
import { getItem, getItems, queryAll } from '../aws/table.ts';
import type { Fragment } from '../aws/transaction.ts';
import { Item } from '../contracts/titles.ts';
import { closeItemTx, type ItemGate, newItemGateTx, openItemTx, readItemGate } from './gates.ts';

type Of = Pick<System, 'dynamo' | 'tables'>;

export const readItem = async (system: Of, itemId: string): Promise<Stored<Item> | undefined> => {
  const item = await getItem(system.dynamo, system.tables.records, recordKey('item', itemId));
  return item === undefined ? undefined : readStored(Item, item);
};

export const readItemAndGate = async (
  system: Of,
  itemId: string,
): Promise<{ item: Stored<Item>; gate: ItemGate } | undefined> => {
  const table = system.tables.records;
  const [record, gate] = await getItems(system.dynamo, [
    { table, key: recordKey('item', itemId) },
    { table, key: gateKey('item', itemId) },
  ]);
  const read = readItemGate(gate);
  return record === undefined || read === undefined ? undefined : { item: readStored(Item, record), gate: read };
};

/** The copies of a title, binned ones too, oldest first. */
export const readItemsOfTitle = async (system: Of, titleId: string): Promise<Stored<Item>[]> => {
  const items: Stored<Item>[] = [];
  for await (const item of queryAll(system.dynamo, system.tables.records, itemsOfTitle(titleId), { index: 'GSI1' }))
    items.push(readStored(Item, item));
  return items;
};

/** The same, each read from the leader: the index may be a moment behind what has just been moved. */
export const readItemsOfTitleNow = async (system: Of, titleId: string): Promise<Stored<Item>[]> => {
  const ids = (await readItemsOfTitle(system, titleId)).map((item) => item.value.id);
  return (await readItems(system, ids)).filter((item) => item !== undefined);
};

/** Copies by id, in order; what is not there is left undefined. */
export const readItems = async (
  system: Of,
  ids: readonly string[],
  consistent = true,
): Promise<(Stored<Item> | undefined)[]> => {
  const wanted = ids.map((id) => ({ table: system.tables.records, key: recordKey('item', id) }));
  const items = await getItems(system.dynamo, wanted, consistent);
  return items.map((item) => (item === undefined ? undefined : readStored(Item, item)));
};

export const readItemGates = async (system: Of, ids: readonly string[]): Promise<(ItemGate | undefined)[]> => {
  const wanted = ids.map((id) => ({ table: system.tables.records, key: gateKey('item', id) }));
  return (await getItems(system.dynamo, wanted, false)).map(readItemGate);
};

export const indexOfItem = (item: Item): IndexKeys => ({
  GSI1PK: itemsOfTitle(item.titleId),
  GSI1SK: item.id,
  ...(item.binnedAt === undefined
    ? item.branch === undefined
      ? {}
      : { GSI3PK: ofBranch(item.branch), GSI3SK: `item#${item.id}` }
    : { GSI2PK: inBin('catalogue'), GSI2SK: `${item.binnedAt}#item#${item.id}` }),
});
const owner = (item: Item) => ({ entity: 'item' as const, id: item.id });

/** A new copy with its gate and its barcode. The title's count is the caller's, once for all copies it adds. */
export const createItemTx = (context: ChangeContext, item: Item, barcodeHash: string): Fragment[] => [
  ...changeFragments(context, {
    after: item,
    index: indexOfItem(item),
    type: 'item.created',
    params: { titleId: item.titleId },
  }),
  newItemGateTx(context.tables.records, item.id),
  claimBarcodeTx(context.tables.records, barcodeHash, owner(item), item.barcode),
];

export const editItemTx = (
  context: ChangeContext,
  before: Stored<Item>,
  content: Partial<Item>,
  barcodes?: { readonly old: string; readonly new: string },
): Fragment[] => {
  const after: Item = { ...before.value, ...content, ...changed(context, before.value) };
  return [
    ...changeFragments(context, {
      before,
      after,
      index: indexOfItem(after),
      type: 'item.edited',
      params: { titleId: after.titleId },
    }),
    ...(barcodes === undefined
      ? []
      : [
          freeBarcodeTx(context.tables.records, barcodes.old, owner(after)),
          claimBarcodeTx(context.tables.records, barcodes.new, owner(after), after.barcode),
        ]),
  ];
};

/** To the bin: refused by the gate while on loan. Its barcode becomes free for another copy. */
export const binItemTx = (
  context: ChangeContext,
  before: Stored<Item>,
  barcodeHash: string,
  reason?: string,
): Fragment[] => {
  const after = { ...before.value, ...changed(context, before.value), binnedAt: context.now.toISOString(), reason };
  return [
    ...changeFragments(context, {
      before,
      after,
      index: indexOfItem(after),
      type: 'item.binned',
      params: { titleId: after.titleId },
    }),
    closeItemTx(context.tables.records, after.id),
    freeBarcodeTx(context.tables.records, barcodeHash, owner(after)),
  ];
};

/** Back from the bin: refused when another copy has taken its barcode. `barcode`: a new one, where it is to get one. */
export const restoreItemTx = (
  context: ChangeContext,
  before: Stored<Item>,
  barcodeHash: string,
  reason?: string,
  barcode = before.value.barcode,
): Fragment[] => {
  const { binnedAt: _binned, ...rest } = before.value;
  const after: Item = { ...rest, ...changed(context, before.value), barcode, reason };
  return [
    ...changeFragments(context, {
      before,
      after,
      index: indexOfItem(after),
      type: 'item.restored',
      params: { titleId: after.titleId },
    }),
    openItemTx(context.tables.records, after.id),
    claimBarcodeTx(context.tables.records, barcodeHash, owner(after), after.barcode),
  ];
};
