import { rm } from 'node:fs/promises';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import * as z from 'zod';
import { TitleBrief } from '../../contracts/titles.ts';
import { readAttribute } from './attributes.ts';
import type { SearchDocument } from './document.ts';
import { SearchError } from './errors.ts';
import { popularity } from './indexed-text.ts';
import { ENGINE_SCHEMA, FIRST_BASE_ROW } from './layout.ts';
import { matcher } from './matching.ts';
import { orderRows } from './order.ts';
import { parseQuery } from './query.ts';
import { rowWriter } from './rows.ts';
import { inTransaction, openPrivate } from './sqlite.ts';

const Base = z.object({ id: z.string(), log_id: z.string(), position: z.int(), documents: z.int(), schema: z.int() });
const Held = z.object({ row: z.int(), version: z.int() });
const Shown = z.object({ title_id: z.string(), version: z.int(), display: z.string() });

export type SearchHit = {
  titleId: string;
  /** Version of the document shown; the title may have moved on. */
  version: number;
  display: TitleBrief;
  /** Comparable within one result only; higher is better, 0 where nothing was ranked. */
  score: number;
};

export type FoundPage = {
  /** Titles found; exact unless capped, then "at least". */
  total: number;
  totalIsCapped: boolean;
  hits: SearchHit[];
  /** Part of the query was left out because it was too long. */
  queryWasCut: boolean;
};

type Edit = { document: SearchDocument; held: number | undefined };

/**
 * Picks from a batch what is to be done: the newest document of each title, and the row it replaces. Documents older
 * than what the index has (or has seen deleted) are dropped, so a log may be applied twice.
 */
const planEdits = (
  documents: readonly SearchDocument[],
  heldTitle: StatementSync,
  gone: ReadonlyMap<string, number>,
): Edit[] => {
  const edits = new Map<string, Edit>();
  for (const document of documents) {
    const planned = edits.get(document.titleId);
    const row = planned === undefined ? heldTitle.get(document.titleId) : undefined;
    const held = row === undefined ? undefined : Held.parse(row);
    const newest = planned?.document.version ?? held?.version ?? gone.get(document.titleId) ?? 0;
    if (document.version < newest) continue;
    edits.set(document.titleId, { document, held: planned === undefined ? held?.row : planned.held });
  }
  return [...edits.values()];
};

const checkedBase = (database: DatabaseSync): z.infer<typeof Base> => {
  const base = Base.parse(database.prepare('SELECT id, log_id, position, documents, schema FROM base').get());
  if (base.schema === ENGINE_SCHEMA) return base;
  throw new SearchError(
    'base-schema',
    `Search base ${base.id} has schema ${base.schema}, this engine reads ${ENGINE_SCHEMA}.`,
  );
};

/** What is kept in memory beside an open base. */
const attach = (database: DatabaseSync) => {
  const base = checkedBase(database);
  return { base, popular: readAttribute(database, 'popularity').values };
};

/**
 * Opens an unpacked base for searching and for taking edits. The file belongs to this index alone and is removed when it
 * is closed. Not to be shared between threads.
 */
export const openIndex = (path: string) => {
  const database = openPrivate(path);
  let opened: ReturnType<typeof attach>;
  try {
    opened = attach(database);
  } catch (error) {
    database.close();
    throw error;
  }
  const { base, popular } = opened;
  const editedPopularity: number[] = [0];
  const gone = new Map<string, number>();
  const writer = rowWriter(database);
  const find = matcher(database);
  const heldTitle = database.prepare('SELECT row, version FROM titles WHERE title_id = ?');
  const shown = database.prepare('SELECT title_id, version, display FROM titles WHERE row = ?');
  let position = base.position;

  const popularityOf = (row: number): number =>
    (row < FIRST_BASE_ROW ? editedPopularity[row] : popular[row - FIRST_BASE_ROW]) ?? 0;

  const show = (row: number, score: number): SearchHit => {
    const title = Shown.parse(shown.get(row));
    return {
      titleId: title.title_id,
      version: title.version,
      display: TitleBrief.parse(JSON.parse(title.display)),
      score,
    };
  };

  return {
    baseId: base.id,
    logId: base.log_id,
    position: (): number => position,

    /** Brings the index to `upTo`. All deletes go before the inserts: taking turns makes SQLite write a segment each time. */
    apply(documents: readonly SearchDocument[], upTo: number): void {
      const edits = planEdits(documents, heldTitle, gone);
      const inserts = edits.filter(({ document }) => document.deleted !== true);
      const firstRow = editedPopularity.length;
      if (firstRow + inserts.length >= FIRST_BASE_ROW) {
        throw new SearchError('log-too-long', `More than ${FIRST_BASE_ROW - 2} edits since base ${base.id}.`);
      }
      inTransaction(database, () => {
        for (const { held } of edits) if (held !== undefined) writer.remove(held);
        for (const [nth, { document }] of inserts.entries()) writer.insert(firstRow + nth, document);
      });
      // Memory follows the disk only once the transaction stands.
      for (const { document } of edits) {
        if (document.deleted === true) gone.set(document.titleId, document.version);
        else {
          gone.delete(document.titleId);
          editedPopularity.push(popularity(document.quality));
        }
      }
      position = upTo;
    },

    /** Version of the title the index holds or has seen deleted; 0 for one it does not know. */
    versionOf(titleId: string): number {
      const row = heldTitle.get(titleId);
      return row === undefined ? (gone.get(titleId) ?? 0) : Held.parse(row).version;
    },

    search(typed: string, offset: number, limit: number): FoundPage {
      const query = parseQuery(typed);
      const { best, total, capped } = orderRows(find, query, popularityOf, offset + limit);
      const hits = best.slice(offset, offset + limit).map(({ row, score }) => show(row, score));
      return { total, totalIsCapped: capped, hits, queryWasCut: query.cut };
    },

    async close(): Promise<void> {
      database.close();
      await rm(path, { force: true });
    },
  };
};
export type OpenIndex = ReturnType<typeof openIndex>;
