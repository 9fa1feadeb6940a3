import type { System } from '../../../shared/aws/system.ts';
import type { Fragment } from '../../../shared/aws/transaction.ts';
import { newTitle } from '../../../shared/catalogue/bibliographic.ts';
import { newItem } from '../../../shared/catalogue/item-operations.ts';
import { createItemTx } from '../../../shared/catalogue/item-store.ts';
import { createTitleTx } from '../../../shared/catalogue/title-store.ts';
import { lend } from '../../../shared/circulation/lend.ts';
import { takeBack } from '../../../shared/circulation/take-back.ts';
import { closeBatchTx, newBatch, openBatchTx, readBatch } from '../../../shared/jobs/batch-store.ts';
import { type DemoItem, demoBranch, demoItems } from '../demo/demo-items.ts';
import { demoLoans } from '../demo/demo-loans.ts';
import { demoPatrons } from '../demo/demo-patrons.ts';
import { demoRecord } from '../demo/demo-record.ts';
import { loadDemoTitles } from '../demo/demo-titles.ts';
import { pastCall, seedContext } from './context.ts';
import { addPatron } from './people.ts';

const SEED = 1;
const DAY_MS = 24 * 3600 * 1000;
/** Parts in one transaction, with room below DynamoDB's hundred for the largest title of the demo. */
const ROOM = 80;

const titlesAndItems = async (system: System, actorId: string, batchId: string): Promise<DemoItem[]> => {
  const titles = loadDemoTitles();
  const items = demoItems(titles, SEED);
  let waiting: Fragment[] = [];
  const flush = async () => {
    if (waiting.length > 0) await system.commit(waiting, system.newId());
    waiting = [];
  };
  for (const [index, demo] of titles.entries()) {
    const context = seedContext(system, actorId, batchId);
    const copies = items.filter((item) => item.titleIndex === index);
    const title = newTitle(context, demoRecord(demo, copies, `sr${String(index + 1).padStart(6, '0')}`));
    waiting.push(...createTitleTx(context, title, copies.length));
    for (const copy of copies) {
      const { barcode, callNumber, itemType, location } = copy;
      const item = newItem(context, title.id, { barcode, callNumber, itemType, location }, demoBranch.code);
      waiting.push(...createItemTx(context, item, await system.keyring.lookupHash('barcode', barcode)));
    }
    if (waiting.length > ROOM) await flush();
  }
  await flush();
  return items;
};

const patrons = async (system: System, actorId: string, batchId: string): Promise<string[]> => {
  const ids: string[] = [];
  const today = system.clock().getTime();
  for (const { name, card, email, phone, category, expiresInDays, blocked } of demoPatrons()) {
    const expires = new Date(today + expiresInDays * DAY_MS).toISOString().slice(0, 10);
    const secret = { name, card, ...(email === undefined ? {} : { email }), ...(phone === undefined ? {} : { phone }) };
    ids.push(await addPatron(system, seedContext(system, actorId, batchId), { secret, category, expires, blocked }));
  }
  return ids;
};

/** Lends and takes back as the desk would have done on those days, in their order. */
const loans = async (
  system: System,
  actorId: string,
  batchId: string,
  items: readonly DemoItem[],
  patronIds: readonly string[],
): Promise<void> => {
  const now = system.clock().getTime();
  const at = (daysAgo: number) => new Date(now - daysAgo * DAY_MS);
  for (const plan of demoLoans(items, demoPatrons(), SEED)) {
    const barcode = items[plan.itemIndex]?.barcode ?? '';
    const patronId = patronIds[plan.patronIndex] ?? '';
    await lend(system, pastCall(system, actorId, batchId, at(plan.lentDaysAgo)), { patronId, barcode });
    if (plan.returnedDaysAgo !== undefined)
      await takeBack(system, pastCall(system, actorId, batchId, at(plan.returnedDaysAgo)), { barcode });
  }
};

/** The demo library as one batch, so that it can be ended whole. */
export const demoContent = async (system: System, actorId: string, log: (line: string) => void) => {
  const opening = seedContext(system, actorId);
  const batch = newBatch(opening, { kind: 'demo', label: 'Demo library' });
  await system.commit(openBatchTx(opening, batch), system.newId());
  const items = await titlesAndItems(system, actorId, batch.id);
  log(`${items.length} demo copies on the shelves`);
  const patronIds = await patrons(system, actorId, batch.id);
  await loans(system, actorId, batch.id, items, patronIds);
  log(`${patronIds.length} demo patrons registered`);
  const stored = await readBatch(system, batch.id);
  if (stored === undefined) throw new Error('the demo batch vanished');
  const closing = seedContext(system, actorId);
  const counts = { titles: loadDemoTitles().length, items: items.length, patrons: patronIds.length };
  await system.commit(closeBatchTx(closing, stored, counts), system.newId());
  const [first] = demoPatrons();
  const [patronId] = patronIds;
  if (first === undefined || patronId === undefined) throw new Error('the demo has no patrons');
  return { patronId, email: first.email ?? '', card: first.card };
};
