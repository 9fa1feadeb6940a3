import type * as z from 'zod';
import type { TitleForm } from '../contracts/titles.ts';
import { describeRecord } from './marc/describe.ts';
import { parseIsbn } from './marc/isbn.ts';
import { type DataField, isDataField, type MarcField, type MarcRecord, type Subfield } from './marc/record.ts';

type Form = z.infer<typeof TitleForm>;

/** Leader of a new book record: language material, monograph, Unicode, minimal level. */
const LEADER = '00000nam a22000007a 4500';

const field = (
  tag: string,
  ind1: string,
  ind2: string,
  parts: readonly (readonly [string, string | undefined])[],
): DataField[] => {
  const subfields = parts.flatMap(([code, value]): Subfield[] => (value === undefined ? [] : [{ code, value }]));
  return subfields.length === 0 ? [] : [{ tag, ind1, ind2, subfields }];
};

/** A number that is none is kept as 020 $z and found there; it does not stop the work (RULES 15). */
const isbnField = (typed: string | undefined): DataField[] => {
  if (typed === undefined) return [];
  const found = parseIsbn(typed);
  return found.ok ? field('020', ' ', ' ', [['a', found.isbn13]]) : field('020', ' ', ' ', [['z', typed]]);
};

/** Positions 7–10 date, 15–17 place unknown, 35–37 language; the rest is "not coded". */
const fixedField = (form: Form): MarcField => {
  const year = /^\d{4}$/.test(form.year ?? '') ? `s${form.year}    ` : 'n        ';
  return { tag: '008', value: `000101${year}xx ${'|'.repeat(17)}${form.language ?? 'und'}||` };
};

const formFields = (form: Form): MarcField[] => [
  ...isbnField(form.isbn),
  ...field('082', '0', '4', [['a', form.callNumber]]),
  ...field('100', '1', ' ', [['a', form.author]]),
  ...field('245', form.author === undefined ? '0' : '1', '0', [
    ['a', form.subtitle === undefined ? form.title : `${form.title} :`],
    ['b', form.subtitle],
  ]),
  ...field('264', ' ', '1', [
    ['b', form.publisher],
    ['c', form.year],
  ]),
  ...(form.subjects ?? []).flatMap((subject) => field('650', ' ', '4', [['a', subject]])),
];

const byTag = (fields: readonly MarcField[]): MarcField[] =>
  fields
    .map((entry, index) => ({ entry, index }))
    .sort((a, b) => (a.entry.tag === b.entry.tag ? a.index - b.index : a.entry.tag < b.entry.tag ? -1 : 1))
    .map(({ entry }) => entry);

/** A MARC record made of the short form. */
export const newRecord = (form: Form): MarcRecord => ({
  leader: LEADER,
  fields: byTag([fixedField(form), ...formFields(form)]),
});

/** What the form shows of a record before anybody types: only what differs from it is somebody's wish. */
const shownOf = (record: MarcRecord): Partial<Form> => {
  const found = describeRecord(record);
  const { title, subtitle, year, publisher, callNumber, language, subjects } = found;
  return {
    title,
    subtitle,
    author: found.people[0],
    year,
    publisher,
    isbn: found.isbns[0],
    callNumber,
    language,
    subjects: [...subjects],
  };
};

const PERSON = /^(100|110|111)$/;

/**
 * The short form laid over a record that is there. What the form shows unchanged stays as the record has it,
 * to the last subfield: a cataloguer's work is never lost to somebody correcting a typing error.
 */
export const applyForm = (record: MarcRecord, form: Form): MarcRecord => {
  const shown = shownOf(record);
  const differs = (name: keyof Form): boolean => form[name] !== shown[name];
  let fields: readonly MarcField[] = record.fields;
  const change = (
    tag: string,
    indicators: readonly [string, string],
    wishes: readonly (readonly [string, keyof Form])[],
  ) => {
    const parts = wishes.filter(([, name]) => differs(name)).map(([code, name]) => [code, textOf(form[name])] as const);
    if (parts.length > 0) fields = setParts(fields, tag, indicators, parts);
  };
  change(
    '245',
    ['0', '0'],
    [
      ['a', 'title'],
      ['b', 'subtitle'],
    ],
  );
  change(fields.find((entry) => PERSON.test(entry.tag))?.tag ?? '100', ['1', ' '], [['a', 'author']]);
  const published = fields.some((entry) => entry.tag === '260') ? '260' : '264';
  change(
    published,
    [' ', published === '264' ? '1' : ' '],
    [
      ['b', 'publisher'],
      ['c', 'year'],
    ],
  );
  if (differs('callNumber')) fields = setCallNumber(fields, form.callNumber);
  if (differs('language')) fields = setLanguage(fields, form.language);
  if (form.subjects !== undefined && form.subjects.join('\n') !== shown.subjects?.join('\n'))
    fields = setSubjects(fields, form.subjects);
  if (form.isbn !== undefined && differs('isbn') && !hasIsbn(fields, form.isbn))
    fields = [...withoutFirst(fields, '020'), ...isbnField(form.isbn)];
  return { leader: record.leader, fields: byTag(fields) };
};

