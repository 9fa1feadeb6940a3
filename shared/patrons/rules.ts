import type * as z from 'zod';
import type { PatronSecret } from '../contracts/patrons.ts';

/** Words compared without case or marks, so that "Muller" finds "Müller". */
export const nameWords = (text: string): string[] => {
  const folded = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/ø/g, 'o')
    .replace(/ł/g, 'l')
    .replace(/æ/g, 'ae')
    .replace(/ı/g, 'i');
  return folded.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
};

/** What is asked for when this much of a word is typed: its first five letters or, of fewer, its first three. */
const start = (word: string): string => `${word.slice(0, word.length < 5 ? 3 : 5)}*`;
/** The forms a word can be found by: itself, and its beginnings while somebody still types. */
const forms = (word: string): string[] => [word, start(word.slice(0, 3)), start(word)];

export interface Lookup {
  readonly kind: 'word' | 'email' | 'card';
  readonly text: string;
}

/** Words of a name that can be asked for: each costs three items, and a correction is one transaction of a hundred. */
const MOST_WORDS = 12;

/** What a patron can be found by. */
export const lookupsOf = (secret: Pick<z.infer<typeof PatronSecret>, 'name' | 'email' | 'card'>): Lookup[] => {
  const words = new Set(nameWords(secret.name).slice(0, MOST_WORDS).flatMap(forms));
  return [
    ...[...words].map((text) => ({ kind: 'word' as const, text })),
    { kind: 'card', text: secret.card },
    ...(secret.email === undefined ? [] : [{ kind: 'email' as const, text: secret.email.toLowerCase() }]),
  ];
};

export interface Question {
  /** All of these must hold; words of three letters or more may be unfinished. */
  readonly all: readonly Lookup[];
  /** Those for whom more of these hold come first: whole words, where a common beginning has many. */
  readonly best: readonly Lookup[];
  /** Whoever this names is an answer whatever else holds. */
  readonly card?: Lookup;
}

/** What to ask for when somebody types this: an address, a card, or words of a name. */
export const questionOf = (typed: string): Question => {
  const text = typed.trim();
  if (/^\S+@\S+$/.test(text)) return { all: [{ kind: 'email', text: text.toLowerCase() }], best: [] };
  if (/^\d{4,}$/.test(text)) return { all: [{ kind: 'card', text }], best: [] };
  const words = nameWords(text).slice(0, MOST_WORDS);
  const lookups = (texts: readonly string[]) =>
    [...new Set(texts)].map((each) => ({ kind: 'word' as const, text: each }));
  const card = /\s/.test(text) ? {} : { card: { kind: 'card' as const, text } };
  return { all: lookups(words.map(start)), best: lookups(words), ...card };
};

/** Whether a patron is what was asked for: lookups say who may be, the opened record who is. */
export const answers = (secret: Pick<z.infer<typeof PatronSecret>, 'name' | 'card'>, typed: string): boolean => {
  const [first] = questionOf(typed).all;
  return (
    (first !== undefined && first.kind !== 'word') || secret.card === typed.trim() || nameMatches(secret.name, typed)
  );
};

/** Whether a name holds every word typed, each perhaps unfinished. */
const nameMatches = (name: string, typed: string): boolean => {
  const have = nameWords(name);
  const words = nameWords(typed);
  return words.length > 0 && words.every((word) => have.some((held) => held.startsWith(word)));
};

/** A card is good through its last day, at the branch. */
export const isExpired = (expires: string, today: string): boolean => expires < today;
