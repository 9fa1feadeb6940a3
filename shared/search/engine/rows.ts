import type { DatabaseSync } from 'node:sqlite';
import type { SearchDocument } from './document.ts';
import { indexedText } from './indexed-text.ts';

/** Prepared writing of single documents: the same for a new base and for edits, so that both find the same. */
export const rowWriter = (database: DatabaseSync) => {
  const words = database.prepare(
    'INSERT INTO words(rowid, title, author, subject, other, pub) VALUES(?, ?, ?, ?, ?, ?)',
  );
  const title = database.prepare(
    'INSERT INTO titles(row, title_id, version, sort_key, title_key, display) VALUES(?, ?, ?, ?, ?, ?)',
  );
  const code = database.prepare('INSERT OR IGNORE INTO codes(code, row) VALUES(?, ?)');
  const removals = [
    database.prepare('DELETE FROM words WHERE rowid = ?'),
    database.prepare('DELETE FROM codes WHERE row = ?'),
    database.prepare('DELETE FROM titles WHERE row = ?'),
  ];
  return {
    insert(row: number, document: SearchDocument): void {
      const { columns, codes, sortKey, titleKey } = indexedText(document);
      words.run(row, ...columns);
      // An empty title key says "as the sort key": true of most titles.
      const shown = titleKey === sortKey ? '' : titleKey;
      title.run(row, document.titleId, document.version, sortKey, shown, JSON.stringify(document.display));
      for (const one of codes) code.run(one, row);
    },
    remove(row: number): void {
      for (const removal of removals) removal.run(row);
    },
  };
};
