import type * as z from 'zod';
import type { System } from '../aws/system.ts';
import { readItems } from '../catalogue/item-store.ts';
import { readTitles } from '../catalogue/title-store.ts';
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
): Promise<View[]> => {
  const [titles, items] = await Promise.all([
    readTitles(
      system,
      loans.map((loan) => loan.titleId),
      false,
    ),
    readItems(
      system,
      loans.map((loan) => loan.itemId),
      false,
    ),
  ]);
  return loans.map((loan, at) =>
    loanView(loan, titles[at]?.value.brief.title ?? '', items[at]?.value.barcode ?? '', now),
  );
};