const textOf = (value: Form[keyof Form]): string | undefined => (typeof value === 'string' ? value : undefined);

const bare = (text: string): string => text.replace(/[\s/:;,.=]+$/u, '').trim();
/** The card punctuation that led from one subfield to the next stays where it was. */
const punctuationOf = (text: string): string => /[\s/:;,.=]*$/u.exec(text)?.[0] ?? '';

/** Replaces, adds or takes out subfields in place; the others keep their order. */
const setParts = (
  fields: readonly MarcField[],
  tag: string,
  indicators: readonly [string, string],
  parts: readonly (readonly [code: string, value: string | undefined])[],
): MarcField[] => {
  const at = fields.findIndex((entry) => entry.tag === tag && isDataField(entry));
  const present = fields[at];
  if (present === undefined || !isDataField(present))
    return [...fields, ...field(tag, indicators[0], indicators[1], parts)];
  let subfields: readonly Subfield[] = present.subfields;
  for (const [code, value] of parts) subfields = setPart(subfields, code, value);
  const next = subfields.length === 0 ? [] : [{ ...present, subfields }];
  return [...fields.slice(0, at), ...next, ...fields.slice(at + 1)];
};

const setPart = (subfields: readonly Subfield[], code: string, value: string | undefined): Subfield[] => {
  const at = subfields.findIndex((part) => part.code === code);
  const old = subfields[at];
  if (old === undefined) {
    if (value === undefined) return [...subfields];
    const before = subfields.filter((part) => part.code < code).length;
    return [...subfields.slice(0, before), { code, value }, ...subfields.slice(before)];
  }
  const next = value === undefined ? [] : [{ code, value: `${value}${punctuationOf(old.value)}` }];
  return [...subfields.slice(0, at), ...next, ...subfields.slice(at + 1)];
};

/** Positions 35 to 37 of the fixed field. */
const setLanguage = (fields: readonly MarcField[], language: string | undefined): MarcField[] =>
  fields.map((entry) =>
    entry.tag === '008' && !isDataField(entry) && entry.value.length >= 38
      ? { ...entry, value: `${entry.value.slice(0, 35)}${language ?? 'und'}${entry.value.slice(38)}` }
      : entry,
  );

const callNumberTags = ['099', '090', '092', '050', '082', '060', '086'];

const setCallNumber = (fields: readonly MarcField[], callNumber: string | undefined): MarcField[] => {
  const tag = callNumberTags.find((each) => fields.some((entry) => entry.tag === each)) ?? '082';
  const present = fields.find((entry) => entry.tag === tag);
  const text =
    present === undefined || !isDataField(present)
      ? ''
      : present.subfields
          .filter((part) => part.code === 'a' || part.code === 'b')
          .map((part) => part.value)
          .join(' ');
  if (text === (callNumber ?? '')) return [...fields];
  const first =
    present !== undefined && isDataField(present)
      ? present.subfields.find((part) => part.code === 'a')?.value
      : undefined;
  if (tag === '082' && first === callNumber) return [...fields];
  return [...withoutFirst(fields, tag), ...field(tag, '0', '4', [['a', callNumber]])];
};

const setSubjects = (fields: readonly MarcField[], subjects: readonly string[]): MarcField[] => {
  const isSubject = (entry: MarcField) => /^(600|610|611|630|648|650|651|653|655|690|691)$/.test(entry.tag);
  const shown = (entry: MarcField) =>
    isDataField(entry)
      ? entry.subfields
          .filter((part) => /[a-z]/.test(part.code))
          .map((part) => bare(part.value))
          .join(' — ')
      : '';
  const kept = fields.filter(
    (entry) => !isSubject(entry) || subjects.some((subject) => bare(subject) === shown(entry)),
  );
  const held = kept.filter(isSubject).map(shown);
  const added = subjects.filter((subject) => !held.includes(bare(subject)));
  return [...kept, ...added.flatMap((subject) => field('650', ' ', '4', [['a', subject]]))];
};

const hasIsbn = (fields: readonly MarcField[], typed: string): boolean => {
  const wanted = parseIsbn(typed);
  return fields.some(
    (entry) =>
      entry.tag === '020' &&
      isDataField(entry) &&
      entry.subfields.some((part) => {
        const found = parseIsbn(part.value);
        return part.value === typed || (found.ok && wanted.ok && found.isbn13 === wanted.isbn13);
      }),
  );
};

const withoutFirst = (fields: readonly MarcField[], tag: string): MarcField[] => {
  const at = fields.findIndex((entry) => entry.tag === tag);
  return at < 0 ? [...fields] : [...fields.slice(0, at), ...fields.slice(at + 1)];
};
