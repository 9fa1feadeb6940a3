import { scanPage } from '../../aws/scan.ts';
import { scratchTables } from '../../contracts/scratch-tables.ts';
import type { StepResult, Work } from '../../jobs/run-job.ts';
import { MOST_FINDINGS } from '../proof/pass.ts';
import { TEAR_MS } from '../scratch/repair-tears.ts';
import { placeOf, text } from '../scratch/tear-rows.ts';
import { type Comparison, compareEvent, compareRecord, isLasting, laterEvents, sameKeys } from './compare-rows.ts';
import type { DrillCursor, DrillFinding, DrillParts } from './drill-job.ts';

/** A step ends well before its worker does. */
const RESERVE_MS = 30_000;
const SAVE_MS = 10_000;

/** From when on an event is later than the backup. A torn change was dropped though it was made just before. */
const sinceOf = (exportTime: string, cursor: DrillCursor): string =>
  new Date(Date.parse(exportTime) - (cursor.repaired > 0 ? TEAR_MS : 1000)).toISOString();

const startKey = (from: DrillCursor['compare']['from']) =>
  from === undefined ? undefined : { PK: { S: from.PK }, SK: { S: from.SK } };

const withFindings = (known: readonly DrillFinding[], found: readonly DrillFinding[]): DrillFinding[] =>
  [...known, ...found].slice(0, MOST_FINDINGS);

/** One page after the other of a table, saved now and then; `look` adds what a page tells to the cursor. */
const walk = async (
  parts: DrillParts,
  work: Work,
  start: DrillCursor,
  table: string,
  look: (cursor: DrillCursor, items: Awaited<ReturnType<typeof scanPage>>['items']) => Promise<DrillCursor>,
): Promise<DrillCursor | undefined> => {
  const { system } = parts;
  let cursor = start;
  let saved = system.clock().getTime();
  for (;;) {
    const page = await scanPage(system.dynamo, table, startKey(cursor.compare.from));
    cursor = await look(cursor, page.items);
    const { from: _from, ...compare } = cursor.compare;
    if (page.next === undefined) return { ...cursor, compare };
    cursor = { ...cursor, compare: { ...compare, from: { PK: text(page.next['PK']), SK: text(page.next['SK']) } } };
    if (system.clock().getTime() - saved > SAVE_MS) {
      saved = system.clock().getTime();
      await work.save([], { cursor });
    }
    if (work.timeLeft() < RESERVE_MS) {
      await work.save([], { cursor });
      return undefined;
    }
  }
};

/**
 * Goes through the live library, ledger first, and looks for each row in the rebuilt one: what did not change since the
 * backup is there and equal, and a later event explains every difference.
 */
export const compareLive = async (
  parts: DrillParts,
  work: Work,
  start: DrillCursor,
  exportTime: string,
): Promise<StepResult> => {
  const { system } = parts;
  const { table } = start.compare;
  const since = sinceOf(exportTime, start);
  const later = laterEvents(system, since);
  const scratch = scratchTables(parts.prefix)[table];
  const done = await walk(parts, work, start, system.tables[table], async (cursor, items) => {
    const others = await sameKeys(system, scratch, items);
    const compare = { ...cursor.compare, met: { ...cursor.compare.met } };
    const found: DrillFinding[] = [];
    for (const [index, live] of items.entries()) {
      const result: Comparison =
        table === 'ledger' ? compareEvent(live, others[index], since) : await compareRecord(live, others[index], later);
      if (result.met && (table === 'ledger' || isLasting(live))) compare.met[table] += 1;
      if (result.met && table === 'ledger') compare.events += 1;
      if (result.met && text(live['SK']) === 'REC') compare.records += 1;
      if (result.later) compare.later += 1;
      if (result.finding !== undefined) found.push(result.finding);
    }
    return { ...cursor, compare, findings: withFindings(cursor.findings, found) };
  });
  if (done === undefined) return { next: 'more' };
  const next: DrillCursor =
    table === 'ledger'
      ? { ...done, compare: { ...done.compare, table: 'records' } }
      : { ...done, stage: 'missing', compare: { ...done.compare, table: 'ledger' } };
  await work.save([], { cursor: next, step: next.stage });
  return { next: 'more' };
};

/** Whether the live table has every lasting row that the rebuilt one has. */
const allMet = (cursor: DrillCursor, table: 'records' | 'ledger'): boolean =>
  cursor.compare.met[table] === (table === 'ledger' ? cursor.rows.ledger : cursor.lasting);

/** What the live library has lost since the backup. A record may have been purged, with an event; an event never goes. */
export const findMissing = async (
  parts: DrillParts,
  work: Work,
  start: DrillCursor,
  exportTime: string,
): Promise<StepResult> => {
  const { system } = parts;
  const { table } = start.compare;
  const later = laterEvents(system, sinceOf(exportTime, start));
  const done = allMet(start, table)
    ? start
    : await walk(parts, work, start, scratchTables(parts.prefix)[table], async (cursor, all) => {
        const items = table === 'ledger' ? all : all.filter(isLasting);
        const others = await sameKeys(system, system.tables[table], items);
        const found: DrillFinding[] = [];
        for (const [index, item] of items.entries()) {
          if (others[index] !== undefined) continue;
          const record = `${text(item['entity'])} ${text(item['recordId'])}`;
          const subject = placeOf(table, item)?.subject ?? '';
          if (table === 'ledger') found.push({ code: 'finding.event-missing', record });
          else if ((await later(subject)) === undefined)
            found.push({ code: 'finding.record-missing', record: subject.replace(':', ' ') });
        }
        return { ...cursor, findings: withFindings(cursor.findings, found) };
      });
  if (done === undefined) return { next: 'more' };
  const next: DrillCursor =
    table === 'ledger' ? { ...done, compare: { ...done.compare, table: 'records' } } : { ...done, stage: 'remove' };
  await work.save([], { cursor: next, step: next.stage });
  return { next: 'more' };
};
