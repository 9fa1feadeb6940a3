import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { type ExportRecord, exportRecord } from './export-record.ts';

const pitrRow = z.object({ enabled_at: z.number() });
const cutRow = z.object({ change_id: z.number() });
const exportRow = z.object({ json: z.string() });

/** What AWS remembers about tables and the engine does not: recovery windows and exports. */
export interface DynamoState {
  readonly pitrSince: (table: string) => number | undefined;
  readonly setPitr: (table: string, since: number | undefined) => void;
  readonly saveExport: (record: ExportRecord) => void;
  readonly exportByArn: (arn: string) => ExportRecord | undefined;
  readonly exportByToken: (token: string) => ExportRecord | undefined;
  readonly exports: () => readonly ExportRecord[];
  /** The last change that a torn export of a moment showed. */
  readonly cutAt: (table: string, ms: number) => number | undefined;
  readonly saveCut: (table: string, ms: number, changeId: number) => void;
  readonly close: () => void;
}

function parseExport(row: unknown): ExportRecord {
  return exportRecord.parse(JSON.parse(exportRow.parse(row).json));
}

export function openDynamoState(file: string): DynamoState {
  const db = new DatabaseSync(file);
  db.exec(`
    PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
    CREATE TABLE IF NOT EXISTS pitr (table_name TEXT PRIMARY KEY, enabled_at INTEGER NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS exports (arn TEXT PRIMARY KEY, token TEXT NOT NULL, json TEXT NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS cuts (
      table_name TEXT NOT NULL, at REAL NOT NULL, change_id INTEGER NOT NULL, PRIMARY KEY (table_name, at)
    ) STRICT;
  `);
  return {
    pitrSince: (table) => {
      const row = db.prepare('SELECT enabled_at FROM pitr WHERE table_name = ?').get(table);
      return row === undefined ? undefined : pitrRow.parse(row).enabled_at;
    },
    setPitr: (table, since) => {
      if (since === undefined) db.prepare('DELETE FROM pitr WHERE table_name = ?').run(table);
      // Kept when already on: enabling twice must not shorten the window.
      else db.prepare('INSERT OR IGNORE INTO pitr (table_name, enabled_at) VALUES (?, ?)').run(table, since);
    },
    saveExport: (record) => {
      db.prepare('INSERT OR REPLACE INTO exports (arn, token, json) VALUES (?, ?, ?)').run(
        record.arn,
        record.clientToken,
        JSON.stringify(record),
      );
    },
    exportByArn: (arn) => {
      const row = db.prepare('SELECT json FROM exports WHERE arn = ?').get(arn);
      return row === undefined ? undefined : parseExport(row);
    },
    exportByToken: (token) => {
      const row = db.prepare('SELECT json FROM exports WHERE token = ? ORDER BY arn DESC').get(token);
      return row === undefined ? undefined : parseExport(row);
    },
    exports: () => db.prepare('SELECT json FROM exports ORDER BY arn DESC').all().map(parseExport),
    cutAt: (table, ms) => {
      const row = db.prepare('SELECT change_id FROM cuts WHERE table_name = ? AND at = ?').get(table, ms);
      return row === undefined ? undefined : cutRow.parse(row).change_id;
    },
    saveCut: (table, ms, changeId) => {
      db.prepare('INSERT OR REPLACE INTO cuts (table_name, at, change_id) VALUES (?, ?, ?)').run(table, ms, changeId);
    },
    close: () => db.close(),
  };
}
