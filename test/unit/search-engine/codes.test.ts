import { describe, expect, it } from 'vitest';
import { barcodeKey, codesOfQuery, toIsbn13 } from '../../../shared/search/engine/codes.ts';

describe('An ISBN is the same number in ten and in thirteen digits', () => {
  it.each([
    ['0-261-10221-4', '9780261102217'],
    ['0261102214', '9780261102217'],
    ['978-0-261-10221-7', '9780261102217'],
    ['978 0 261 10221 7', '9780261102217'],
    ['978‐0‑261–10221—7', '9780261102217'],
    ['０２６１１０２２１４', '9780261102217'],
    ['080442957x', '9780804429573'],
    ['979-10-90636-07-1', '9791090636071'],
  ])('%s', (written, isbn) => {
    expect(toIsbn13(written)).toBe(isbn);
  });

  it.each(['0261102215', '9780261102218', '08044295X7', '977-0-261-10221-7', '026110221', '', 'X', '97802611022170'])(
    '%s is none',
    (written) => {
      expect(toIsbn13(written)).toBeUndefined();
    },
  );
});

describe('Barcodes', () => {
  it.each([
    ['a30000000000017b', '30000000000017'],
    ['3 0000 00000 0017', '30000000000017'],
    ['lib-00-17', 'LIB0017'],
    ['ABC', 'ABC'],
  ])('%s is looked for as %s', (written, key) => {
    expect(barcodeKey(written)).toBe(key);
  });

  it('are not looked for in words', () => {
    expect(codesOfQuery('war and peace')).toEqual([]);
    expect(codesOfQuery('42')).toEqual([]);
  });

  it('scanned as an ISBN are looked for as both', () => {
    expect(codesOfQuery('0261102214')).toEqual(['9780261102217', '0261102214']);
  });
});
