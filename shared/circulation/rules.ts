import { Temporal } from 'temporal-polyfill';
import type * as z from 'zod';
import type { Branch, LendingRule } from '../contracts/library.ts';
import type { Policy } from '../contracts/loans.ts';

type PolicyValue = z.infer<typeof Policy>;
type Case = Pick<LendingRule, 'branch' | 'category' | 'itemType'>;

/** What holds where no rule of the library says otherwise. */
export const defaultPolicy = { loanDays: 21, renewals: 2, maxLoans: 12, lendable: true } as const;

/** Most particular first; each value is looked up on its own (RULES 1). */
const order: readonly (readonly [boolean, boolean, boolean])[] = [
  [true, true, true],
  [true, true, false],
  [true, false, true],
  [true, false, false],
  [false, true, true],
  [false, true, false],
  [false, false, true],
  [false, false, false],
];

const patternOf = (asked: Case, [branch, category, itemType]: readonly [boolean, boolean, boolean]): Case => ({
  branch: branch ? asked.branch : '*',
  category: category ? asked.category : '*',
  itemType: itemType ? asked.itemType : '*',
});

/**
 * The policy for a branch, patron category and item type. Length may come from one rule and the limit from another:
 * `0` is a value, a value left out falls through. `from` names the rule that won for each.
 */
export const resolvePolicy = (rules: readonly LendingRule[], asked: Case): PolicyValue => {
  const from: Record<string, string> = {};
  const value = <Name extends keyof typeof defaultPolicy>(
    name: Name,
  ): LendingRule[Name] | (typeof defaultPolicy)[Name] => {
    for (const mask of order) {
      const wanted = patternOf(asked, mask);
      const rule = rules.find(
        (row) =>
          row.branch === wanted.branch &&
          row.category === wanted.category &&
          row.itemType === wanted.itemType &&
          row[name] !== undefined,
      );
      if (rule === undefined) continue;
      from[name] = `${wanted.branch}·${wanted.category}·${wanted.itemType}`;
      return rule[name];
    }
    from[name] = 'default';
    return defaultPolicy[name];
  };
  return {
    loanDays: value('loanDays') ?? defaultPolicy.loanDays,
    renewals: value('renewals') ?? defaultPolicy.renewals,
    maxLoans: value('maxLoans') ?? defaultPolicy.maxLoans,
    lendable: value('lendable') ?? defaultPolicy.lendable,
    from,
  };
};

/** Whether the branch is open on a local date. */
const isOpen = (branch: Pick<Branch, 'openDays' | 'closures'>, day: Temporal.PlainDate): boolean =>
  branch.openDays[day.dayOfWeek - 1] === true && !branch.closures.includes(day.toString());

export interface Due {
  readonly dueAt: string;
  readonly dueDate: string;
}

/** The local date at a branch. */
export const localDate = (now: Date, zone: string): string =>
  Temporal.Instant.from(now.toISOString()).toZonedDateTimeISO(zone).toPlainDate().toString();

/**
 * When a loan made now is due: `loanDays` calendar days on, moved to the next open day, at 23:59 at the branch
 * (RULES 3, mode `datedue`). A card's last day moves it back to an open day; a loan is never due before today.
 */
export const dueDate = (
  now: Date,
  loanDays: number,
  branch: Pick<Branch, 'zone' | 'openDays' | 'closures'>,
  cardExpires?: string,
): Due => {
  const today = Temporal.Instant.from(now.toISOString()).toZonedDateTimeISO(branch.zone).toPlainDate();
  let day = firstOpen(today.add({ days: loanDays }), branch, 1);
  if (cardExpires !== undefined && Temporal.PlainDate.compare(day, Temporal.PlainDate.from(cardExpires)) > 0)
    day = firstOpen(Temporal.PlainDate.from(cardExpires), branch, -1);
  if (Temporal.PlainDate.compare(day, today) < 0) day = today;
  return endOf(day, branch.zone);
};

/** The nearest open day in one direction. A branch that never opens within a year keeps the day itself. */
const firstOpen = (
  start: Temporal.PlainDate,
  branch: Pick<Branch, 'openDays' | 'closures'>,
  step: 1 | -1,
): Temporal.PlainDate => {
  for (let moved = 0; moved <= 366; moved += 1) {
    const day = start.add({ days: moved * step });
    if (isOpen(branch, day)) return day;
  }
  return start;
};

const endOf = (day: Temporal.PlainDate, zone: string): Due => ({
  dueDate: day.toString(),
  dueAt: new Date(day.toZonedDateTime({ timeZone: zone, plainTime: '23:59' }).epochMilliseconds).toISOString(),
});

/** Whole local days a loan is over its due date; 0 while it is not. */
export const daysOver = (dueDateText: string, now: Date, zone: string): number => {
  const today = Temporal.PlainDate.from(localDate(now, zone));
  return Math.max(0, Temporal.PlainDate.from(dueDateText).until(today).days);
};

export type RenewalRefusal = 'loan-closed' | 'renewal-limit' | 'renewal-too-soon' | 'patron-expired' | 'patron-blocked';

/** Why a renewal is refused; undefined when it is allowed. The new due date is never earlier than the old. */
export const renewalRefusal = (ask: {
  readonly returned: boolean;
  readonly renewals: number;
  readonly limit: number;
  readonly oldDue: string;
  readonly newDue: string;
  readonly expired: boolean;
  readonly blocked: boolean;
}): RenewalRefusal | undefined => {
  if (ask.returned) return 'loan-closed';
  if (ask.blocked) return 'patron-blocked';
  if (ask.expired) return 'patron-expired';
  if (ask.renewals >= ask.limit) return 'renewal-limit';
  if (ask.newDue <= ask.oldDue) return 'renewal-too-soon';
  return undefined;
};

/** What an unknown barcode looks like, for the sentence that says so. */
export const barcodeKind = (barcode: string): 'patron' | 'item' | 'isbn' | 'other' => {
  if (/^97[89]\d{10}$/.test(barcode)) return 'isbn';
  if (/^2\d{13}$/.test(barcode)) return 'patron';
  if (/^3\d{13}$/.test(barcode)) return 'item';
  return 'other';
};

/** How long the last act at the desk can be undone. */
const UNDO_MS = 15 * 60 * 1000;

/** Whether the last act on a loan was its check-out or its return, just now. A renewal between is not undone with it. */
export const canUndo = (
  loan: { readonly lentAt: string; readonly returnedAt?: string | undefined; readonly renewals: number },
  now: Date,
): boolean => {
  if (loan.returnedAt === undefined && loan.renewals > 0) return false;
  return now.getTime() - Date.parse(loan.returnedAt ?? loan.lentAt) <= UNDO_MS;
};
