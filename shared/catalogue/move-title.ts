import type { ChangeContext } from '../aws/change.ts';
import type { Stored } from '../aws/stored.ts';
import type { System } from '../aws/system.ts';
import type { Fragment } from '../aws/transaction.ts';
import type { Item, Title } from '../contracts/titles.ts';
import { countItemsTx } from './gates.ts';
import { binItemTx, readItemsOfTitleNow } from './item-store.ts';
import { binTitleTx } from './title-store.ts';

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
