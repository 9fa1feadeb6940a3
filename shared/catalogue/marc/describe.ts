import { controlValue, dataFields, subfield, subfieldValues } from './fields.ts';
import { parseIsbn } from './isbn.ts';
import { type LinkedField, linkFields } from './linked.ts';
import { displayText } from './punctuation.ts';
import type { DataField, MarcRecord } from './record.ts';
import { sortTitle, titleParts } from './title.ts';

/** The same facts in the script of the original (880), where the record has them. */
export interface Vernacular {
  readonly title?: string;
  readonly subtitle?: string;
  readonly people: readonly string[];
  readonly publisher?: string;
  readonly series: readonly string[];
}

export interface Description {
  /** Empty when the record names none. */
  readonly title: string;
  readonly subtitle?: string;
  readonly sortTitle: string;
  readonly people: readonly string[];
  /** Four digits. */
  readonly year?: string;
  readonly publisher?: string;
  /** Valid ones, as ISBN-13, each once. */
  readonly isbns: readonly string[];
  /** As written in 020 $a and $z, where no valid ISBN is. */
  readonly invalidIsbns: readonly string[];
  readonly subjects: readonly string[];
  readonly series: readonly string[];
  /** MARC language code. */
  readonly language?: string;
  readonly callNumber?: string;
  readonly vernacular: Vernacular;
}

/** What a person wants to know of a record, with the punctuation of catalogue cards taken off. */
export function describeRecord(record: MarcRecord): Description {
  const linked = linkFields(record);
  const roman = (tags: readonly string[]): DataField[] => fieldsOf(linked, tags, false);
  const titleField = roman(['245'])[0];
  const parts = titleField === undefined ? { title: '' } : titleParts(titleField);
  const numbers = isbnsOf(record);
  return {
    ...parts,
    sortTitle: titleField === undefined ? '' : sortTitle(titleField),
    people: unique(roman(PEOPLE).map(personName)),
    ...optional('year', yearOf(record)),
    ...optional('publisher', publisherOf(roman(PUBLICATION))),
    ...numbers,
    subjects: unique(roman(SUBJECTS).map(subjectText)),
    series: seriesOf(roman),
    ...optional('language', languageOf(record)),
    ...optional('callNumber', callNumberOf(record)),
    vernacular: vernacularOf(linked),
  };
}

const PEOPLE = ['100', '110', '111', '700', '710', '711'];
const PUBLICATION = ['264', '260'];
const SUBJECTS = ['600', '610', '611', '630', '648', '650', '651', '653', '655', '690', '691'];

/** Fields of these tags: the record's own, with an unpaired 880 in place of one that is missing; or the 880s. */
function fieldsOf(linked: readonly LinkedField[], tags: readonly string[], inOtherScript: boolean): DataField[] {
  const chosen = linked.filter((entry) => tags.includes(entry.tag));
  if (inOtherScript) return chosen.flatMap((entry) => (entry.alone ? [entry.field] : (entry.other ?? [])));
  const own = chosen.filter((entry) => !entry.alone);
  return (own.length > 0 ? own : chosen).map((entry) => entry.field);
}

function vernacularOf(linked: readonly LinkedField[]): Vernacular {
  const fields = (tags: readonly string[]): DataField[] => fieldsOf(linked, tags, true);
  const titleField = fields(['245'])[0];
  return {
    ...(titleField === undefined ? {} : titleParts(titleField)),
    people: unique(fields(PEOPLE).map(personName)),
    ...optional('publisher', publisherOf(fields(PUBLICATION))),
    series: seriesOf(fields),
  };
}

function optional<K extends string>(key: K, value: string | undefined): { readonly [P in K]?: string } {
  // The computed key widens to string, so the entry is built through a typed record.
  const entry: { [P in K]?: string } = {};
  if (value !== undefined && value !== '') entry[key] = value;
  return entry;
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values.filter((value) => value !== ''))];
}

function personName(field: DataField): string {
  const codes = field.tag.endsWith('00') || field.tag === '880' ? 'abcq' : 'abnc';
  return displayText(subfieldValues(field, codes).join(' '));
}

function subjectText(field: DataField): string {
  const head = displayText(subfieldValues(field, 'abcdfklnopqrt').join(' '));
  const divisions = subfieldValues(field, 'vxyz').map(displayText);
  return [head, ...divisions].filter((part) => part !== '').join(' — ');
}

function seriesOf(fields: (tags: readonly string[]) => DataField[]): string[] {
  const stated = fields(['490', '440']);
  const traced = fields(['830', '800', '810', '811']);
  return unique(
    (stated.length > 0 ? stated : traced).map((field) => displayText(subfieldValues(field, 'atnpv').join(' '))),
  );
}

function publisherOf(fields: readonly DataField[]): string | undefined {
  // 264 also holds production (0), distribution (2), manufacture (3) and copyright (4); publication is 1.
  const published = fields.find((field) => field.tag !== '264' || field.ind2 === '1') ?? fields[0];
  return published === undefined ? undefined : displayText(subfield(published, 'b') ?? '');
}

const YEAR = /(?<!\d)(1[0-9]{3}|20[0-9]{2})(?!\d)/;

function yearOf(record: MarcRecord): string | undefined {
  const coded = controlValue(record, '008')?.slice(7, 11) ?? '';
  if (YEAR.test(coded)) return coded;
  for (const field of dataFields(record, '264', '260')) {
    const found = subfieldValues(field, 'cg')
      .map((text) => YEAR.exec(text)?.[1])
      .find((year) => year !== undefined);
    if (found !== undefined) return found;
  }
  return undefined;
}

function languageOf(record: MarcRecord): string | undefined {
  const coded = controlValue(record, '008')?.slice(35, 38).toLowerCase() ?? '';
  if (/^[a-z]{3}$/.test(coded)) return coded;
  return dataFields(record, '041')
    .flatMap((field) => subfieldValues(field, 'a'))
    .map((text) => text.slice(0, 3).toLowerCase())
    .find((code) => /^[a-z]{3}$/.test(code));
}

function callNumberOf(record: MarcRecord): string | undefined {
  // Local shelf marks before the national libraries' own: they are what is on the spine.
  for (const tag of ['099', '090', '092', '050', '082', '060', '086']) {
    const field = dataFields(record, tag)[0];
    if (field === undefined) continue;
    const first = subfieldValues(field, tag === '099' ? 'a' : 'ab').slice(0, tag === '082' ? 1 : undefined);
    const text = first.join(' ').replace(/\s+/g, ' ').trim();
    if (text !== '') return text;
  }
  return undefined;
}

function isbnsOf(record: MarcRecord): { readonly isbns: string[]; readonly invalidIsbns: string[] } {
  const isbns = new Set<string>();
  const invalid = new Set<string>();
  for (const field of dataFields(record, '020')) {
    for (const part of field.subfields) {
      if (part.value.trim() === '' || (part.code !== 'a' && part.code !== 'z')) continue;
      const finding = parseIsbn(part.value);
      if (finding.ok && part.code === 'a') isbns.add(finding.isbn13);
      else if (!finding.ok) invalid.add(part.value.trim());
    }
  }
  return { isbns: [...isbns], invalidIsbns: [...invalid] };
}
