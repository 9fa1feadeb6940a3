import { describe, expect, it } from 'vitest';
import { checkDigit, codabar14 } from '../../../infra/local/demo/codabar.ts';
import { demoItems } from '../../../infra/local/demo/demo-items.ts';
import { demoLoans } from '../../../infra/local/demo/demo-loans.ts';
import { demoPatrons } from '../../../infra/local/demo/demo-patrons.ts';
import { loadDemoTitles } from '../../../infra/local/demo/demo-titles.ts';

const titles = loadDemoTitles();
const items = demoItems(titles, 7);
const patrons = demoPatrons();
const loans = demoLoans(items, patrons, 7);

/** Luhn's own formulation: from the right, every second digit doubled, the whole a multiple of ten. */
function luhnHolds(code: string): boolean {
  const sum = [...code].reverse().reduce((total, character, index) => {
    const digit = Number(character) * (index % 2 === 0 ? 1 : 2);
    return total + Math.floor(digit / 10) + (digit % 10);
  }, 0);
  return sum % 10 === 0;
}

describe('the barcodes of the demo library', () => {
  it('have the check digit that other makers of such barcodes compute', () => {
    for (const known of ['20001123456786', '31234000987659', '30000000000012', '29999999999998']) {
      expect(`${known.slice(0, 13)}${checkDigit(known)}`).toBe(known);
    }
  });

  it('are fourteen digits with a right check digit, 3 for items and 2 for patrons, and none is used twice', () => {
    const cards = patrons.map(({ card }) => card);
    const labels = items.map(({ barcode }) => barcode);
    for (const card of cards) expect(card).toMatch(/^2\d{13}$/);
    for (const label of labels) expect(label).toMatch(/^3\d{13}$/);
    for (const code of [...cards, ...labels]) expect(luhnHolds(code), code).toBe(true);
    expect(new Set([...cards, ...labels]).size).toBe(cards.length + labels.length);
  });

  it('are refused where the serial has too many digits', () => {
    expect(() => codabar14('item', 1, 100_000_000)).toThrow(RangeError);
  });
});

describe('the copies of the demo library', () => {
  it('are one to three of every title', () => {
    const perTitle = titles.map((_, index) => items.filter(({ titleIndex }) => titleIndex === index).length);
    expect(Math.min(...perTitle)).toBe(1);
    expect(Math.max(...perTitle)).toBe(3);
  });

  it('stand in two places and are of four types', () => {
    expect(new Set(items.map(({ location }) => location)).size).toBe(2);
    expect([...new Set(items.map(({ itemType }) => itemType))].sort()).toEqual([
      'book',
      'childrens',
      'large-print',
      'reference',
    ]);
  });

  it('are the same for the same seed and differ for another', () => {
    expect(demoItems(titles, 7)).toEqual(items);
    expect(demoItems(titles, 8)).not.toEqual(items);
  });
});

describe('the patrons of the demo library', () => {
  it('are forty adults, children and seniors with names of their own in several scripts', () => {
    expect(new Set(patrons.map(({ name }) => name)).size).toBe(40);
    expect(new Set(patrons.map(({ category }) => category))).toEqual(new Set(['adult', 'child', 'senior']));
    const names = patrons.map(({ name }) => name).join(' ');
    for (const script of ['Cyrillic', 'Greek', 'Arabic', 'Hebrew', 'Devanagari', 'Bengali', 'Han', 'Hangul']) {
      expect(names, script).toMatch(new RegExp(`\\p{Script=${script}}`, 'u'));
    }
  });

  it('can be reached by nobody: addresses at example.org, numbers kept for drama', () => {
    const mailboxes = patrons.flatMap(({ email }) => email ?? []);
    expect(mailboxes.length).toBeGreaterThan(20);
    expect(new Set(mailboxes).size).toBe(mailboxes.length);
    for (const mailbox of mailboxes) expect(mailbox).toMatch(/@example\.org$/);
    for (const { phone } of patrons) if (phone !== undefined) expect(phone).toMatch(/^01632 960\d{3}$/);
  });
});

describe('the loans of the demo library', () => {
  const overdue = loans.filter((loan) => loan.returnedDaysAgo === undefined && loan.lentDaysAgo > 28);

  it('are sixty: ten overdue, thirty out and in time, twenty returned in time', () => {
    expect(loans).toHaveLength(60);
    expect(overdue).toHaveLength(10);
    expect(loans.filter((loan) => loan.returnedDaysAgo === undefined && loan.lentDaysAgo < 14)).toHaveLength(30);
    const returned = loans.flatMap(({ lentDaysAgo, returnedDaysAgo }) =>
      returnedDaysAgo === undefined ? [] : [lentDaysAgo - returnedDaysAgo],
    );
    expect(returned).toHaveLength(20);
    for (const days of returned) expect(days > 0 && days < 14).toBe(true);
  });

  it('lend no item twice, no reference book, and children’s books to children alone', () => {
    expect(new Set(loans.map(({ itemIndex }) => itemIndex)).size).toBe(60);
    for (const { itemIndex, patronIndex } of loans) {
      const child = patrons[patronIndex]?.category === 'child';
      expect(items[itemIndex]?.itemType).toMatch(child ? /^childrens$/ : /^(book|large-print)$/);
    }
  });

  it('lend nothing to a blocked patron or on a card that has run out', () => {
    for (const { patronIndex } of loans) {
      expect(patrons[patronIndex]).toMatchObject({ blocked: false });
      expect(patrons[patronIndex]?.expiresInDays).toBeGreaterThan(0);
    }
  });

  it('lend nothing more to a patron who has something overdue', () => {
    for (const late of overdue) {
      const theirs = loans.filter(({ patronIndex }) => patronIndex === late.patronIndex);
      for (const { lentDaysAgo } of theirs) expect(lentDaysAgo).toBeGreaterThanOrEqual(late.lentDaysAgo);
    }
  });

  it('come in the order in which they were made, the same for the same seed', () => {
    const days = loans.map(({ lentDaysAgo }) => lentDaysAgo);
    expect(days).toEqual(days.toSorted((a, b) => b - a));
    expect(demoLoans(items, patrons, 7)).toEqual(loans);
    expect(() => demoLoans(items, patrons.slice(0, 5), 7)).toThrow(RangeError);
    expect(() => demoLoans([], patrons, 7)).toThrow(RangeError);
  });
});
