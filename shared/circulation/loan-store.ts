import type * as z from 'zod';
import type { AttributeMap } from '../aws/attribute-value.ts';
import { type ChangeContext, changed, changeFragments } from '../aws/change.ts';
import { historyKey, type IndexKeys, lentOn, loansOfPatron, openLoans, recordKey, returnedOn } from '../aws/keys.ts';
import { readStored, type Stored } from '../aws/stored.ts';
import type { System } from '../aws/system.ts';
import { getItem, getItems, queryAll, queryCount, queryPage } from '../aws/table.ts';
import type { Fragment } from '../aws/transaction.ts';
import { Loan } from '../contracts/loans.ts';
import type { EventType } from '../contracts/record.ts';
import { localDate } from './rules.ts';

type Of = Pick<System, 'dynamo' | 'tables'>;
export type LoanRecord = z.infer<typeof Loan>;

export const readLoan = async (system: Of, loanId: string): Promise<Stored<LoanRecord> | undefined> => {
  const item = await getItem(system.dynamo, system.tables.records, recordKey('loan', loanId));
  return item === undefined ? undefined : readStored(Loan, item);
};

export const readLoans = async (system: Of, ids: readonly string[]): Promise<(Stored<LoanRecord> | undefined)[]> => {
  const items = await getItems(
    system.dynamo,
    ids.map((id) => ({ table: system.tables.records, key: recordKey('loan', id) })),
  );
  return items.map((item) => (item === undefined ? undefined : readStored(Loan, item)));
};

/** Ids of what a patron has on loan, by keyed reference. The index may lag: the records themselves are read after it. */
export const openLoansOf = async (system: Of, patronRef: string): Promise<Stored<LoanRecord>[]> => {
  const ids: string[] = [];
  for await (const item of queryAll(system.dynamo, system.tables.records, loansOfPatron(patronRef), { index: 'GSI1' }))
    ids.push(item['id']?.S ?? '');
  const loans = await readLoans(system, ids);
  return loans.filter((loan) => loan !== undefined).filter((loan) => loan.value.returnedAt === undefined);
};

/** Open loans due before an instant, longest over first. */
export const loansDueBefore = async (
  system: Of,
  before: string,
  options: { limit: number; from?: AttributeMap | undefined },
): Promise<{ loans: LoanRecord[]; next?: AttributeMap }> => {
  const page = await queryPage(system.dynamo, system.tables.records, openLoans(), {
    index: 'GSI2',
    before,
    limit: options.limit,
    ...(options.from === undefined ? {} : { from: options.from }),
  });
  return {
    loans: page.items.map((item) => readStored(Loan, item).value),
    ...(page.next === undefined ? {} : { next: page.next }),
  };
};

/** While open a loan is found by its patron and its due date; returned, by neither. Both days are counted for the home page. */
const indexOf = (loan: LoanRecord): IndexKeys => {
  const lent = { GSI3PK: lentOn(localDate(new Date(loan.lentAt), loan.zone)), GSI3SK: loan.id };
  if (loan.returnedAt !== undefined)
    return { ...lent, GSI1PK: returnedOn(localDate(new Date(loan.returnedAt), loan.zone)), GSI1SK: loan.id };
  if (loan.patronRef === undefined) return lent;
  return {
    ...lent,
    GSI1PK: loansOfPatron(loan.patronRef),
    GSI1SK: loan.id,
    GSI2PK: openLoans(),
    GSI2SK: `${loan.dueAt}#${loan.id}`,
  };
};

/** How many loans were lent, and how many came back, on a local day. */
export const countsOfDay = async (
  system: Of,
  day: string,
): Promise<{ day: string; lent: number; returned: number }> => {
  const [lent, returned] = await Promise.all([
    queryCount(system.dynamo, system.tables.records, lentOn(day), 'GSI3'),
    queryCount(system.dynamo, system.tables.records, returnedOn(day), 'GSI1'),
  ]);
  return { day, lent, returned };
};

/** Whether the loan, before it came back, was this patron's. */
export const wasLentTo = async (system: Of, loan: LoanRecord, patronRef: string): Promise<boolean> => {
  const kept = await getItem(system.dynamo, system.tables.records, historyKey('loan', loan.id, loan.version - 1));
  return kept?.['was']?.M?.['patronRef']?.S === patronRef;
};

export const openLoanTx = (context: ChangeContext, loan: LoanRecord): Fragment[] =>
  changeFragments(context, {
    after: loan,
    index: indexOf(loan),
    type: 'loan.opened',
    params: { itemId: loan.itemId, titleId: loan.titleId },
  });

/** The item is back: from here on nothing in the record leads to the patron (RULES 12). */
export const markReturnedTx = (
  context: ChangeContext,
  before: Stored<LoanRecord>,
  type: 'loan.returned' | 'loan.undone',
): Fragment[] => {
  const { patronRef: _cut, ...rest } = before.value;
  const after: LoanRecord = { ...rest, ...changed(context, rest), returnedAt: context.now.toISOString() };
  return change(context, before, after, type);
};

export const renewLoanTx = (
  context: ChangeContext,
  before: Stored<LoanRecord>,
  due: Pick<LoanRecord, 'dueAt' | 'dueDate'>,
): Fragment[] => {
  const after: LoanRecord = {
    ...before.value,
    ...changed(context, before.value),
    ...due,
    renewals: before.value.renewals + 1,
  };
  return change(context, before, after, 'loan.renewed');
};

/** Takes a return back: the loan goes on as it was. */
export const reopenLoanTx = (context: ChangeContext, before: Stored<LoanRecord>, patronRef: string): Fragment[] => {
  const { returnedAt: _returned, ...rest } = before.value;
  return change(context, before, { ...rest, ...changed(context, rest), patronRef }, 'loan.reopened');
};

const change = (context: ChangeContext, before: Stored<LoanRecord>, after: LoanRecord, type: EventType): Fragment[] =>
  changeFragments(context, {
    before,
    after,
    index: indexOf(after),
    type,
    params: { itemId: after.itemId, titleId: after.titleId },
  });
