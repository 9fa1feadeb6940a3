import { codesOfQuery, toIsbn13 } from './codes.ts';
import { fold, isRunToken, joinedForms } from './fold.ts';

/** Longer queries are cut: nobody types them, and SQLite's expressions may not grow without limit. */
const MAX_LENGTH = 500;
const MAX_CLAUSES = 24;
const MAX_TOKENS = 60;
/** Fewer letters than this in all are looked up in the titles' order instead of being ranked. */
const MIN_LETTERS = 3;

/** One thing that must be found: any of the alternatives, each a run of words that follow each other. */
type Clause = { alternatives: string[][]; prefix: boolean };

export type ParsedQuery = {
  /** Codes the whole query may be, best first. */
  codes: string[];
  /** The folded words in the order typed, for comparing with titles. */
  text: string;
  /** `nothing` has no letter or digit; `short` is too little to rank. */
  kind: 'nothing' | 'short' | 'words';
  /** Expressions for FTS5 MATCH: the first that finds anything answers. */
  matches: string[];
  /** Whether anything typed was left out because the query was too long. */
  cut: boolean;
};

const QUOTES = /[“”„‟«»＂]/gu;
/** A phrase begins with a quote before a word, so that quotes inside words (5" discs, Hebrew abbreviations) stay what they are. */
const PIECES = /(?<=^|\s)"(?<phrase>[^"]*)(?<closed>"?)|(?<word>\S+)/gu;

const phrase = (tokens: readonly string[]): string => `"${tokens.join(' ')}"`;

const alternative = (tokens: readonly string[], prefix: boolean): string =>
  // The whole word beside its beginning: rarer, so ranked above longer words that only begin like it.
  prefix && !isRunToken(tokens.at(-1) ?? '') ? `${phrase(tokens)} OR ${phrase(tokens)} *` : phrase(tokens);

const render = (clauses: readonly Clause[]): string =>
  clauses
    .map(({ alternatives, prefix }) => `(${alternatives.map((tokens) => alternative(tokens, prefix)).join(' OR ')})`)
    .join(' AND ');

const tokensOf = (text: string): string[] => fold(text).split(' ').filter(Boolean).slice(0, MAX_TOKENS);

/** The clause of one typed word; `undefined` when it has nothing that is indexed. */
const wordClause = (word: string): Clause | undefined => {
  const tokens = tokensOf(word);
  if (tokens.length === 0) return undefined;
  const isbn = toIsbn13(word);
  const whole = joinedForms(word).filter((joined) => joined.length === tokens.join('').length);
  return {
    alternatives: [tokens, ...whole.map((joined) => [joined]), ...(isbn === undefined ? [] : [[isbn]])],
    prefix: /\*$/.test(word),
  };
};

const clauseOf = (groups: Record<string, string | undefined>): Clause | undefined => {
  if (groups['word'] !== undefined) return wordClause(groups['word']);
  const tokens = tokensOf(groups['phrase'] ?? '');
  // An open quote is a phrase still being typed.
  return tokens.length === 0 ? undefined : { alternatives: [tokens], prefix: groups['closed'] === '' };
};

const lettersIn = (text: string): number => [...text.replaceAll(' ', '')].length;

/** "harry p": a single letter is first a word of its own (vitamin c), and the beginning of one when that finds nothing. */
const endsInOneLetter = (clauses: readonly Clause[]): boolean =>
  clauses.length > 1 && clauses.at(-1)?.alternatives[0]?.join('').length === 1;

const withPrefixAtEnd = (clauses: readonly Clause[]): Clause[] =>
  clauses.map((clause, at) => (at === clauses.length - 1 ? { ...clause, prefix: true } : clause));

const expressions = (clauses: readonly Clause[], lastIsPhrase: boolean): string[] => {
  if (lastIsPhrase) return [render(clauses)];
  const asTyped = render(withPrefixAtEnd(clauses));
  return endsInOneLetter(clauses) ? [render(clauses), asTyped] : [asTyped];
};

/**
 * What a person typed, made into something safe to look for: every word must be found, the last one may be the beginning
 * of a word, `word*` always is one, `"quoted words"` follow each other. Never throws, whatever the text; nothing typed
 * reaches FTS5 but folded letters and digits in quotes.
 */
export const parseQuery = (typed: string): ParsedQuery => {
  const query = typed.slice(0, MAX_LENGTH).toWellFormed().replace(QUOTES, '"');
  const pieces = [...query.matchAll(PIECES)].map((match) => match.groups ?? {});
  const all = pieces.map(clauseOf).filter((clause) => clause !== undefined);
  const clauses = all.slice(0, MAX_CLAUSES);
  const text = fold(query);
  const codes = codesOfQuery(query);
  const cut = typed.length > MAX_LENGTH || all.length > MAX_CLAUSES;
  if (clauses.length === 0) return { codes, text, kind: 'nothing', matches: [], cut };
  const tokens = text.split(' ');
  if (lettersIn(text) < MIN_LETTERS && !tokens.some(isRunToken)) {
    return { codes, text, kind: 'short', matches: [render(clauses)], cut };
  }
  return { codes, text, kind: 'words', matches: expressions(clauses, /"\s*$/.test(query)), cut };
};
