import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Keyring } from '../../aws/keyring.ts';
import { readStored } from '../../aws/stored.ts';
import { Loan } from '../../contracts/loans.ts';
import { Patron, PatronSecret } from '../../contracts/patrons.ts';
import { Item, Title } from '../../contracts/titles.ts';
import type { ReadRow } from '../reader.ts';
import type { Entry } from './archive.ts';
import { CSV_MARK } from './csv.ts';
import { type ScratchFile, scratchFile } from './scratch-file.ts';
import {
  itemColumns,
  itemLine,
  loanColumns,
  loanLine,
  patronColumns,
  patronLine,
  titleColumns,
  titleLine,
} from './tables.ts';

/** A title as other library systems read it: ISO 2709, or MARCXML where that format cannot hold it. */
export type MarcOf = (title: Title) => { readonly iso2709: Uint8Array } | { readonly marcXml: string };

export interface PieceParts {
  /** A folder for scratch files. */
  readonly tmp: string;
  readonly random: (bytes: number) => Uint8Array;
  readonly keyring: Pick<Keyring, 'persons'>;
  readonly marcOf: MarcOf;
}

export interface Pieces {
  readonly entries: readonly Entry[];
  readonly counts: {
    readonly titles: number;
    readonly items: number;
    readonly patrons: number;
    readonly loans: number;
  };
  readonly remove: () => Promise<void>;
}

const XML_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<collection xmlns="http://www.loc.gov/MARC21/slim">\n';
const names = ['catalogue.mrc', 'catalogue-large.xml', 'titles.csv', 'items.csv', 'patrons.csv', 'loans.csv'] as const;
type Name = (typeof names)[number];

const heads: Readonly<Record<Name, string>> = {
  'catalogue.mrc': '',
  'catalogue-large.xml': XML_HEAD,
  'titles.csv': CSV_MARK + titleColumns,
  'items.csv': CSV_MARK + itemColumns,
  'patrons.csv': CSV_MARK + patronColumns,
  'loans.csv': CSV_MARK + loanColumns,
};

/**
 * Writes the catalogue and the tables from the rows of a backup (its `records`), one pass, memory flat. Patrons are
 * opened with the keys that are there now, not with those of the backup: whoever was erased since stays erased.
 */
export const writePieces = async (
  rows: AsyncIterable<readonly ReadRow[]>,
  parts: PieceParts,
  beat: (rows: readonly ReadRow[]) => Promise<void>,
): Promise<Pieces> => {
  const dir = await mkdtemp(join(parts.tmp, 'take-home-'));
  const files = new Map<Name, ScratchFile>(names.map((name) => [name, scratchFile(join(dir, name), parts.random)]));
  const counts = { titles: 0, items: 0, patrons: 0, loans: 0 };
  const remove = () => rm(dir, { recursive: true, force: true });
  const put = async (name: Name, text: string | Uint8Array): Promise<void> => {
    await files.get(name)?.write(typeof text === 'string' ? Buffer.from(text) : text);
  };
  let large = 0;
  const title = async (value: Title): Promise<void> => {
    counts.titles += 1;
    await put('titles.csv', titleLine(value));
    if (value.binnedAt !== undefined) return;
    const marc = parts.marcOf(value);
    if ('iso2709' in marc) await put('catalogue.mrc', marc.iso2709);
    else {
      large += 1;
      await put('catalogue-large.xml', marc.marcXml);
    }
  };
  const patrons = async (group: readonly Patron[]): Promise<void> => {
    const keys = await parts.keyring.persons(group.map((patron) => patron.id));
    for (const [at, patron] of group.entries()) {
      const key = keys[at];
      if (key === undefined) continue;
      counts.patrons += 1;
      await put('patrons.csv', patronLine(patron, key, PatronSecret.parse(key.open(patron.sealed))));
    }
  };
  try {
    for (const name of names) await put(name, heads[name]);
    for await (const group of rows) {
      const people: Patron[] = [];
      for (const { item } of group) {
        if (item['SK']?.S !== 'REC') continue;
        const entity = item['entity']?.S;
        if (entity === 'title') await title(readStored(Title, item).value);
        else if (entity === 'patron') people.push(readStored(Patron, item).value);
        else if (entity === 'item') {
          counts.items += 1;
          await put('items.csv', itemLine(readStored(Item, item).value));
        } else if (entity === 'loan') {
          counts.loans += 1;
          await put('loans.csv', loanLine(readStored(Loan, item).value));
        }
      }
      if (people.length > 0) await patrons(people);
      await beat(group);
    }
    await put('catalogue-large.xml', '</collection>\n');
    const entries: Entry[] = [];
    for (const name of names) {
      const ended = await files.get(name)?.end();
      if (ended === undefined || (name === 'catalogue-large.xml' && large === 0)) continue;
      entries.push({ name, size: ended.size, body: ended.read });
    }
    return { entries, counts, remove };
  } catch (error) {
    await remove();
    throw error;
  }
};
