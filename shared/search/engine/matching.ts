import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';

/** Rows ranked and counted for one search; a search with more says so. Rows come in quality order, so the best are among them. */
export const MATCH_CAP = 20_000;
/** In the order of the columns: title, author, subject, other, pub. */
const WEIGHTS = '10.0, 6.0, 3.0, 1.0, 0.5';

const Lists = z.object({ rows: z.string().nullable(), scores: z.string().nullable() });
const RowNumber = z.object({ row: z.int() });
const Names = z.object({ row: z.int(), sort_key: z.string(), title_key: z.string() });

export type Matches = { rows: number[]; bm25: number[]; capped: boolean };
export type Named = { row: number; keys: string[] };

const numbers = (list: string | null): number[] => (list === null || list === '' ? [] : list.split(',').map(Number));

const capped = (rows: number[]): { rows: number[]; capped: boolean } => ({
  rows: rows.slice(0, MATCH_CAP),
  capped: rows.length > MATCH_CAP,
});

const named = (row: unknown): Named => {
  const { row: number, sort_key: sortKey, title_key: titleKey } = Names.parse(row);
  return { row: number, keys: titleKey === '' ? [sortKey] : [sortKey, titleKey] };
};

/** The questions a search asks of an open index, prepared once. */
export const matcher = (database: DatabaseSync) => {
  // One long text instead of thousands of rows: crossing from SQLite row by row costs more than finding them.
  const ranked = database.prepare(`
    SELECT group_concat(row) AS rows, group_concat(score) AS scores FROM (
      SELECT rowid AS row, CAST(bm25(words, ${WEIGHTS}) * -1000 AS INTEGER) AS score
      FROM words WHERE words MATCH ? ORDER BY rowid LIMIT ${MATCH_CAP + 1})
  `);
  const plain = database.prepare(`
    SELECT group_concat(row) AS rows, NULL AS scores FROM (
      SELECT rowid AS row FROM words WHERE words MATCH ? ORDER BY rowid LIMIT ${MATCH_CAP + 1})
  `);
  const sorted = database.prepare(`
    SELECT group_concat(row) AS rows, NULL AS scores FROM (
      SELECT row FROM titles WHERE sort_key >= ? AND sort_key < ? ORDER BY sort_key, row LIMIT ${MATCH_CAP + 1})
  `);
  const code = database.prepare('SELECT row FROM codes WHERE code = ? ORDER BY row LIMIT 50');
  const likeTitle = database.prepare(
    'SELECT row, sort_key, title_key FROM titles WHERE sort_key >= ? AND sort_key < ? ORDER BY sort_key, row LIMIT 50',
  );
  const names = database.prepare('SELECT row, sort_key, title_key FROM titles WHERE row = ?');
  const beyond = (prefix: string): string => `${prefix}\u{10ffff}`;
  return {
    byWords(match: string): Matches {
      const { rows, scores } = Lists.parse(ranked.get(match));
      return { ...capped(numbers(rows)), bm25: numbers(scores).slice(0, MATCH_CAP) };
    },
    byWordsUnranked: (match: string) => capped(numbers(Lists.parse(plain.get(match)).rows)),
    bySortKey: (prefix: string) => capped(numbers(Lists.parse(sorted.get(prefix, beyond(prefix))).rows)),
    byCodes: (codes: readonly string[]): number[] => [
      ...new Set(codes.flatMap((one) => code.all(one).map((row) => RowNumber.parse(row).row))),
    ],
    /** A few titles that begin with the text, shortest first. */
    titlesLike: (text: string): Named[] => likeTitle.all(text, beyond(text)).map(named),
    namesOf: (row: number): Named => named(names.get(row)),
  };
};
export type Matcher = ReturnType<typeof matcher>;
