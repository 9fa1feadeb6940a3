import { controlValue, dataFields, subfieldValues } from './fields.ts';
import { isbn13To10, parseIsbn } from './isbn.ts';
import { linkFields } from './linked.ts';
import type { DataField, MarcRecord } from './record.ts';

/** Unfolded text for the search index, in every script the record has; parts are separated by line ends. */
export interface SearchText {
  readonly title: string;
  readonly author: string;
  readonly subject: string;
  /** Series, notes, contents and summaries. */
  readonly other: string;
  /** Places, publishers and dates of publication. */
  readonly pub: string;
  /** ISBN as 13 and as 10 digits, invalid ones as written, ISSN, LCCN, control number. */
  readonly identifiers: string;
}

type Column = Exclude<keyof SearchText, 'identifiers'>;

interface Rule {
  readonly tags: RegExp;
  readonly codes: string;
  readonly column: Column;
}

// The first rule whose tags match takes the subfields it names; a field may feed several columns.
const RULES: readonly Rule[] = [
  { tags: /^(130|210|222|24[0-35-7]|730|740)$/, codes: 'abfgklmnoprs', column: 'title' },
  { tags: /^(7[0-8]\d|79\d)$/, codes: 't', column: 'title' },
  { tags: /^(100|110|111|700|710|711|720)$/, codes: 'abcdnq', column: 'author' },
  { tags: /^245$/, codes: 'c', column: 'author' },
  { tags: /^(6[0-5]\d|69\d)$/, codes: 'abcdfgklmnopqrtvxyz', column: 'subject' },
  { tags: /^(440|490|8[0-3]\d)$/, codes: 'abcnptv', column: 'other' },
  { tags: /^(5(?!83|84|90)\d\d|25[0-5])$/, codes: 'abcdgrtu', column: 'other' },
  { tags: /^(260|264)$/, codes: 'abcefg', column: 'pub' },
];

/** Text to be searched, from the record alone: barcodes belong to the items. */
export function searchText(record: MarcRecord): SearchText {
  const columns: Record<Column, Set<string>> = {
    title: new Set(),
    author: new Set(),
    subject: new Set(),
    other: new Set(),
    pub: new Set(),
  };
  for (const entry of linkFields(record)) {
    for (const rule of RULES) {
      if (!rule.tags.test(entry.tag)) continue;
      for (const field of entry.other === undefined ? [entry.field] : [entry.field, entry.other]) {
        const text = joined(field, rule.codes);
        if (text !== '') columns[rule.column].add(text);
      }
    }
  }
  const lines = (column: Column): string => [...columns[column]].join('\n');
  return {
    title: lines('title'),
    author: lines('author'),
    subject: lines('subject'),
    other: lines('other'),
    pub: lines('pub'),
    identifiers: identifiers(record).join('\n'),
  };
}

function joined(field: DataField, codes: string): string {
  return subfieldValues(field, codes).join(' ').replace(/\s+/g, ' ').trim();
}

function identifiers(record: MarcRecord): string[] {
  const found = new Set<string>();
  for (const field of dataFields(record, '020')) {
    for (const text of subfieldValues(field, 'az')) {
      const finding = parseIsbn(text);
      if (!finding.ok) {
        found.add(text.trim());
        continue;
      }
      found.add(finding.isbn13);
      const ten = isbn13To10(finding.isbn13);
      if (ten !== undefined) found.add(ten);
    }
  }
  for (const field of dataFields(record, '010', '022', '024', '035')) {
    for (const text of subfieldValues(field, 'az')) found.add(text.trim());
  }
  const control = controlValue(record, '001')?.trim();
  if (control !== undefined && control !== '') found.add(control);
  return [...found];
}
