import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answers, isExpired, lookupsOf, nameWords, questionOf } from '../../../shared/patrons/rules.ts';

const key = ({ kind, text }: { kind: string; text: string }) => `${kind}:${text}`;
/** Found: every lookup asked for is one the record has, or the card is, and the opened record is what was typed. */
const finds = (secret: { name: string; card: string; email?: string }, typed: string): boolean => {
  const held = new Set(lookupsOf(secret).map(key));
  const { all, card } = questionOf(typed);
  const named = all.length > 0 && all.every((lookup) => held.has(key(lookup)));
  return (named || (card !== undefined && held.has(key(card)))) && answers(secret, typed);
};

describe('the words of a name', () => {
  it.each([
    ['Müller-Lüdenscheidt', ['muller', 'ludenscheidt']],
    ['Łukasz Ångström', ['lukasz', 'angstrom']],
    ['Søren Æbelø', ['soren', 'aebelo']],
    ['Weiß', ['weiss']],
    ['IŞIK Işık', ['isik', 'isik']],
    ['O’Brien, Mary', ['o', 'brien', 'mary']],
    ['山田 太郎', ['山田', '太郎']],
    ['  ', []],
  ])('%s → %o', (name, words) => {
    expect(nameWords(name)).toEqual(words);
  });
});

describe('finding a patron', () => {
  const anna = { name: 'Anna Maria Müller', card: '29120000000019', email: 'Anna@Example.org' };
  it.each([
    'Anna',
    'anna mull',
    'MÜLLER',
    'mar',
    'muller anna',
    '29120000000019',
    'anna@example.org',
    ' ANNA@EXAMPLE.ORG ',
  ])('by "%s"', (typed) => {
    expect(finds(anna, typed)).toBe(true);
  });
  it.each(['Hanna', 'anna schmidt', '2912', 'nn', 'anna@example.com', '...', 'mullerx'])('not by "%s"', (typed) => {
    expect(finds(anna, typed)).toBe(false);
  });

  it('by a card of letters, dashes or few digits', () => {
    for (const card of ['LIB-0042', 'K7', '123']) expect(finds({ name: 'Somebody Else', card }, card)).toBe(true);
    expect(finds({ name: 'Somebody Else', card: 'LIB-0042' }, 'LIB-0043')).toBe(false);
  });

  it('by any word of the name, whole or begun with three letters', () => {
    const Word = fc.stringMatching(/^[a-zäöüé]{2,10}$/);
    fc.assert(
      fc.property(fc.array(Word, { minLength: 1, maxLength: 5 }), fc.nat(4), fc.nat(10), (words, which, cut) => {
        const word = words[which % words.length] ?? '';
        const typed = word.slice(0, Math.max(Math.min(3, word.length), cut));
        expect(finds({ name: words.join(' '), card: '1' }, typed)).toBe(true);
      }),
    );
  });

  it('a registration never needs more than fits in one transaction, however long the name', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200, unit: 'grapheme' }), (name) => {
        expect(lookupsOf({ name, card: '1', email: 'a@b.cd' }).length).toBeLessThanOrEqual(38);
      }),
    );
    const letters = Array.from({ length: 100 }, (_, n) => String.fromCodePoint(0x4e00 + n)).join(' ');
    expect(lookupsOf({ name: letters, card: '1' }).length).toBeLessThanOrEqual(38);
    expect(questionOf(letters).all.length).toBeLessThanOrEqual(12);
  });

  it('a card is good through its last day', () => {
    expect(isExpired('2026-01-10', '2026-01-10')).toBe(false);
    expect(isExpired('2026-01-10', '2026-01-11')).toBe(true);
  });
});
