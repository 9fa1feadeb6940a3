import type { ChangeContext } from '../aws/change.ts';
import type { Stored } from '../aws/stored.ts';
import type { System } from '../aws/system.ts';
import type { Fragment } from '../aws/transaction.ts';
import type { Item, Title } from '../contracts/titles.ts';
import { countItemsTx } from './gates.ts';
import { binItemTx, readItemsOfTitleNow, restoreItemTx } from './item-store.ts';
import { binTitleTx, restoreTitleTx } from './title-store.ts';

/** Copies moved in one transaction: each is five parts, and the title and the job's progress need room. */
const AT_ONCE = 16;

export interface Move {
  readonly fragments: Fragment[];
  /** The title itself is in this transaction: nothing is left for another. */
  readonly isLast: boolean;
  readonly records: number;
}

/**
 * To the bin with a title and its copies, their barcodes freed: what undoing an import means.
 * A title with very many copies goes in several transactions, copies first.
 */
export const binWithItems = async (system: System, context: ChangeContext, title: Stored<Title>): Promise<Move> => {
  const items = (await readItemsOfTitleNow(system, title.value.id)).filter((item) => item.value.binnedAt === undefined);
  const now = items.slice(0, AT_ONCE);
  const isLast = now.length === items.length;
  const bins = await each(system, now, (item, hash) => binItemTx(context, item, hash));
  const count = now.length;
  const own = isLast
    ? binTitleTx(context, title, undefined, count)
    : [countItemsTx(system.tables.records, title.value.id, -count)];
  return { fragments: [...bins, ...own], isLast, records: count + (isLast ? 1 : 0) };
};

/** Out of the bin with a title and the copies that one batch binned with it; the title first, so that lending can count. */
export const restoreWithItems = async (
  system: System,
  context: ChangeContext,
  title: Stored<Title>,
  batchId: string,
): Promise<Move> => {
  const items = (await readItemsOfTitleNow(system, title.value.id)).filter(
    (item) => item.value.binnedAt !== undefined && item.value.batchId === batchId,
  );
  const now = items.slice(0, AT_ONCE);
  const isLast = now.length === items.length;
  const back = await each(system, now, (item, hash) => restoreItemTx(context, item, hash));
  const isBinned = title.value.binnedAt !== undefined;
  const parts = isBinned
    ? restoreTitleTx(context, title, undefined, now.length)
    : now.length > 0
      ? [countItemsTx(system.tables.records, title.value.id, now.length)]
      : [];
  return { fragments: [...parts, ...back], isLast, records: now.length + (isBinned ? 1 : 0) };
};

const each = async (
  system: System,
  items: readonly Stored<Item>[],
  move: (item: Stored<Item>, hash: string) => Fragment[],
): Promise<Fragment[]> => {
  const fragments: Fragment[] = [];
  for (const item of items)
    fragments.push(...move(item, await system.keyring.lookupHash('barcode', item.value.barcode)));
  return fragments;
};
