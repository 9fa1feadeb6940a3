import { readStored } from '../../aws/stored.ts';
import { Item, Title } from '../../contracts/titles.ts';
import type { ReadRow } from '../reader.ts';
import type { MarcOf } from '../take-home/pieces.ts';

/** What is held of one kind before it becomes a file. */
const LIMIT = 24 * 1024 * 1024;

const kinds = ['catalogue.mrc', 'catalogue.xml', 'titles.jsonl', 'items.jsonl'] as const;
type Kind = (typeof kinds)[number];
const [MARC, XML, TITLES, ITEMS] = kinds;

export interface Piece {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Staff are nobody's business in seven years: who changed a record stays in the library. */
const withoutPeople = <T extends { readonly actorId: string; readonly changeId: string }>({
  actorId: _actor,
  changeId: _change,
  ...rest
}: T) => rest;

const xml = (records: readonly Buffer[]): Buffer =>
  Buffer.concat([
    Buffer.from('<?xml version="1.0" encoding="UTF-8"?>\n<collection xmlns="http://www.loc.gov/MARC21/slim">\n'),
    ...records,
    Buffer.from('</collection>\n'),
  ]);

/**
 * Turns the rows of one file of a backup into plain files: MARC 21, and a line of JSON for every title and copy. The
 * same rows always make the same files. `prefix` keeps those of different files apart.
 */
export const cataloguePieces = (prefix: string, marcOf: MarcOf) => {
  const held = new Map<Kind, Buffer[]>();
  const sizes = new Map<Kind, number>();
  let cut = 0;
  const counts = { titles: 0, items: 0 };
  const put = (kind: Kind, bytes: Buffer): void => {
    const list = held.get(kind) ?? [];
    list.push(bytes);
    held.set(kind, list);
    sizes.set(kind, (sizes.get(kind) ?? 0) + bytes.length);
  };
  const line = (value: unknown): Buffer => Buffer.from(`${JSON.stringify(value)}\n`);
  const flush = (): Piece[] => {
    const pieces = kinds.flatMap((kind): Piece[] => {
      const list = held.get(kind);
      if (list === undefined) return [];
      const [stem, ending] = kind.split('.');
      const bytes = kind === XML ? xml(list) : Buffer.concat(list);
      return [{ name: `${stem}-${prefix}-${String(cut).padStart(2, '0')}.${ending}`, bytes }];
    });
    held.clear();
    sizes.clear();
    if (pieces.length > 0) cut += 1;
    return pieces;
  };
  const take = ({ item }: ReadRow): void => {
    if (item['SK']?.S !== 'REC') return;
    if (item['entity']?.S === 'title') {
      const { marc, ...title } = readStored(Title, item).value;
      counts.titles += 1;
      put(TITLES, line(withoutPeople(title)));
      // What lies in the bin is written down, but is no part of the catalogue.
      if (title.binnedAt !== undefined) return;
      const portable = marcOf({ ...title, marc });
      if ('iso2709' in portable) put(MARC, Buffer.from(portable.iso2709));
      else put(XML, Buffer.from(portable.marcXml));
    }
    if (item['entity']?.S === 'item') {
      counts.items += 1;
      put(ITEMS, line(withoutPeople(readStored(Item, item).value)));
    }
  };
  return {
    counts,
    /** Takes rows; gives back what is large enough to be put away. */
    take: (rows: readonly ReadRow[]): Piece[] => {
      for (const row of rows) take(row);
      return [...sizes.values()].some((size) => size > LIMIT) ? flush() : [];
    },
    end: flush,
  };
};
