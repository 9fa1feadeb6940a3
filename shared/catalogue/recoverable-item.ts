import { newestVersion } from '../audit/ledger-store.ts';
import type { AttributeMap } from '../aws/attribute-value.ts';
import { claimBarcodeTx, freeBarcodeTx } from '../aws/barcodes.ts';
import { type ChangeContext, changeFragments } from '../aws/change.ts';
import { textOf } from '../aws/fragments.ts';
import { gateKey } from '../aws/keys.ts';
import { readStored } from '../aws/stored.ts';
import type { System } from '../aws/system.ts';
import { getItem } from '../aws/table.ts';
import type { Fragment } from '../aws/transaction.ts';
import { Item } from '../contracts/titles.ts';
import { binDifference, type Goal, madeAnew, type Recoverable, sameContent, wentBack } from '../jobs/recoverable.ts';
import { AppError } from '../kernel/app-error.ts';
import { closeItemTx, newItemGateTx, openItemTx, readItemGate, recountItemsTx } from './gates.ts';
import { indexOfItem } from './item-store.ts';
import { readTitles } from './title-store.ts';

const itemOf = (item: AttributeMap): Item => readStored(Item, item).value;

/** The barcode moves with the copy: in the bin it has none, and a corrected one is given back for the one it had. */
const barcodesTx = async (system: System, records: string, before: Item, after: Item): Promise<Fragment[]> => {
  const owner = { entity: 'item' as const, id: after.id };
  const held = before.binnedAt === undefined ? before.barcode : undefined;
  const wanted = after.binnedAt === undefined ? after.barcode : undefined;
  if (held === wanted) return [];
  const hashOf = (barcode: string) => system.keyring.lookupHash('barcode', barcode);
  return [
    ...(held === undefined ? [] : [freeBarcodeTx(records, await hashOf(held), owner)]),
    ...(wanted === undefined ? [] : [claimBarcodeTx(records, await hashOf(wanted), owner, wanted)]),
  ];
};

const gateTx = (records: string, before: Item, after: Item): Fragment[] => {
  const [here, there] = [before.binnedAt !== undefined, after.binnedAt !== undefined];
  if (here === there) return [];
  return [
    there ? closeItemTx(records, after.id) : openItemTx(records, after.id),
    recountItemsTx(records, after.titleId, there ? -1 : 1),
  ];
};

/** Purged, and back from a copy of the library, if its title is there. */
const anew = async (system: System, context: ChangeContext, { was: item, reason }: Goal): Promise<Fragment[]> => {
  if (item === undefined) throw new AppError('not-found', { entity: 'item' });
  const was = itemOf(item);
  const { records } = context.tables;
  const after = madeAnew(context, was, await newestVersion(system, 'item', was.id), reason);
  const hash = await system.keyring.lookupHash('barcode', after.barcode);
  return [
    ...changeFragments(context, {
      after,
      index: indexOfItem(after),
      type: 'item.restored',
      params: { titleId: after.titleId, toVersion: was.version },
    }),
    newItemGateTx(records, after.id),
    recountItemsTx(records, after.titleId, 1),
    claimBarcodeTx(records, hash, { entity: 'item', id: after.id }, after.barcode),
  ];
};

/** Copies through time. A copy on loan is never put in the bin. */
export const recoverableItem = (system: System): Recoverable => ({
  entity: 'item',
  compare: async (now, goal) => {
    const found = binDifference(now, goal, (was) => now !== undefined && sameContent(now, was, goal.fields));
    if (found?.change !== 'bin') return found;
    const key = gateKey('item', textOf(now?.['id']) ?? '');
    const gate = readItemGate(await getItem(system.dynamo, system.tables.records, key));
    return gate?.loanId === undefined ? found : { ...found, kept: 'on-loan' };
  },
  become: async (context, now, goal) => {
    if (now === undefined) return anew(system, context, goal);
    const { records } = context.tables;
    const before = readStored(Item, now);
    const was = goal.was === undefined ? undefined : itemOf(goal.was);
    const after: Item = wentBack(context, before.value, was, goal);
    const [here, there] = [before.value.binnedAt !== undefined, after.binnedAt !== undefined];
    const type = here === there ? 'item.put-back' : there ? 'item.binned' : 'item.restored';
    return [
      ...changeFragments(context, {
        before,
        after,
        index: indexOfItem(after),
        type,
        params: { titleId: after.titleId, ...(was === undefined ? {} : { toVersion: was.version }) },
      }),
      ...gateTx(records, before.value, after),
      ...(await barcodesTx(system, records, before.value, after)),
    ];
  },
  barcode: async (item) => {
    const { barcode, binnedAt } = itemOf(item);
    return binnedAt === undefined ? barcode : undefined;
  },
  fields: async (item) => {
    const { barcode, callNumber, itemType, location, branch, price, note } = itemOf(item);
    const all = { barcode, callNumber, itemType, location, branch, price, note };
    return new Map(
      Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
    );
  },
  labels: async (items) => {
    const copies = items.map(itemOf);
    const titles = await readTitles(
      system,
      copies.map((copy) => copy.titleId),
      false,
    );
    return copies.map(({ barcode }, index) => {
      const title = titles[index]?.value.brief.title;
      return { barcode, ...(title === undefined ? {} : { title }) };
    });
  },
});
