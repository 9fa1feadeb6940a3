import type { AttributeMap } from '../../aws/attribute-value.ts';
import { itemHash } from '../../aws/canonical.ts';
import type { BackupTable } from '../manifest.ts';
import { newCounters } from './tear-counters.ts';
import { count, placeOf, rowKey, text } from './tear-rows.ts';

/** The record as it was at a version, from the record itself or from its past. */
export interface Image {
  readonly version: number;
  readonly hash: string;
  readonly changeId: string;
  readonly at: string;
  readonly item: AttributeMap;
}
export interface TearEvent {
  readonly version: number;
  readonly hash: string;
  readonly changeId: string;
  readonly at: string;
  readonly row: string;
}

/** Everything a backup holds of one record that changed just before its moment. */
export interface Line {
  readonly key: string;
  record?: Image;
  readonly past: Map<number, Image>;
  readonly events: Map<number, TearEvent>;
  readonly beside: AttributeMap[];
  /** The version of the event that deleted it for good. */
  purged?: number;
  /** The key of the person. */
  hasKey: boolean;
  /** Two rows where one must be: damage, and no tear. */
  odd: boolean;
}

const newLine = (key: string, hasKey: boolean): Line => ({
  key,
  past: new Map(),
  events: new Map(),
  beside: [],
  hasKey,
  odd: false,
});

const imageOf = (item: AttributeMap): Image => ({
  version: count(item['version']),
  hash: itemHash(item),
  changeId: text(item['changeId']),
  at: text(item['updatedAt']),
  item,
});

/**
 * What the repair of tears knows: the lines of recent records whole, and counters of all others. Where the keys of
 * persons are not read, nobody is taken to lack one.
 */
export const collectFacts = (recent: ReadonlySet<string>, keysAreRead: boolean) => {
  const lines = new Map<string, Line>();
  for (const key of recent) lines.set(key, newLine(key, !keysAreRead));
  const counters = newCounters();
  const take = (table: BackupTable, item: AttributeMap): void => {
    const place = placeOf(table, item);
    const line = place === undefined ? undefined : lines.get(place.subject);
    if (line === undefined) {
      if (table === 'records') counters.add(item);
      return;
    }
    switch (place?.role) {
      case 'record':
        if (line.record !== undefined) line.odd = true;
        line.record = imageOf(item);
        return;
      case 'past': {
        const was = item['was']?.M;
        const version = Number(text(item['SK']));
        if (was === undefined || line.past.has(version)) line.odd = true;
        else line.past.set(version, imageOf(was));
        return;
      }
      case 'event': {
        const version = count(item['version']);
        if (line.events.has(version)) line.odd = true;
        if (text(item['type']).endsWith('.purged')) line.purged = Math.max(version, line.purged ?? 0);
        const changeId = text(item['changeId']);
        const row = rowKey('ledger', item);
        line.events.set(version, { version, hash: text(item['hash']), changeId, at: text(item['at']), row });
        return;
      }
      case 'key':
        line.hasKey = true;
        return;
      default:
        line.beside.push(item);
        // Who has which copy: a gate of a copy says so of the patron too.
        counters.holder(item);
    }
  };
  return { lines, counters, take };
};
export type TearFacts = ReturnType<typeof collectFacts>;
