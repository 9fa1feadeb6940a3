import type { DemoItem } from './demo-items.ts';
import type { DemoPatron } from './demo-patrons.ts';
import { seededRandom } from './random.ts';

export interface DemoLoan {
  readonly itemIndex: number;
  readonly patronIndex: number;
  readonly lentDaysAgo: number;
  /** Absent while the item is out. Never more than `lentDaysAgo`. */
  readonly returnedDaysAgo?: number;
}

/** The plan holds for loan periods from 14 to 28 days, with up to a week of closed days behind the due date. */
const shortestLoanDays = 14;
const longestLoanDays = 28;
const longestClosure = 7;

interface Borrower {
  readonly index: number;
  readonly child: boolean;
}

function eligible(patrons: readonly DemoPatron[]): Borrower[] {
  return patrons.flatMap(({ blocked, expiresInDays, category }, index) =>
    blocked || expiresInDays < 0 ? [] : [{ index, child: category === 'child' }],
  );
}

function inTurn(borrowers: readonly Borrower[], count: number): Borrower {
  const borrower = borrowers[count % borrowers.length];
  if (borrower === undefined) throw new RangeError('too few patrons for the planned loans');
  return borrower;
}

/** Hands out items never handed out before: children's books to children, anything but reference to the others. */
function itemPicker(items: readonly DemoItem[], random: () => number): (borrower: Borrower) => number {
  const taken = new Set<number>();
  const suits = (type: DemoItem['itemType'], child: boolean) =>
    child ? type === 'childrens' : type === 'book' || type === 'large-print';
  return ({ child }) => {
    const free = [...items.keys()].filter((index) => {
      const item = items[index];
      return item !== undefined && !taken.has(index) && suits(item.itemType, child);
    });
    const index = free[Math.floor(random() * free.length)];
    if (index === undefined) throw new RangeError('too few items for the planned loans');
    taken.add(index);
    return index;
  };
}

/**
 * About sixty loans in the order in which they were made: ten overdue, thirty out and in time, twenty returned.
 * A patron with something overdue borrowed nothing after it, so replaying the plan meets no refusal.
 * Throws where no more than six patrons may borrow, or items run out.
 */
export function demoLoans(items: readonly DemoItem[], patrons: readonly DemoPatron[], seed: number): DemoLoan[] {
  const random = seededRandom(seed);
  const between = (low: number, high: number) => low + Math.floor(random() * (high - low + 1));
  const pick = itemPicker(items, random);
  const borrowers = eligible(patrons)
    .map((borrower) => ({ borrower, order: random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ borrower }) => borrower);
  const late = borrowers.slice(0, 6);
  const prompt = borrowers.slice(6);
  const loans: DemoLoan[] = [];
  const lend = (borrower: Borrower, lentDaysAgo: number, returnedDaysAgo?: number) =>
    loans.push({
      itemIndex: pick(borrower),
      patronIndex: borrower.index,
      lentDaysAgo,
      ...(returnedDaysAgo === undefined ? {} : { returnedDaysAgo }),
    });

  for (const [position, borrower] of late.entries()) {
    const lentDaysAgo = longestLoanDays + longestClosure + between(1, 30);
    for (let copy = 0; copy < (position < 4 ? 2 : 1); copy += 1) lend(borrower, lentDaysAgo);
  }
  for (let count = 0; count < 30; count += 1) {
    lend(inTurn(prompt, count), between(0, shortestLoanDays - 1));
  }
  for (let count = 0; count < 20; count += 1) {
    const lentDaysAgo = between(90, 240);
    lend(inTurn(borrowers, count), lentDaysAgo, lentDaysAgo - between(2, shortestLoanDays - 1));
  }
  return loans.sort((a, b) => b.lentDaysAgo - a.lentDaysAgo);
}
