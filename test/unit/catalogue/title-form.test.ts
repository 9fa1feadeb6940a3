import { describe, expect, it } from 'vitest';
import { describeRecord } from '../../../shared/catalogue/marc/describe.ts';
import type { MarcRecord } from '../../../shared/catalogue/marc/record.ts';
import { applyForm, newRecord } from '../../../shared/catalogue/title-form.ts';

const part = (code: string, value: string) => ({ code, value });
const record: MarcRecord = {
  leader: '00000nam a2200000 a 4500',
  fields: [
    { tag: '001', value: 'x1' },
    { tag: '008', value: '850423s1925    nyu           000 1 eng d' },
    { tag: '020', ind1: ' ', ind2: ' ', subfields: [part('a', '0743273567 (pbk.)')] },
    {
      tag: '100',
      ind1: '1',
      ind2: ' ',
      subfields: [part('a', 'Fitzgerald, F. Scott'), part('q', '(Francis Scott),'), part('d', '1896-1940.')],
    },
    {
      tag: '245',
      ind1: '1',
      ind2: '4',
      subfields: [part('a', 'The great Gatsby /'), part('c', 'F. Scott Fitzgerald.')],
    },
    {
      tag: '264',
      ind1: ' ',
      ind2: '1',
      subfields: [part('a', 'New York :'), part('b', 'Scribner,'), part('c', '1925.')],
    },
    { tag: '650', ind1: ' ', ind2: '0', subfields: [part('a', 'Rich people'), part('v', 'Fiction.')] },
    { tag: '999', ind1: ' ', ind2: ' ', subfields: [part('i', 'X1')] },
  ],
};

/** The form as the console fills it from the record. */
const formOf = (of: MarcRecord) => {
  const { title, subtitle, people, year, publisher, isbns, callNumber, language, subjects } = describeRecord(of);
  return {
    title,
    subtitle,
    author: people[0],
    year,
    publisher,
    isbn: isbns[0],
    callNumber,
    language,
    subjects: [...subjects],
  };
};

describe('the short form', () => {
  it('saved without a change leaves the record as it was, to the last subfield', () => {
    expect(applyForm(record, formOf(record))).toEqual(record);
  });

  it('changes the words it was asked to, and keeps the punctuation and everything else', () => {
    const after = applyForm(record, { ...formOf(record), title: 'The greater Gatsby' });
    expect(after.fields.find((field) => field.tag === '245')).toEqual({
      tag: '245',
      ind1: '1',
      ind2: '4',
      subfields: [part('a', 'The greater Gatsby /'), part('c', 'F. Scott Fitzgerald.')],
    });
    expect(after.fields.filter((field) => field.tag !== '245')).toEqual(
      record.fields.filter((field) => field.tag !== '245'),
    );
  });

  it('adds a subtitle between the title and the statement', () => {
    const after = applyForm(record, { ...formOf(record), subtitle: 'a novel' });
    const title = after.fields.find((field) => field.tag === '245');
    expect(title && 'subfields' in title ? title.subfields.map((each) => each.code) : []).toEqual(['a', 'b', 'c']);
  });

  it('writes the language into the fixed field and nowhere else', () => {
    const after = applyForm(record, { ...formOf(record), language: 'ger' });
    expect(describeRecord(after).language).toBe('ger');
    expect(after.fields.filter((field) => field.tag !== '008')).toEqual(
      record.fields.filter((field) => field.tag !== '008'),
    );
  });

  it('replaces the subjects that were changed and keeps those that were not', () => {
    const after = applyForm(record, { ...formOf(record), subjects: [...formOf(record).subjects, 'Long Island'] });
    expect(describeRecord(after).subjects).toEqual([...formOf(record).subjects, 'Long Island']);
    expect(after.fields).toContainEqual(record.fields[6]);
  });

  it('makes a new record that says what was typed', () => {
    const form = {
      title: 'Emma',
      author: 'Austen, Jane',
      year: '1815',
      isbn: '9780141439587',
      language: 'eng',
      callNumber: '823.7',
    };
    expect(describeRecord(newRecord(form))).toMatchObject({
      title: 'Emma',
      people: ['Austen, Jane'],
      year: '1815',
      isbns: ['9780141439587'],
      language: 'eng',
      callNumber: '823.7',
    });
  });

  it('keeps a number that is no ISBN where it can still be found', () => {
    const made = newRecord({ title: 'Emma', isbn: '12345' });
    expect(describeRecord(made)).toMatchObject({ isbns: [], invalidIsbns: ['12345'] });
  });
});
