import { freeBarcodeTx } from '../aws/barcodes.ts';
import type { Stored } from '../aws/stored.ts';
import type { System } from '../aws/system.ts';
import type { Item } from '../contracts/titles.ts';
import { type Going, goingOf, type Purgeable } from '../jobs/bin/purgeable.ts';
import { readItem, readItemsOfTitleNow } from './item-store.ts';
import { beginPurgeTx, dropItemGateTx, dropTitleGateTx, uncountItemTx } from './purge-gates.ts';
import { readTitle } from './title-store.ts';

/** A copy with its gate and, where it was not in the bin itself, its barcode and its place in the count of its title. */
const itemGoing = async (system: System, item: Stored<Item>): Promise<Going> => {
  const { records } = system.tables;
  const { id, titleId, barcode, binnedAt } = item.value;
  const gate = dropItemGateTx(records, id);
  if (binnedAt !== undefined) return goingOf(system, item, () => [gate]);
  const hash = await system.keyring.lookupHash('barcode', barcode);
  const free = freeBarcodeTx(records, hash, { entity: 'item', id });
  return goingOf(system, item, (alone) => [gate, free, ...(alone ? [uncountItemTx(records, titleId)] : [])]);
};

/** A copy that was put in the bin by itself. */
export const itemPurge = (system: System): Purgeable => ({
  plan: async (id) => {
    const item = await readItem(system, id);
    if (item?.value.binnedAt === undefined) return undefined;
    const { binnedAt, version } = item.value;
    return { binnedAt, version, going: [await itemGoing(system, item)] };
  },
});

/** A title in the bin with all its copies, those that were on the shelf too: without it nobody would find them. */
export const titlePurge = (system: System): Purgeable => ({
  plan: async (id) => {
    const title = await readTitle(system, id);
    if (title?.value.binnedAt === undefined) return undefined;
    const { records } = system.tables;
    const items = await readItemsOfTitleNow(system, id);
    const onShelf = items.filter((item) => item.value.binnedAt === undefined).length;
    const going: Going[] = [];
    for (const item of items) going.push(await itemGoing(system, item));
    const own = await goingOf(system, title, (alone) => [dropTitleGateTx(records, id, alone ? 0 : onShelf)]);
    const { binnedAt, version } = title.value;
    return { binnedAt, version, going: [...going, own], close: beginPurgeTx(records, id) };
  },
});
