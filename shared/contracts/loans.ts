import * as z from 'zod';
import { PatronCategory } from './patrons.ts';
import { recordFields } from './record.ts';
import { ItemType } from './titles.ts';
import { BranchCode, Instant, LocalDate, Ulid, Version } from './values.ts';

/** The values a loan is lent under, each with the rule it came from (RULES 1). */
export const Policy = z.strictObject({
  loanDays: z.int().min(1).max(365),
  renewals: z.int().min(0).max(99),
  maxLoans: z.int().min(0).max(999),
  lendable: z.boolean(),
  /** value name → the rule that won, as `branch·category·itemType` with `*` for any. */
  from: z.record(z.string(), z.string()),
});
export type Policy = z.infer<typeof Policy>;

export const Loan = z.strictObject({
  ...recordFields,
  branch: BranchCode,
  entity: z.literal('loan'),
  itemId: Ulid,
  titleId: Ulid,
  /** Keyed reference to the patron: computable only with the person's key. Cut at return (RULES 12). */
  patronRef: z.string().optional(),
  category: PatronCategory,
  itemType: ItemType,
  lentAt: Instant,
  dueAt: Instant,
  dueDate: LocalDate,
  zone: z.string(),
  renewals: z.int().min(0),
  policy: Policy,
  returnedAt: Instant.optional(),
});
export type Loan = z.infer<typeof Loan>;

/** A loan as the desk and the patron see it. */
export const LoanView = z.strictObject({
  loanId: Ulid,
  version: Version,
  itemId: Ulid,
  titleId: Ulid,
  title: z.string(),
  barcode: z.string(),
  lentAt: Instant,
  dueAt: Instant,
  dueDate: LocalDate,
  zone: z.string(),
  overdue: z.boolean(),
  renewals: z.int(),
  renewalsLeft: z.int(),
  returnedAt: Instant.optional(),
});
export type LoanView = z.infer<typeof LoanView>;

export const Borrower = z.strictObject({ patronId: Ulid, name: z.string(), card: z.string() });

export const OverdueRow = z.strictObject({
  loan: LoanView,
  daysOver: z.int().min(0),
  borrower: Borrower.optional(),
});
