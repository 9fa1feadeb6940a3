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

/** The forms a word can be found by: itself, and its first three letters while somebody still types. */
const forms = (word: string): string[] => (word.length > 3 ? [word, `${word.slice(0, 3)}*`] : [word, `${word}*`]);

export interface Lookup {
  readonly kind: 'word' | 'email' | 'card';
  readonly text: string;
}

/** Words of a name that can be asked for: each costs two items, and a registration is one transaction of a hundred. */
const MOST_WORDS = 15;

/** What a patron can be found by. */
export const lookupsOf = (secret: Pick<z.infer<typeof PatronSecret>, 'name' | 'email' | 'card'>): Lookup[] => {
  const words = new Set(nameWords(secret.name).slice(0, MOST_WORDS).flatMap(forms));
  return [
    ...[...words].map((text) => ({ kind: 'word' as const, text })),
    { kind: 'card', text: secret.card },
    ...(secret.email === undefined ? [] : [{ kind: 'email' as const, text: secret.email.toLowerCase() }]),
  ];
};

/** What to ask for when somebody types this: all of them must hold. Words of three letters or more may be unfinished. */
export const questionOf = (typed: string): Lookup[] => {
  const text = typed.trim();
  if (/^\S+@\S+$/.test(text)) return [{ kind: 'email', text: text.toLowerCase() }];
  if (/^\d{4,}$/.test(text)) return [{ kind: 'card', text }];
  const starts = new Set(
    nameWords(text)
      .slice(0, MOST_WORDS)
      .map((word) => `${word.slice(0, 3)}*`),
  );
  return [...starts].map((start) => ({ kind: 'word', text: start }));
};

/** Whether a name holds every word typed, the last perhaps unfinished. */
export const nameMatches = (name: string, typed: string): boolean => {
  const have = nameWords(name);
  return nameWords(typed).every((word) => have.some((held) => held.startsWith(word)));
};

/** A card is good through its last day, at the branch. */
export const isExpired = (expires: string, today: string): boolean => expires < today;
