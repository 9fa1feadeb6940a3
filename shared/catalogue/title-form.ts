import type * as z from 'zod';
import type { TitleForm } from '../contracts/titles.ts';
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
  return { tag: '008', value: `${'000101'}${year}xx ||||||||||||||||| ${form.language ?? 'und'}||` };
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

/**
 * The short form laid over a record that is there: only what differs is replaced, in the first field of its kind,
 * so that what a cataloguer added elsewhere is never lost to somebody correcting a typing error.
 */
export const applyForm = (record: MarcRecord, form: Form): MarcRecord => {
  let fields: readonly MarcField[] = record.fields;
  fields = setParts(fields, '245', { a: form.title, b: form.subtitle }, ['a', 'b'], ['0', '0']);
  fields = setParts(fields, '100', { a: form.author }, ['a'], ['1', ' ']);
  const published = fields.some((entry) => entry.tag === '260') ? '260' : '264';
  fields = setParts(
    fields,
    published,
    { b: form.publisher, c: form.year },
    ['b', 'c'],
    [' ', published === '264' ? '1' : ' '],
  );
  fields = setCallNumber(fields, form.callNumber);
  if (form.subjects !== undefined) fields = setSubjects(fields, form.subjects);
  if (form.isbn !== undefined && !hasIsbn(fields, form.isbn))
    fields = [...withoutFirst(fields, '020'), ...isbnField(form.isbn)];
  return { leader: record.leader, fields: byTag(fields) };
};

const bare = (text: string): string => text.replace(/[\s/:;,.=]+$/u, '').trim();

/** Card punctuation at the end of a subfield stays where the words did not change. */
const setParts = (
  fields: readonly MarcField[],
  tag: string,
  values: Readonly<Record<string, string | undefined>>,
  codes: readonly string[],
  indicators: readonly [string, string],
): MarcField[] => {
  const at = fields.findIndex((entry) => entry.tag === tag && isDataField(entry));
  const present = fields[at];
  if (present === undefined || !isDataField(present))
    return [
      ...fields,
      ...field(
        tag,
        indicators[0],
        indicators[1],
        codes.map((code) => [code, values[code]] as const),
      ),
    ];
  const kept = present.subfields.filter((part) => !codes.includes(part.code));
  const set = codes.flatMap((code): Subfield[] => {
    const value = values[code];
    if (value === undefined) return [];
    const old = present.subfields.find((part) => part.code === code);
    return [old !== undefined && bare(old.value) === bare(value) ? old : { code, value }];
  });
  const subfields = [...set, ...kept];
  const next = subfields.length === 0 ? [] : [{ ...present, subfields }];
  return [...fields.slice(0, at), ...next, ...fields.slice(at + 1)];
};

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
