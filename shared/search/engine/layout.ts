/** Raised when the tables, the folding or the documents change: a base of another number is rebuilt, never guessed at. */
export const ENGINE_SCHEMA = 1;

/**
 * Rows of the base are numbered from here in quality order; edits take the numbers below, upwards. So a ranking that
 * stops after some thousand rows has seen all new and changed titles, and SQLite meets ascending rows in every batch.
 */
export const FIRST_BASE_ROW = 2 ** 20 + 1;

/** Combining signs must stay inside words: the folding has removed those that are accents. */
const TOKENIZER = `unicode61 remove_diacritics 2 categories 'L* N* Co M*'`;

export const createTables = `
  CREATE VIRTUAL TABLE words USING fts5(
    title, author, subject, other, pub, content='', contentless_delete=1, tokenize="${TOKENIZER}"
  );
  CREATE TABLE titles(
    row INTEGER PRIMARY KEY, title_id TEXT NOT NULL, version INTEGER NOT NULL,
    sort_key TEXT NOT NULL, title_key TEXT NOT NULL, display TEXT NOT NULL
  );
  CREATE TABLE codes(code TEXT NOT NULL, row INTEGER NOT NULL, PRIMARY KEY(code, row)) WITHOUT ROWID;
  CREATE TABLE attributes(name TEXT PRIMARY KEY, type TEXT NOT NULL, labels TEXT NOT NULL, data BLOB NOT NULL);
  CREATE TABLE base(id TEXT NOT NULL, log_id TEXT NOT NULL, position INTEGER NOT NULL, documents INTEGER NOT NULL, schema INTEGER NOT NULL);
`;

/** Made after the rows: filling a sorted index is faster than keeping one sorted. */
export const createIndexes = `
  CREATE UNIQUE INDEX titles_by_id ON titles(title_id);
  CREATE INDEX titles_by_sort ON titles(sort_key);
  CREATE INDEX codes_by_row ON codes(row);
`;

/**
 * An automatic merge would rewrite the base inside somebody's search; edits wait for the next base instead. Two hundred
 * batches of edits are merged among themselves, which takes milliseconds and leaves the base alone.
 */
export const calmMerging = `
  INSERT INTO words(words, rank) VALUES('automerge', 0);
  INSERT INTO words(words, rank) VALUES('deletemerge', 0);
  INSERT INTO words(words, rank) VALUES('crisismerge', 200);
`;
