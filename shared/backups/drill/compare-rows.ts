import type { AttributeMap } from '../../aws/attribute-value.ts';
import { canonicalItem, itemHash } from '../../aws/canonical.ts';
import { eventKey, indexKeyNames } from '../../aws/keys.ts';
import type { System } from '../../aws/system.ts';
import { getItems, queryAll } from '../../aws/table.ts';
import { count, placeOf, text } from '../scratch/tear-rows.ts';
import type { DrillFinding } from './drill-job.ts';

const AT_ONCE = 100;

/** What rows of one table are in another, in order. */
export const sameKeys = async (
  system: Pick<System, 'dynamo'>,
  table: string,
  items: readonly AttributeMap[],
): Promise<(AttributeMap | undefined)[]> => {
  const parts: (readonly AttributeMap[])[] = [];
  for (let start = 0; start < items.length; start += AT_ONCE) parts.push(items.slice(start, start + AT_ONCE));
  const found = await Promise.all(
    parts.map((part) =>
      getItems(
        system.dynamo,
        part.map((item) => ({ table, key: { PK: text(item['PK']), SK: text(item['SK']) } })),
      ),
    ),
  );
  return found.flat();
};

/** The newest event that changed a record, when it came after the moment of the backup. */
export type LaterEvent = (subject: string) => Promise<{ readonly version: number; readonly hash: string } | undefined>;

/** Asks the live ledger, for the few records that differ. `since`: an event before it explains nothing. */
export const laterEvents =
  (system: System, since: string): LaterEvent =>
  async (subject) => {
    const [entity = '', id = ''] = subject.split(':');
    const { PK } = eventKey(entity, id, '');
    const events = queryAll(system.dynamo, system.tables.ledger, PK, {
      newestFirst: true,
      consistent: true,
      limit: 25,
    });
    for await (const event of events) {
      if (event['hash'] === undefined) continue;
      if (text(event['at']) < since) return undefined;
      return { version: count(event['version']), hash: text(event['hash']) };
    }
    return undefined;
  };

const plain = (item: AttributeMap): string => {
  const indexes = new Set<string>(indexKeyNames);
  return canonicalItem(Object.fromEntries(Object.entries(item).filter(([name]) => !indexes.has(name))));
};

export type Comparison = { readonly met: boolean; readonly later: boolean; readonly finding?: DrillFinding };
const equal: Comparison = { met: true, later: false };

/** An event of the live ledger and the same in the rebuilt one. Where it waits for its place in the tree may differ. */
export const compareEvent = (live: AttributeMap, rebuilt: AttributeMap | undefined, since: string): Comparison => {
  if (rebuilt !== undefined && plain(live) === plain(rebuilt)) return equal;
  const record = `${text(live['entity'])} ${text(live['recordId'])}`;
  if (rebuilt !== undefined) return { met: true, later: false, finding: { code: 'finding.event-differs', record } };
  if (text(live['at']) >= since) return { met: false, later: true };
  return { met: false, later: false, finding: { code: 'finding.event-missing', record } };
};

/** Rows that change without an event of the record they stand beside: the judge has recounted them. */
const isPassing = (item: AttributeMap): boolean =>
  text(item['SK']) === 'GATE' || /^(JOB|RUNNING|COUNT)#/.test(text(item['PK']));

/** Whether a row of `records` is one of those that only grow in number: a record, or a version of its past. */
export const isLasting = (item: AttributeMap): boolean =>
  text(item['SK']) === 'REC' || text(item['PK']).startsWith('HIST#');

/** A row of the live table and the same in the rebuilt one: equal, or another because of a later event. */
export const compareRecord = async (
  live: AttributeMap,
  rebuilt: AttributeMap | undefined,
  laterEvent: LaterEvent,
): Promise<Comparison> => {
  const met = rebuilt !== undefined;
  if (rebuilt !== undefined && canonicalItem(live) === canonicalItem(rebuilt)) return equal;
  const place = placeOf('records', live);
  if (place === undefined || (place.role === 'beside' && isPassing(live))) return { met, later: false };
  const later = await laterEvent(place.subject);
  if (later !== undefined && explains(live, place.role, met, later)) return { met, later: true };
  const record = place.subject.replace(':', ' ');
  if (place.role === 'past') {
    const code = met ? 'finding.history-differs' : 'finding.history-missing';
    return { met, later: false, finding: { code, record } };
  }
  if (place.role === 'beside') return { met, later: false, finding: { code: 'finding.claim', record } };
  return { met, later: false, finding: { code: met ? 'finding.record-differs' : 'finding.record-missing', record } };
};

const explains = (
  live: AttributeMap,
  role: string,
  met: boolean,
  later: { readonly version: number; readonly hash: string },
): boolean => {
  // The past never changes; a version of it that is new was put there by the change after it.
  if (role === 'past') return !met && later.version > Number(text(live['SK']));
  if (role !== 'record') return true;
  const version = count(live['version']);
  // Changed once more while this was looking.
  return later.version > version || (later.version === version && later.hash === itemHash(live));
};
