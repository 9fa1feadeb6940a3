import { barcodeOwner } from '../aws/barcodes.ts';
import type { Call, Input, Output } from '../aws/call.ts';
import { born } from '../aws/change.ts';
import type { System } from '../aws/system.ts';
import { countTitleLoansTx, takeItemTx } from '../catalogue/gates.ts';
import { readItem } from '../catalogue/item-store.ts';
import { readTitle } from '../catalogue/title-store.ts';
import type { Branch } from '../contracts/library.ts';
import type { Item } from '../contracts/titles.ts';
import { AppError } from '../kernel/app-error.ts';
import { addLoanTx } from '../patrons/gate.ts';
import { noteReads } from '../patrons/note-reads.ts';
import { type OpenPatron, readPatron } from '../patrons/patron-store.ts';
import { isExpired } from '../patrons/rules.ts';
import { type LoanRecord, openLoanTx, readLoan } from './loan-store.ts';
import { dueDate, localDate, resolvePolicy } from './rules.ts';
import { loanView } from './views.ts';

/** The branch of a code; the only one where there is one. Lending without a calendar is refused, not guessed. */
export const branchOf = async (system: System, code: string | undefined): Promise<Branch> => {
  const { branches } = await system.library();
  const branch = branches.find((known) => known.code === code) ?? (code === undefined ? branches[0] : undefined);
  if (branch === undefined) throw new AppError('invalid-input', { field: 'branch' });
  return branch;
};

/** The id of the copy of a barcode. A card's number is not repeated: it may be read over a shoulder. */
export const itemIdOf = async (system: System, barcode: string): Promise<string> => {
  const owner = await barcodeOwner(system, barcode);
  if (owner === undefined || owner.entity !== 'item')
    throw new AppError('barcode-unknown', owner === undefined ? { barcode } : {});
  return owner.id;
};

/** The gate is not read here: whether the copy is free is for the condition of the transaction to say. */
const itemOf = async (system: System, barcode: string): Promise<Item> => {
  const item = await readItem(system, await itemIdOf(system, barcode));
  if (item === undefined) throw new AppError('barcode-unknown', { barcode });
  return item.value;
};

/** What keeps this patron from borrowing anything at all. */
export const holdPatron = (patron: OpenPatron, now: Date, zone: string): void => {
  const { value } = patron.stored;
  if (value.binnedAt !== undefined) throw new AppError('in-bin', { entity: 'patron' });
  if (value.blocked) throw new AppError('patron-blocked');
  if (isExpired(value.expires, localDate(now, zone))) throw new AppError('patron-expired', { expires: value.expires });
};

/** Says who has the item and until when, where the refusal knows only ids; the look is written to the ledger first. */
const whoHasIt = async (system: System, call: Call, error: unknown): Promise<unknown> => {
  if (!(error instanceof AppError) || error.code !== 'item-on-loan') return error;
  const [holder, loan] = await Promise.all([
    readPatron(system, String(error.params['patronId'] ?? '')),
    readLoan(system, String(error.params['loanId'] ?? '')),
  ]);
  if (holder !== undefined) await noteReads(system, call, [holder.stored.value.id]);
  return new AppError('item-on-loan', {
    ...error.params,
    ...(holder === undefined ? {} : { borrower: holder.secret.name }),
    ...(loan === undefined ? {} : { dueDate: loan.value.dueDate }),
  });
};

/**
 * Lends a copy to a patron, in one conditional transaction: loan and event, the item's gate (nobody else has it),
 * the patron's gate (below the limit), the title's gate (not in the bin), and the kept answer.
 */
export const lend = async (system: System, call: Call, input: Input<'loan.open'>): Promise<Output<'loan.open'>> => {
  const [value, patron] = await Promise.all([itemOf(system, input.barcode), readPatron(system, input.patronId)]);
  if (patron === undefined) throw new AppError('not-found', { entity: 'patron' });
  const [title, branch, { settings }] = await Promise.all([
    readTitle(system, value.titleId, false),
    branchOf(system, value.branch),
    system.library(),
  ]);
  holdPatron(patron, call.now, branch.zone);
  const { category } = patron.stored.value;
  const policy = resolvePolicy(settings.rules, { branch: branch.code, category, itemType: value.itemType });
  if (!policy.lendable) throw new AppError('item-not-lendable', { itemType: value.itemType });
  const patronId = patron.stored.value.id;
  const loan: LoanRecord = {
    ...born(call.context, call.context.newId()),
    entity: 'loan',
    branch: branch.code,
    itemId: value.id,
    titleId: value.titleId,
    patronRef: patron.key.ref,
    category,
    itemType: value.itemType,
    lentAt: call.now.toISOString(),
    ...dueDate(call.now, policy.loanDays, branch, patron.stored.value.expires),
    zone: branch.zone,
    renewals: 0,
    policy,
  };
  const { records } = system.tables;
  const answer = {
    loan: loanView(loan, title?.value.brief.title ?? '', value.barcode, call.now),
    loansNow: patron.gate.loans + 1,
    maxLoans: policy.maxLoans,
  };
  const fragments = [
    takeItemTx(records, value.id, loan.id, patronId),
    addLoanTx(records, patronId, policy.maxLoans),
    countTitleLoansTx(records, value.titleId, 1),
    ...openLoanTx(call.context, loan),
  ];
  try {
    return await call.commit(fragments, answer);
  } catch (error) {
    throw await whoHasIt(system, call, error);
  }
};
