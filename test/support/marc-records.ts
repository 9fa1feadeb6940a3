import * as fc from 'fast-check';
import { canonicalLeader } from '../../shared/catalogue/marc/leader.ts';
import { recordBytes } from '../../shared/catalogue/marc/measure.ts';
import type { MarcField, MarcRecord } from '../../shared/catalogue/marc/record.ts';

const SCRIPTS = 'abc XYZ,.:;/-0123456789éüñłß–—«»日本語漢字かなカナ한국어עברית العربية Ελληνικά кириллица😀𠀀e\u0301';
const text = fc.oneof(
  fc.string({ unit: fc.constantFrom(...Array.from(SCRIPTS)), maxLength: 40 }),
  fc.string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)), maxLength: 30 }),
);
const digit = fc.constantFrom(...'0123456789');
const letter = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz0123456789');
const indicator = fc.constantFrom(' ', '0', '1', '2', '4');
const controlField: fc.Arbitrary<MarcField> = fc.record({ tag: digit.map((last) => `00${last}`), value: text });
const dataTag = fc.oneof(
  fc.constantFrom('020', '100', '245', '245', '650', '880', '952', '999', '9AB', 'LKR'),
  fc.tuple(fc.constantFrom(...'123456789'), digit, digit).map((parts) => parts.join('')),
);
const subfield = fc.record({ code: letter, value: fc.oneof({ weight: 8, arbitrary: text }, fc.constant('')) });
const emptyDelimiter = fc.constant({ code: '', value: '' });
const dataField: fc.Arbitrary<MarcField> = fc.record({
  tag: dataTag,
  ind1: indicator,
  ind2: indicator,
  subfields: fc.array(fc.oneof({ weight: 30, arbitrary: subfield }, emptyDelimiter), { maxLength: 6 }),
});

/** Records as a sound file holds them, in any script, with repeats, empty subfields and local tags. */
export const soundRecord: fc.Arbitrary<MarcRecord> = fc
  .record({
    head: fc.tuple(fc.constantFrom('n', 'c', 'd'), fc.constantFrom('a', 'g', 'j'), fc.constantFrom('m', 's')),
    fields: fc.array(fc.oneof(controlField, dataField), { minLength: 1, maxLength: 20 }),
  })
  .map(({ head, fields }) => {
    const size = recordBytes(fields);
    return { leader: canonicalLeader(`00000${head.join('')} a2200000 a 4500`, size.length, size.base), fields };
  });
