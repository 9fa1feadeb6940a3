import type { Call, Output } from '../aws/call.ts';
import type { System } from '../aws/system.ts';
import { readItemAndGate } from '../catalogue/item-store.ts';
import { readTitle } from '../catalogue/title-store.ts';
import { AppError } from '../kernel/app-error.ts';
import { type OpenPatron, readPatron } from '../patrons/patron-store.ts';
import { isExpired } from '../patrons/rules.ts';
import { afresh } from './afresh.ts';
import { branchOf } from './lend.ts';
import { readLoan, renewLoanTx } from './loan-store.ts';
import { dueDate, localDate, renewalRefusal } from './rules.ts';
import { loanView } from './views.ts';

/**
 * Renews a loan under the policy it was lent under. `own` limits it to one patron's loans:
 * another person's loan is `not-found`, as if it were not there.
 */
export const renew = (system: System, call: Call, loanId: string, own?: OpenPatron): Promise<Output<'loan.renew'>> =>
  afresh(() => renewOnce(system, call, loanId, own));

const renewOnce = async (
  system: System,
  call: Call,
  loanId: string,
  own?: OpenPatron,
): Promise<Output<'loan.renew'>> => {
  const loan = await readLoan(system, loanId);
  if (loan === undefined) throw new AppError('not-found', { entity: 'loan' });
  const { value } = loan;
  if (own !== undefined && value.patronRef !== own.key.ref) throw new AppError('not-found', { entity: 'loan' });
  if (value.returnedAt !== undefined) throw new AppError('loan-closed');
  const [held, branch, title] = await Promise.all([
    readItemAndGate(system, value.itemId),
    branchOf(system, value.branch),
    readTitle(system, value.titleId, false),
  ]);
  const patron = own ?? (held?.gate.patronId === undefined ? undefined : await readPatron(system, held.gate.patronId));
  if (patron === undefined) throw new AppError('not-found', { entity: 'patron' });
  const { expires, blocked } = patron.stored.value;
  const due = dueDate(call.now, value.policy.loanDays, branch, expires);
  const refusal = renewalRefusal({
    returned: false,
    renewals: value.renewals,
    limit: value.policy.renewals,
    oldDue: value.dueAt,
    newDue: due.dueAt,
    expired: isExpired(expires, localDate(call.now, branch.zone)),
    blocked,
  });
  if (refusal !== undefined)
    throw new AppError(refusal, {
      renewals: value.renewals,
      limit: value.policy.renewals,
      dueDate: value.dueDate,
      expires,
    });
  const after = { ...value, ...due, renewals: value.renewals + 1, version: value.version + 1 };
  const answer = {
    loan: loanView(after, title?.value.brief.title ?? '', held?.item.value.barcode ?? '', call.now),
    loansNow: patron.gate.loans,
    maxLoans: value.policy.maxLoans,
  };
  return call.commit(renewLoanTx(call.context, loan, due), answer);
};
