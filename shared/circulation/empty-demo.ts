import type { System } from '../aws/system.ts';
import { countTitleLoansTx, freeItemTx } from '../catalogue/gates.ts';
import { readItemAndGate } from '../catalogue/item-store.ts';
import type { Work } from '../jobs/run-job.ts';
import { dropLoanTx } from '../patrons/gate.ts';
import { afresh } from './afresh.ts';
import { markReturnedTx, readLoan } from './loan-store.ts';

/** Closes the loan a copy of the demo is out on, whoever lent it; the copy, its title and its patron can then go. */
export const closeDemoLoan = (
  system: System,
  work: Work,
  itemId: string,
  cursor: Record<string, unknown>,
): Promise<void> => afresh(() => closeOnce(system, work, itemId, cursor));

const closeOnce = async (
  system: System,
  work: Work,
  itemId: string,
  cursor: Record<string, unknown>,
): Promise<void> => {
  const held = await readItemAndGate(system, itemId);
  const { loanId, patronId } = held?.gate ?? {};
  const loan = loanId === undefined ? undefined : await readLoan(system, loanId);
  if (loan === undefined || patronId === undefined) return;
  const { records } = system.tables;
  const { done, tally } = work.progress;
  const fragments = [
    ...markReturnedTx(work.change(), loan, 'loan.returned'),
    freeItemTx(records, itemId, loan.value.id),
    dropLoanTx(records, patronId),
    countTitleLoansTx(records, loan.value.titleId, -1),
  ];
  await work.save(fragments, { done: done + 1, cursor, tally: { ...tally, loans: (tally['loans'] ?? 0) + 1 } });
};
