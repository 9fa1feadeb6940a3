import { constants, DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { assertFts5 } from '../../../shared/search/engine/sqlite.ts';

describe('A Node without FTS5', () => {
  it('is refused at start with a sentence that says what to use', () => {
    const without = () => {
      const database = new DatabaseSync(':memory:');
      database.setAuthorizer((action) =>
        action === constants.SQLITE_CREATE_VTABLE ? constants.SQLITE_DENY : constants.SQLITE_OK,
      );
      return database;
    };
    expect(() => assertFts5(without)).toThrow(/Search needs SQLite with FTS5.*Use the Node 24/);
  });

  it('is not the one that runs here', () => {
    expect(() => assertFts5()).not.toThrow();
  });
});
