import type { Call, Handlers } from '../aws/call.ts';
import { born, holdVersion } from '../aws/change.ts';
import type { Stored } from '../aws/stored.ts';
import type { System } from '../aws/system.ts';
import type { Item, ItemInput } from '../contracts/titles.ts';
import { AppError } from '../kernel/app-error.ts';
import { countItemsTx } from './gates.ts';
import { binItemTx, createItemTx, editItemTx, readItem, readItemAndGate, restoreItemTx } from './item-store.ts';
import { written } from './title-operations.ts';
import { readTitle } from './title-store.ts';
import { itemView } from './views.ts';

type ItemHandlers = Pick<Handlers<'catalogue'>, 'item.create' | 'item.edit' | 'item.bin' | 'item.restore' | 'item.get'>;

const wanted = async (system: System, itemId: string): Promise<Stored<Item>> => {
  const item = await readItem(system, itemId);
  if (item === undefined) throw new AppError('not-found', { entity: 'item' });
  return item;
};

/** The first branch where none is named: most libraries have one. */
const branchOf = async (system: System, branch: string | undefined): Promise<string> => {
  const { branches } = await system.library();
  const code = branch ?? branches[0]?.code;
  if (code === undefined || !branches.some((known) => known.code === code))
    throw new AppError('invalid-input', { field: 'branch' });
  return code;
};

const contentOf = (input: ItemInput, branch: string) => ({
  barcode: input.barcode,
  itemType: input.itemType,
  branch,
  callNumber: input.callNumber,
  location: input.location,
  price: input.price,
  note: input.note,
});

export const newItem = (context: Call['context'], titleId: string, input: ItemInput, branch: string): Item => ({
  ...born(context, context.newId()),
  entity: 'item',
  titleId,
  ...contentOf(input, branch),
});

export const itemHandlers = (system: System): ItemHandlers => {
  const hashOf = (barcode: string) => system.keyring.lookupHash('barcode', barcode);
  const { records } = system.tables;
  return {
    'item.get': async (_call, { itemId }) => {
      const read = await readItemAndGate(system, itemId);
      if (read === undefined) throw new AppError('not-found', { entity: 'item' });
      return itemView(read.item.value, read.gate);
    },
    'item.create': async (call, { titleId, ...input }) => {
      const title = await readTitle(system, titleId);
      if (title === undefined) throw new AppError('not-found', { entity: 'title' });
      const item = newItem(call.context, titleId, input, await branchOf(system, input.branch));
      const fragments = [
        ...createItemTx(call.context, item, await hashOf(item.barcode)),
        countItemsTx(records, titleId, 1),
      ];
      return call.commit(fragments, written(call, item.id, 1));
    },
    'item.edit': async (call, { itemId, reason, ...input }) => {
      const before = await wanted(system, itemId);
      if (before.value.binnedAt !== undefined) throw new AppError('in-bin', { entity: 'item' });
      holdVersion(before, call.ifMatch);
      const content = { ...contentOf(input, await branchOf(system, input.branch)), reason };
      const moved = before.value.barcode !== input.barcode;
      const barcodes = moved
        ? { old: await hashOf(before.value.barcode), new: await hashOf(input.barcode) }
        : undefined;
      return call.commit(
        editItemTx(call.context, before, content, barcodes),
        written(call, itemId, before.value.version + 1),
      );
    },
    'item.bin': async (call, { itemId, reason }) => {
      const before = await wanted(system, itemId);
      if (before.value.binnedAt !== undefined) throw new AppError('in-bin', { entity: 'item' });
      holdVersion(before, call.ifMatch);
      const fragments = [
        ...binItemTx(call.context, before, await hashOf(before.value.barcode), reason),
        countItemsTx(records, before.value.titleId, -1),
      ];
      return call.commit(fragments, written(call, itemId, before.value.version + 1));
    },
    'item.restore': async (call, { itemId, barcode, reason }) => {
      const before = await wanted(system, itemId);
      if (before.value.binnedAt === undefined) throw new AppError('not-in-bin', { entity: 'item' });
      holdVersion(before, call.ifMatch);
      const { branch } = before.value;
      const { branches } = await system.library();
      // Nobody could lend it: a branch in the bin has no calendar.
      if (branch !== undefined && !branches.some(({ code }) => code === branch))
        throw new AppError('in-bin', { entity: 'branch', title: branch });
      const hash = await hashOf(barcode ?? before.value.barcode);
      const fragments = [
        ...restoreItemTx(call.context, before, hash, reason, barcode),
        countItemsTx(records, before.value.titleId, 1),
      ];
      return call.commit(fragments, written(call, itemId, before.value.version + 1));
    },
  };
};
