import type { DataField, MarcRecord } from '../../../shared/catalogue/marc/record.ts';
import { type DemoItem, demoBranch } from './demo-items.ts';
import type { DemoPerson, DemoTitle } from './demo-titles.ts';
import { genreForms } from './genres.ts';
import { nameInDirectOrder } from './people.ts';
import { countryCode } from './place-codes.ts';
import { originalNonfiling, scriptSuffix } from './script.ts';
import { subjectParts } from './subjects.ts';

type Parts = readonly (readonly [code: string, value: string | undefined])[];

function data(tag: string, indicators: string, parts: Parts): DataField {
  const subfields = parts.flatMap(([code, value]) => (value === undefined ? [] : [{ code, value }]));
  return { tag, ind1: indicators.charAt(0), ind2: indicators.charAt(1), subfields };
}

interface Form {
  readonly indicators: string;
  readonly parts: Parts;
}

/** Fields in the order they are added; the 880 fields that repeat some of them in their own script are kept apart. */
class FieldPairs {
  readonly fields: DataField[] = [];
  readonly originals: DataField[] = [];

  add(tag: string, form: Form, original?: Form): void {
    if (original === undefined) {
      this.fields.push(data(tag, form.indicators, form.parts));
      return;
    }
    const occurrence = String(this.originals.length + 1).padStart(2, '0');
    const script = scriptSuffix(original.parts.map(([, value]) => value ?? '').join(''));
    this.fields.push(data(tag, form.indicators, [['6', `880-${occurrence}`], ...form.parts]));
    this.originals.push(data('880', original.indicators, [['6', `${tag}-${occurrence}${script}`], ...original.parts]));
  }
}

function personForms({ name, dates, original }: DemoPerson): [Form, Form | undefined] {
  // A name given as one word is entered as it is spoken: first indicator 0.
  const indicators = name.includes(',') ? '1 ' : '0 ';
  const form: Form = {
    indicators,
    parts: [
      ['a', `${name},`],
      ['d', dates === undefined ? undefined : `${dates},`],
      ['e', 'author.'],
    ],
  };
  if (original === undefined) return [form, undefined];
  // Without the relator: it is a word of the cataloguing language, not of the original.
  const comma = /\p{Script=Arabic}/u.test(original.name) ? '،' : ',';
  const parts: Parts = [
    ['a', original.dates === undefined ? original.name : `${original.name}${comma}`],
    ['d', original.dates],
  ];
  return [form, { indicators, parts }];
}

function titleForm(title: string, subtitle: string | undefined, names: readonly string[], indicators: string): Form {
  const by = names.length === 0 ? undefined : `${names.join(', ')}.`;
  const end = by === undefined ? '' : ' /';
  return {
    indicators,
    parts: [
      ['a', subtitle === undefined ? `${title}${end}` : `${title} :`],
      ['b', subtitle === undefined ? undefined : `${subtitle}${end}`],
      ['c', by],
    ],
  };
}

function addTitle(pairs: FieldPairs, title: DemoTitle): void {
  const added = title.people.length === 0 ? '0' : '1';
  const names = title.people.map((person) => nameInDirectOrder(person.name, title.language));
  const form = titleForm(title.title, title.subtitle, names, `${added}${title.nonfiling}`);
  if (title.original === undefined) {
    pairs.add('245', form);
    return;
  }
  const skip = originalNonfiling(title.original, title.nonfiling);
  const originalNames = title.people.flatMap(({ original }) =>
    original === undefined ? [] : [nameInDirectOrder(original.name, title.language)],
  );
  pairs.add('245', form, titleForm(title.original, undefined, originalNames, `${added}${skip}`));
}

function addPublication(pairs: FieldPairs, { place, publisher, year }: DemoTitle): void {
  if (place === undefined && year === undefined) return;
  const date = year === undefined ? undefined : `${year}.`;
  pairs.add('264', {
    indicators: ' 1',
    parts: [
      ['a', place === undefined ? undefined : publisher === undefined ? `${place},` : `${place} :`],
      ['b', publisher === undefined ? undefined : `${publisher},`],
      ['c', date],
    ],
  });
}

function addSubjects(pairs: FieldPairs, title: DemoTitle): void {
  // Second indicator 4: the headings follow the Library of Congress' form, but were not checked against its file.
  for (const subject of title.subjects) pairs.add('650', { indicators: ' 4', parts: subjectParts(subject) });
  const { term } = genreForms[title.genre];
  if (term === undefined) return;
  pairs.add('655', {
    indicators: ' 7',
    parts: [
      ['a', `${term}.`],
      ['2', 'lcgft'],
    ],
  });
}

function itemField(item: DemoItem): DataField {
  return data('952', '  ', [
    ['8', item.collection],
    ['a', demoBranch.code],
    ['b', demoBranch.code],
    ['c', item.location],
    ['o', item.callNumber],
    ['p', item.barcode],
    ['t', String(item.copy)],
    ['y', item.itemType],
  ]);
}

/** 008 of a book. The date entered is fixed: the demo file must be the same on every day. */
function fixedField(title: DemoTitle): string {
  const dates = title.year === undefined ? 'nuuuuuuuu' : `s${title.year}    `;
  const audience = title.audience === 'child' ? 'j' : ' ';
  const { literaryForm } = genreForms[title.genre];
  const memoir = title.genre === 'autobiography' ? 'a' : title.genre === 'biography' ? 'b' : ' ';
  return `260101${dates}${countryCode(title.place)}    ${audience}      000 ${literaryForm}${memoir}${title.language} d`;
}

/** One title with its copies as a MARC 21 bibliographic record, copies in 952 as Koha exports them. */
export function demoRecord(title: DemoTitle, items: readonly DemoItem[], controlNumber: string): MarcRecord {
  const pairs = new FieldPairs();
  const [first, ...others] = title.people;
  pairs.add('040', {
    indicators: '  ',
    parts: [
      ['b', 'eng'],
      ['e', 'rda'],
    ],
  });
  pairs.add('041', { indicators: '0 ', parts: [['a', title.language]] });
  pairs.add('082', {
    indicators: '04',
    parts: [
      ['a', title.dewey],
      ['2', '23'],
    ],
  });
  if (first !== undefined) pairs.add('100', ...personForms(first));
  addTitle(pairs, title);
  addPublication(pairs, title);
  pairs.add('300', { indicators: '  ', parts: [['a', '1 volume']] });
  addSubjects(pairs, title);
  for (const person of others) pairs.add('700', ...personForms(person));
  return {
    leader: '00000nam a2200000 i 4500',
    fields: [
      { tag: '001', value: controlNumber },
      { tag: '008', value: fixedField(title) },
      ...pairs.fields,
      ...pairs.originals,
      ...items.map(itemField),
    ],
  };
}
