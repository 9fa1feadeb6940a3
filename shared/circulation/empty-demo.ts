import type { System } from '../aws/system.ts';
import { countTitleLoansTx, freeItemTx } from '../catalogue/gates.ts';
import { readItemAndGate } from '../catalogue/item-store.ts';
import type { Work } from '../jobs/run-job.ts';
import { dropLoanTx } from '../patrons/gate.ts';
import { markReturnedTx, readLoan } from './loan-store.ts';

/** Closes a loan of the demo that is still open; its title and its patron can then go. */
export const closeDemoLoan = async (
  system: System,
  work: Work,
  loanId: string,
  cursor: Record<string, unknown>,
): Promise<void> => {
  const loan = await readLoan(system, loanId);
  const { done, tally } = work.progress;
  const held = loan === undefined ? undefined : await readItemAndGate(system, loan.value.itemId);
  const isOpen = loan !== undefined && loan.value.returnedAt === undefined && held?.gate.loanId === loanId;
  if (!isOpen || held.gate.patronId === undefined) return;
  const { records } = system.tables;
  const fragments = [
    freeItemTx(records, loan.value.itemId, loanId),
    dropLoanTx(records, held.gate.patronId),
    countTitleLoansTx(records, loan.value.titleId, -1),
    ...markReturnedTx(work.change(), loan, 'loan.returned'),
  ];
  await work.save(fragments, { done: done + 1, cursor, tally: { ...tally, loans: (tally['loans'] ?? 0) + 1 } });
};
