import { takenBarcodes } from '../aws/barcodes.ts';
import type { Call } from '../aws/call.ts';
import { holdVersion } from '../aws/change.ts';
import type { Stored } from '../aws/stored.ts';
import type { System } from '../aws/system.ts';
import type { Fragment } from '../aws/transaction.ts';
import type { Item, Title } from '../contracts/titles.ts';
import { AppError } from '../kernel/app-error.ts';
import { countItemsTx } from './gates.ts';
import { readItemsOfTitleNow, restoreItemTx } from './item-store.ts';
import { readTitle, restoreTitleTx } from './title-store.ts';

/** Copies in one transaction: each is five parts, the title five more. */
const AT_ONCE = 16;

/** Copies that went into the bin with their title: in the same change, or in the same set of changes. */
const wentAlong = (title: Title, item: Item): boolean =>
  item.binnedAt !== undefined &&
  (item.changeId === title.changeId || (item.batchId !== undefined && item.batchId === title.batchId));

/**
 * Takes a title out of the bin with the copies that went along. Copies on the shelf of a binned title never left it;
 * one whose barcode something else carries by now stays in the bin, and is named.
 */
export const restoreTitle = async (system: System, call: Call, titleId: string, reason: string | undefined) => {
  const title = await readTitle(system, titleId);
  if (title === undefined) throw new AppError('not-found', { entity: 'title' });
  if (title.value.binnedAt === undefined) throw new AppError('not-in-bin', { entity: 'title' });
  holdVersion(title, call.ifMatch);
  const along = (await readItemsOfTitleNow(system, titleId)).filter((item) => wentAlong(title.value, item.value));
  const taken = await takenBarcodes(
    system,
    along.map((item) => item.value.barcode),
  );
  const free = along.filter((item) => !taken.has(item.value.barcode));
  const back = async (items: readonly Stored<Item>[]): Promise<Fragment[]> => {
    const parts: Fragment[] = [];
    for (const item of items) {
      const hash = await system.keyring.lookupHash('barcode', item.value.barcode);
      parts.push(...restoreItemTx(call.context, item, hash, reason));
    }
    return parts;
  };
  const first = free.slice(0, AT_ONCE);
  const answer = {
    id: titleId,
    version: title.value.version + 1,
    changeId: call.context.changeId,
    copies: free.length,
    stayed: along.filter((item) => taken.has(item.value.barcode)).map((item) => item.value.barcode),
  };
  await call.commit([...restoreTitleTx(call.context, title, reason, first.length), ...(await back(first))], answer);
  // The title is back; copies beyond one transaction follow, and each that a crash leaves can be taken out by itself.
  for (let start = AT_ONCE; start < free.length; start += AT_ONCE) {
    const more = free.slice(start, start + AT_ONCE);
    const count = countItemsTx(system.tables.records, titleId, more.length);
    await system.commit([...(await back(more)), count], system.newId());
  }
  return answer;
};
