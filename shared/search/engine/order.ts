import { MATCH_CAP, type Matcher, type Matches, type Named } from './matching.ts';
import type { ParsedQuery } from './query.ts';
import { baseScores, bestPlaces, titleShape } from './rank.ts';

/** Rows whose titles are compared with the query: what a person pages through at most. */
const WINDOW = 200;
/** Above every score that ranking gives. */
const CODE_SCORE = 10;

export type Scored = { row: number; score: number };
/** The first rows of a result in order, and how many there are in all. */
export type Ordered = { best: Scored[]; total: number; capped: boolean };

const byScore = (one: Scored, other: Scored): number => other.score - one.score || one.row - other.row;

/** Place of a row in the ascending list; -1 when it is not there. */
const placeOf = (rows: readonly number[], row: number): number => {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((rows[middle] ?? 0) < row) low = middle + 1;
    else high = middle;
  }
  return rows[low] === row ? low : -1;
};

/** What the first expression that finds anything finds. */
const firstMatches = (find: Matcher, expressions: readonly string[]): Matches => {
  for (const expression of expressions) {
    const matches = find.byWords(expression);
    if (matches.rows.length > 0) return matches;
  }
  return { rows: [], bm25: [], capped: false };
};

/** The titles that begin like the query, where ranking by words left them behind; exact ones even beyond the cap. */
const overlookedTitles = (find: Matcher, text: string, { rows, capped }: Matches): (Named & { at: number })[] =>
  rows.length === 0
    ? []
    : find
        .titlesLike(text)
        .map((title) => ({ ...title, at: placeOf(rows, title.row) }))
        .filter(({ at, keys }) => at >= 0 || (capped && keys.includes(text)));

const rankedWords = (
  find: Matcher,
  query: ParsedQuery,
  popularityOf: (row: number) => number,
  wanted: number,
): Ordered => {
  const matches = firstMatches(find, query.matches);
  const { rows, bm25, capped } = matches;
  const scores = baseScores(bm25, (at) => popularityOf(rows[at] ?? 0));
  const scored = new Map<number, Scored>();
  const add = (at: number, { row, keys }: Named): void => {
    scored.set(row, { row, score: (scores[at] ?? 0) + titleShape(keys, query.text) });
  };
  for (const title of overlookedTitles(find, query.text, matches)) add(title.at, title);
  for (const [nth, at] of bestPlaces(scores, Math.max(WINDOW, wanted)).entries()) {
    const row = rows[at] ?? 0;
    if (scored.has(row)) continue;
    add(at, nth < WINDOW ? find.namesOf(row) : { row, keys: [] });
  }
  return { best: [...scored.values()].sort(byScore), total: rows.length, capped };
};

/** Too little to rank: the titles that begin with it in the order of the shelf, then those that have it as a word. */
const shortQuery = (find: Matcher, query: ParsedQuery): Ordered => {
  const beginning = find.bySortKey(query.text);
  const containing = query.matches.map((match) => find.byWordsUnranked(match));
  const rows = [...new Set([beginning, ...containing].flatMap((found) => found.rows))];
  return {
    best: rows.map((row) => ({ row, score: 0 })),
    total: Math.min(rows.length, MATCH_CAP),
    capped: beginning.capped || containing.some((found) => found.capped) || rows.length > MATCH_CAP,
  };
};

const byKind = (find: Matcher, query: ParsedQuery, popularityOf: (row: number) => number, wanted: number): Ordered => {
  if (query.kind === 'nothing') return { best: [], total: 0, capped: false };
  return query.kind === 'short' ? shortQuery(find, query) : rankedWords(find, query, popularityOf, wanted);
};

/**
 * The rows a query finds, in order: those with the very ISBN or barcode, then the others. At least `wanted` rows, if
 * there are as many; the order of the first rows does not depend on how many are wanted, so pages fit together.
 */
export const orderRows = (
  find: Matcher,
  query: ParsedQuery,
  popularityOf: (row: number) => number,
  wanted: number,
): Ordered => {
  const coded = find.byCodes(query.codes);
  const words = byKind(find, query, popularityOf, wanted);
  if (coded.length === 0) return words;
  const first = new Set(coded);
  const others = words.best.filter(({ row }) => !first.has(row));
  return {
    best: [...coded.map((row) => ({ row, score: CODE_SCORE })), ...others],
    total: Math.min(MATCH_CAP, words.total + first.size - (words.best.length - others.length)),
    capped: words.capped,
  };
};
