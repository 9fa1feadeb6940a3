/** Weights of what decides the order, all about 1 at most: words, how the title looks beside the query, popularity. */
const POPULARITY = 0.3;
const EXACT_TITLE = 1;
const TITLE_BEGINS = 0.5;
const TITLE_BEGINS_INSIDE_WORD = 0.35;
const TITLE_CONTAINS = 0.2;

/** Relevance of each row from its BM25 (higher is better here) and popularity (0–1), relative to the best of the list. */
export const baseScores = (bm25: readonly number[], popularity: (at: number) => number): Float64Array => {
  let best = 0;
  for (const score of bm25) best = Math.max(best, score);
  const scores = new Float64Array(bm25.length);
  // All scores are 0 where every row has the word: then popularity alone decides.
  for (let at = 0; at < bm25.length; at += 1) {
    scores[at] = (best > 0 ? (bm25[at] ?? 0) / best : 0) + POPULARITY * popularity(at);
  }
  return scores;
};

/** Places of the `count` best scores, best first; equal ones stay in the order given, which is quality order. */
export const bestPlaces = (scores: Float64Array, count: number): number[] => {
  const threshold =
    count < scores.length ? (Float64Array.from(scores).sort().at(-count) ?? 0) : Number.NEGATIVE_INFINITY;
  const places: number[] = [];
  for (let at = 0; at < scores.length; at += 1) if ((scores[at] ?? 0) >= threshold) places.push(at);
  return places.sort((one, other) => (scores[other] ?? 0) - (scores[one] ?? 0) || one - other).slice(0, count);
};

const shapeOf = (key: string, text: string): number => {
  if (key === text) return EXACT_TITLE;
  if (key.startsWith(text)) return key.startsWith(`${text} `) ? TITLE_BEGINS : TITLE_BEGINS_INSIDE_WORD;
  return ` ${key} `.includes(` ${text} `) ? TITLE_CONTAINS : 0;
};

/**
 * What a title gains from looking like the query: somebody who types a whole title means that title, which word
 * statistics cannot know. Keys and text are folded; a title has one key with and one without its leading article.
 */
export const titleShape = (keys: readonly string[], text: string): number =>
  text === '' ? 0 : Math.max(0, ...keys.map((key) => shapeOf(key, text)));
