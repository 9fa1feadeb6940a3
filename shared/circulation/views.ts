import type * as z from 'zod';
import type { System } from '../aws/system.ts';
import { readItem } from '../catalogue/item-store.ts';
import { readTitle } from '../catalogue/title-store.ts';
import type { LoanView } from '../contracts/loans.ts';
import type { LoanRecord } from './loan-store.ts';

type View = z.infer<typeof LoanView>;

export const loanView = (loan: LoanRecord, title: string, barcode: string, now: Date): View => ({
  loanId: loan.id,
  version: loan.version,
  itemId: loan.itemId,
  titleId: loan.titleId,
  title,
  barcode,
  lentAt: loan.lentAt,
  dueAt: loan.dueAt,
  dueDate: loan.dueDate,
  zone: loan.zone,
  overdue: loan.returnedAt === undefined && Date.parse(loan.dueAt) < now.getTime(),
  renewals: loan.renewals,
  renewalsLeft: Math.max(0, loan.policy.renewals - loan.renewals),
  ...(loan.returnedAt === undefined ? {} : { returnedAt: loan.returnedAt }),
});

/** Loans with the names of what was lent. */
export const loanViews = async (
  system: Pick<System, 'dynamo' | 'tables'>,
  loans: readonly LoanRecord[],
  now: Date,
): Promise<View[]> =>
  Promise.all(
    loans.map(async (loan) => {
      const [title, item] = await Promise.all([readTitle(system, loan.titleId), readItem(system, loan.itemId)]);
      return loanView(loan, title?.value.brief.title ?? '', item?.value.barcode ?? '', now);
    }),
  );
