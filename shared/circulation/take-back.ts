import type { Call, Input, Output } from '../aws/call.ts';
import type { System } from '../aws/system.ts';
import { countTitleLoansTx, freeItemTx, takeItemTx } from '../catalogue/gates.ts';
import { readItemAndGate } from '../catalogue/item-store.ts';
import { readTitle } from '../catalogue/title-store.ts';
import { AppError } from '../kernel/app-error.ts';
import { addLoanTx, dropLoanTx } from '../patrons/gate.ts';
import { readTx } from '../patrons/note-reads.ts';
import { readPatron } from '../patrons/patron-store.ts';
import { afresh } from './afresh.ts';
import { itemIdOf } from './lend.ts';
import { markReturnedTx, readLoan, reopenLoanTx, wasLentTo } from './loan-store.ts';
import { canUndo, daysOver } from './rules.ts';
import { loanView } from './views.ts';

/** Takes a copy back: the loan is closed, every gate is counted down, and the link to the patron is cut. */
export const takeBack = (system: System, call: Call, input: Input<'loan.return'>): Promise<Output<'loan.return'>> =>
  afresh(() => takeBackOnce(system, call, input));

const takeBackOnce = async (
  system: System,
  call: Call,
  input: Input<'loan.return'>,
): Promise<Output<'loan.return'>> => {
  const read = await readItemAndGate(system, await itemIdOf(system, input.barcode));
  if (read === undefined) throw new AppError('barcode-unknown', { barcode: input.barcode });
  const { item, gate } = read;
  if (gate.loanId === undefined || gate.patronId === undefined) throw new AppError('item-not-on-loan');
  const [loan, patron, title] = await Promise.all([
    readLoan(system, gate.loanId),
    readPatron(system, gate.patronId),
    readTitle(system, item.value.titleId, false),
  ]);
  if (loan === undefined) throw new Error(`gate of item ${item.value.id} names a loan that is not there`);
  const { records } = system.tables;
  const over = daysOver(loan.value.dueDate, call.now, loan.value.zone);
  const after = { ...loan.value, version: loan.value.version + 1, returnedAt: call.now.toISOString() };
  const answer = {
    loan: loanView(after, title?.value.brief.title ?? '', item.value.barcode, call.now),
    wasOverdue: over > 0,
    daysOver: over,
    ...(patron === undefined
      ? {}
      : { borrower: { patronId: patron.stored.value.id, name: patron.secret.name, card: patron.secret.card } }),
  };
  const fragments = [
    freeItemTx(records, item.value.id, loan.value.id),
    dropLoanTx(records, gate.patronId),
    countTitleLoansTx(records, item.value.titleId, -1),
    ...markReturnedTx(call.context, loan, 'loan.returned'),
    // The answer names the borrower, so it is a look at their record.
    ...(patron === undefined ? [] : readTx(call, [patron.stored.value.id])),
  ];
  return call.commit(fragments, answer);
};

/**
 * Undoes the last act on a loan: a check-out becomes a return marked as undone, a return becomes the loan again.
 * The patron is named by the desk, because a returned loan no longer knows whose it was.
 */
export const undo = async (system: System, call: Call, input: Input<'loan.undo'>): Promise<Output<'loan.undo'>> => {
  const [loan, patron] = await Promise.all([readLoan(system, input.loanId), readPatron(system, input.patronId)]);
  if (loan === undefined || patron === undefined) throw new AppError('not-found', { entity: 'loan' });
  const { value } = loan;
  if (!canUndo(value, call.now)) throw new AppError('undo-too-late');
  const [item, title] = await Promise.all([
    readItemAndGate(system, value.itemId),
    readTitle(system, value.titleId, false),
  ]);
  const barcode = item?.item.value.barcode ?? '';
  const { records } = system.tables;
  const view = (change: Partial<typeof value>) =>
    loanView({ ...value, ...change, version: value.version + 1 }, title?.value.brief.title ?? '', barcode, call.now);
  if (value.returnedAt === undefined) {
    if (value.patronRef !== patron.key.ref) throw new AppError('not-found', { entity: 'loan' });
    const fragments = [
      freeItemTx(records, value.itemId, value.id),
      dropLoanTx(records, input.patronId),
      countTitleLoansTx(records, value.titleId, -1),
      ...markReturnedTx(call.context, loan, 'loan.undone'),
    ];
    return call.commit(fragments, { loan: view({ returnedAt: call.now.toISOString() }), undone: 'check-out' as const });
  }
  if (!(await wasLentTo(system, value, patron.key.ref))) throw new AppError('not-found', { entity: 'loan' });
  const { returnedAt: _returned, ...open } = value;
  const reopened = loanView({ ...open, version: value.version + 1 }, title?.value.brief.title ?? '', barcode, call.now);
  const fragments = [
    takeItemTx(records, value.itemId, value.id, input.patronId),
    addLoanTx(records, input.patronId, value.policy.maxLoans),
    countTitleLoansTx(records, value.titleId, 1),
    ...reopenLoanTx(call.context, loan, patron.key.ref),
  ];
  return call.commit(fragments, { loan: reopened, undone: 'check-in' as const });
};
