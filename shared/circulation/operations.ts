import { Temporal } from 'temporal-polyfill';
import { barcodeOwner } from '../aws/barcodes.ts';
import type { Call, Handlers, Output } from '../aws/call.ts';
import { openCursor, sealCursor } from '../aws/cursor.ts';
import type { System } from '../aws/system.ts';
import { readItemAndGate, readItemGates } from '../catalogue/item-store.ts';
import { readTitle } from '../catalogue/title-store.ts';
import { itemView } from '../catalogue/views.ts';
import { AppError } from '../kernel/app-error.ts';
import { noteReads } from '../patrons/note-reads.ts';
import { patronView } from '../patrons/operations.ts';
import { type OpenPatron, readPatron, readPatrons } from '../patrons/patron-store.ts';
import { branchOf, lend } from './lend.ts';
import { countsOfDay, loansDueBefore, openLoansOf, readLoan } from './loan-store.ts';
import { renew } from './renew.ts';
import { barcodeKind, daysOver, localDate } from './rules.ts';
import { takeBack, undo } from './take-back.ts';
import { loanView, loanViews } from './views.ts';

/** Overdue loans counted for the home page; more is said as "100 or more". */
const COUNTED = 100;

const borrower = (patron: OpenPatron) => ({
  patronId: patron.stored.value.id,
  name: patron.secret.name,
  card: patron.secret.card,
});

const loansOf = async (system: System, patron: OpenPatron, now: Date) => {
  const loans = await openLoansOf(system, patron.key.ref);
  return loanViews(
    system,
    loans.map((loan) => loan.value),
    now,
  );
};

const me = async (system: System, call: Call): Promise<OpenPatron> => {
  const patron = await readPatron(system, call.personId);
  if (patron === undefined) throw new AppError('not-found', { entity: 'patron' });
  return patron;
};

const scanItem = async (system: System, call: Call, itemId: string): Promise<Output<'desk.scan'>> => {
  const read = await readItemAndGate(system, itemId);
  if (read === undefined) throw new AppError('not-found', { entity: 'item' });
  const { item, gate } = read;
  const [title, loan, holder] = await Promise.all([
    readTitle(system, item.value.titleId),
    gate.loanId === undefined ? undefined : readLoan(system, gate.loanId),
    gate.patronId === undefined ? undefined : readPatron(system, gate.patronId),
  ]);
  if (title === undefined) throw new AppError('not-found', { entity: 'title' });
  if (holder !== undefined) await noteReads(system, call, [holder.stored.value.id]);
  const { brief } = title.value;
  return {
    kind: 'item',
    item: itemView(item.value, gate),
    brief,
    ...(loan === undefined ? {} : { loan: loanView(loan.value, brief.title, item.value.barcode, call.now) }),
    ...(holder === undefined ? {} : { borrower: borrower(holder) }),
  };
};

const scan = async (system: System, call: Call, barcode: string): Promise<Output<'desk.scan'>> => {
  const owner = await barcodeOwner(system, barcode);
  if (owner === undefined) return { kind: 'unknown', barcode, looksLike: barcodeKind(barcode) };
  if (owner.entity === 'item') return scanItem(system, call, owner.id);
  const patron = await readPatron(system, owner.id);
  if (patron === undefined || patron.stored.value.binnedAt !== undefined)
    return { kind: 'unknown', barcode, looksLike: 'patron' };
  await noteReads(system, call, [owner.id]);
  return { kind: 'patron', patron: patronView(patron), loans: await loansOf(system, patron, call.now) };
};

const overdue = async (system: System, call: Call, cursor: string | undefined): Promise<Output<'loan.overdue'>> => {
  const from = await openCursor(system.keyring, 'overdue', cursor);
  const page = await loansDueBefore(system, call.now.toISOString(), { limit: 25, from });
  const gates = await readItemGates(
    system,
    page.loans.map((loan) => loan.itemId),
  );
  const ids = gates.map((gate, index) => (gate?.loanId === page.loans[index]?.id ? (gate?.patronId ?? '') : ''));
  const holders = await readPatrons(
    system,
    ids.filter((id) => id !== ''),
  );
  const byId = new Map(holders.flatMap((patron) => (patron === undefined ? [] : [[patron.stored.value.id, patron]])));
  await noteReads(system, call, [...byId.keys()]);
  const views = await loanViews(system, page.loans, call.now);
  const rows = views.map((loan, index) => {
    const holder = byId.get(ids[index] ?? '');
    const over = daysOver(loan.dueDate, call.now, loan.zone);
    return { loan, daysOver: over, ...(holder === undefined ? {} : { borrower: borrower(holder) }) };
  });
  return { rows, ...(page.next === undefined ? {} : { next: await sealCursor(system.keyring, 'overdue', page.next) }) };
};

const today = async (system: System, call: Call): Promise<Output<'desk.today'>> => {
  const branch = await branchOf(system, undefined);
  const day = Temporal.PlainDate.from(localDate(call.now, branch.zone));
  const days = [6, 5, 4, 3, 2, 1, 0].map((back) => day.subtract({ days: back }).toString());
  const [late, week] = await Promise.all([
    loansDueBefore(system, call.now.toISOString(), { limit: COUNTED }),
    Promise.all(days.map((each) => countsOfDay(system, each))),
  ]);
  return { overdue: late.loans.length, overdueIsCapped: late.next !== undefined, week };
};

export const circulationHandlers = (system: System): Handlers<'circulation'> => ({
  'desk.scan': (call, { barcode }) => scan(system, call, barcode),
  'loan.open': (call, input) => lend(system, call, input),
  'loan.return': (call, input) => takeBack(system, call, input),
  'loan.renew': (call, { loanId }) => renew(system, call, loanId),
  'loan.undo': (call, input) => undo(system, call, input),
  'loan.overdue': (call, { cursor }) => overdue(system, call, cursor),
  'desk.today': (call) => today(system, call),
  'patron.loans': async (call, { patronId }) => {
    const patron = await readPatron(system, patronId);
    if (patron === undefined) throw new AppError('not-found', { entity: 'patron' });
    await noteReads(system, call, [patronId]);
    return { rows: await loansOf(system, patron, call.now) };
  },
  'my.loans': async (call) => ({ rows: await loansOf(system, await me(system, call), call.now) }),
  'my.renew': async (call, { loanId }) => renew(system, call, loanId, await me(system, call)),
});
