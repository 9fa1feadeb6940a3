import { DatabaseSync } from 'node:sqlite';
import { benchDocuments, benchQueries } from './search-corpus.ts';
import { type Spread, spreadOf } from './statistics.ts';

/** FTS5 as it comes: no folding, no ranking of ours, no catalogue behind it; twenty best rows by BM25. */
export const bareFts5 = (titles: number, queries: number): Spread => {
  const database = new DatabaseSync(':memory:');
  try {
    database.exec(
      "CREATE VIRTUAL TABLE words USING fts5(title, author, subject, other, pub, content='', tokenize='unicode61 remove_diacritics 2')",
    );
    const insert = database.prepare(
      'INSERT INTO words(rowid, title, author, subject, other, pub) VALUES(?, ?, ?, ?, ?, ?)',
    );
    let rowid = 0;
    database.exec('BEGIN');
    for (const { title, author, subject, other, pub } of benchDocuments(titles)) {
      rowid += 1;
      insert.run(rowid, title, author, subject, other, pub);
    }
    database.exec("COMMIT; INSERT INTO words(words) VALUES('optimize')");
    const find = database.prepare('SELECT rowid FROM words WHERE words MATCH ? ORDER BY rank LIMIT 20');
    const sample = [...benchDocuments(Math.min(titles, 5000))];
    return spreadOf(
      benchQueries(sample, queries).map((query) => {
        const words = query.replaceAll('"', ' ').split(/\s+/).filter(Boolean);
        // The last word may be unfinished, as in ours.
        const match = words.map((word, index) => `"${word}"${index === words.length - 1 ? '*' : ''}`).join(' ');
        const began = performance.now();
        if (match !== '') find.all(match);
        return performance.now() - began;
      }),
    );
  } finally {
    database.close();
  }
};
