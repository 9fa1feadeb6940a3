import type { AttributeMap } from '../../aws/attribute-value.ts';
import { MOST_PUTS, type Put, putItems } from '../../aws/batch-write.ts';
import type { System } from '../../aws/system.ts';
import type { BackupTable } from '../manifest.ts';
import type { ReadRow } from '../reader.ts';

/** Requests under way at once: what a fresh on-demand table takes without being throttled all the time. */
const AT_ONCE = 8;

/** How far writing is: everything up to this line of this file is in the tables. */
export interface WriteCursor {
  readonly file: string;
  readonly line: number;
  readonly rows: number;
  readonly units: number;
}
export const newWriteCursor: WriteCursor = { file: '', line: 0, rows: 0, units: 0 };

export interface WriteOptions {
  readonly dynamo: System['dynamo'];
  /** The table each row goes to; rows of a table that is not named are left out. */
  readonly tables: Partial<Readonly<Record<BackupTable, string>>>;
  readonly from?: WriteCursor;
  /** Called whenever another few hundred rows are in. A cursor handed to `from` goes on behind them. */
  readonly saved?: (cursor: WriteCursor) => Promise<void>;
  /** Asked after each group: true stops here, and the cursor returned is where. */
  readonly enough?: () => boolean;
}

export interface Written {
  readonly cursor: WriteCursor;
  readonly finished: boolean;
}

/**
 * The one writer of a backup's rows into tables: a rebuild and a real restore write the same, in the same order.
 * `groups` yields the same rows in the same order each time; what the cursor says is written is skipped. Killed in
 * between, the rows after the cursor are written once more, over themselves.
 */
export const writeRows = async (groups: AsyncIterable<readonly ReadRow[]>, options: WriteOptions): Promise<Written> => {
  const { dynamo, tables, from = newWriteCursor, saved, enough } = options;
  let cursor = from;
  let skipping = from.file !== '';
  let waiting: { put: Put; row: ReadRow }[] = [];
  const flush = async (): Promise<void> => {
    const last = waiting.at(-1);
    if (last === undefined) return;
    const requests: Put[][] = [];
    for (let start = 0; start < waiting.length; start += MOST_PUTS)
      requests.push(waiting.slice(start, start + MOST_PUTS).map(({ put }) => put));
    const units = (await Promise.all(requests.map((puts) => putItems(dynamo, puts)))).reduce((a, b) => a + b, 0);
    const { file, line } = last.row;
    cursor = { file: file.key, line, rows: cursor.rows + waiting.length, units: cursor.units + units };
    waiting = [];
    await saved?.(cursor);
  };
  for await (const rows of groups) {
    for (const row of rows) {
      if (skipping) {
        // The file's own line, and every line behind it of any file, are new.
        if (row.file.key === from.file && row.line === from.line) skipping = false;
        continue;
      }
      const table = tables[row.file.table];
      if (table === undefined) continue;
      waiting.push({ put: { table, item: row.item }, row });
      if (waiting.length >= MOST_PUTS * AT_ONCE) await flush();
    }
    if (enough?.() === true) {
      await flush();
      return { cursor, finished: false };
    }
  }
  await flush();
  if (skipping) throw new Error(`the row written last, ${from.file} line ${from.line}, is not there any more`);
  return { cursor, finished: true };
};

/** Puts a few rows that stand in no file: what the repair of a tear made. */
export const writeItems = async (
  dynamo: System['dynamo'],
  table: string,
  items: readonly AttributeMap[],
): Promise<number> => {
  let units = 0;
  for (let start = 0; start < items.length; start += MOST_PUTS) {
    const puts = items.slice(start, start + MOST_PUTS).map((item) => ({ table, item }));
    units += await putItems(dynamo, puts);
  }
  return units;
};
