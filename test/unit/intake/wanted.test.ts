import { describe, expect, it } from 'vitest';
import { itemTypeOf } from '../../../shared/intake/item-types.ts';
import { fieldsOf, mappingsOf } from '../../../shared/intake/mapping.ts';
import { shortened, wantedOf } from '../../../shared/intake/wanted.ts';
import { book } from '../../support/marc-files.ts';

const place = { offset: 0, index: 0, row: 2 };
const read = (record: ReturnType<typeof book>) => ({
  at: place,
  after: place,
  outcome: { index: 0, offset: 0, length: 1, status: 'ok' as const, problems: [], record },
});

describe('what is wanted for one record', () => {
  it('takes the copies where the mapping says', () => {
    const wanted = wantedOf(read(book('Here', ['A1', 'A2'])), fieldsOf({ preset: 'koha-952' }, 'marc'));
    expect(wanted.copies.map(({ barcode }) => barcode)).toEqual(['A1', 'A2']);
    expect(wantedOf(read(book('Here', ['A1'])), fieldsOf({ preset: 'none' }, 'marc')).copies).toEqual([]);
    const own = fieldsOf({ preset: 'own', tag: '952', barcode: 'o' }, 'marc');
    expect(wantedOf(read(book('Here', ['A1'])), own).copies.map(({ barcode }) => barcode)).toEqual(['823ØRS']);
  });

  it('says so when a record names no title', () => {
    const record = { ...book('', []), fields: book('x', []).fields.filter(({ tag }) => tag !== '245') };
    expect(wantedOf(read(record), undefined).problems).toEqual([{ code: 'untitled' }]);
  });

  it('tells the first of very many problems, and how many more there are', () => {
    const many = Array.from({ length: 500 }, () => ({ code: 'odd-tag' }));
    const told = shortened(many);
    expect(told).toHaveLength(20);
    expect(told.at(-1)).toEqual({ code: 'more-problems', params: { count: 481 } });
    expect(shortened(many.slice(0, 20))).toHaveLength(20);
  });
});

describe('a mapping', () => {
  it('of one’s own needs a field with subfields and the subfield of the barcode', () => {
    expect(() => fieldsOf({ preset: 'own', barcode: 'p' }, 'marc')).toThrow('invalid-input');
    expect(() => fieldsOf({ preset: 'own', tag: '001', barcode: 'p' }, 'marc')).toThrow('invalid-input');
    expect(() => fieldsOf({ preset: 'own', tag: '952' }, 'marc')).toThrow('invalid-input');
  });

  it('is guessed from the records, and shown with what each preset finds', () => {
    const { guess, mappings } = mappingsOf([book('One', ['B100', 'B101']), book('Two', ['B102'])]);
    expect(guess).toMatchObject({ preset: 'koha-952', tag: '952', barcode: 'p' });
    expect(mappings[0]).toMatchObject({ copies: 3, example: 'B100 823 ØRS' });
    expect(mappings.at(-1)).toMatchObject({ mapping: { preset: 'none' }, copies: 0 });
    expect(mappingsOf([book('None', [])]).guess).toEqual({ preset: 'none' });
  });

  it('knows the kinds of copies other systems name', () => {
    expect(['BK', 'REF', 'large print', 'DVD', 'media', 'ZZ', undefined].map(itemTypeOf)).toEqual([
      'book',
      'reference',
      'large-print',
      'media',
      'media',
      undefined,
      undefined,
    ]);
  });
});
