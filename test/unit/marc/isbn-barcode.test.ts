import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { normaliseBarcode, readBarcode } from '../../../shared/catalogue/marc/barcode.ts';
import { isbn10To13, isbn13To10, parseIsbn } from '../../../shared/catalogue/marc/isbn.ts';
import { checkIsbnFields } from '../../../shared/catalogue/marc/isbn-fields.ts';
import { parsePrice } from '../../../shared/catalogue/marc/price.ts';

describe('an ISBN', () => {
  it.each([
    ['0439023483', '9780439023481'],
    ['0-439-02348-3 (pbk.) :', '9780439023481'],
    ['ISBN-13: 978-0-439-02348-1', '9780439023481'],
    ['0 439 02348 3', '9780439023481'],
    ['080442957x', '9780804429573'],
    ['9780439023481.0', '9780439023481'],
    ['9798602477030', '9798602477030'],
    ['0439023483 9780439023481', '9780439023481'],
    ['978‐0‐439‐02348‐1', '9780439023481'],
  ])('%s is %s', (text, isbn13) => {
    expect(parseIsbn(text)).toEqual({ ok: true, isbn13 });
  });

  it.each([
    ['439023483', 'leading-zeros'],
    ['9.78043902348E+12', 'spreadsheet-number'],
    ['9,78043902348E+12', 'spreadsheet-number'],
  ])('%s is repaired, because its check digit proves it', (text, repair) => {
    expect(parseIsbn(text)).toEqual({ ok: true, isbn13: '9780439023481', repair });
  });

  it.each([
    ['9.78E+12', 'digits-lost'],
    ['9.7804390235E+12', 'digits-lost'],
    ['9780439023482', 'wrong-check-digit'],
    ['0439023484', 'wrong-check-digit'],
    ['X439023483', 'not-an-isbn'],
    ['04390X3483', 'not-an-isbn'],
    ['439023484', 'not-an-isbn'],
    ['9790260000438', 'music-number'],
    ['(pbk.)', 'not-an-isbn'],
    [' ', 'empty'],
  ])('%s is none: %s', (text, problem) => {
    expect(parseIsbn(text)).toEqual({ ok: false, problem });
  });

  it('has ten digits too, unless it begins with 979', () => {
    expect(isbn13To10('9780439023481')).toBe('0439023483');
    expect(isbn13To10('9780804429573')).toBe('080442957X');
    expect(isbn13To10('9798602477030')).toBeUndefined();
    expect(isbn10To13('080442957X')).toBe('9780804429573');
  });

  it('that is invalid moves to $z and is reported; a sound record stays itself', () => {
    const field = (code: string, value: string) => ({ tag: '020', ind1: ' ', ind2: ' ', subfields: [{ code, value }] });
    const leader = '00000nam a2200000   4500';
    const checked = checkIsbnFields({ leader, fields: [field('a', '123'), field('a', '9.78043902348E+12')] });
    expect(checked.record.fields).toEqual([field('z', '123'), field('a', '9780439023481')]);
    expect(checked.moved).toEqual(['123']);
    expect(checked.repaired).toEqual([{ from: '9.78043902348E+12', to: '9780439023481' }]);
    const sound = { leader, fields: [field('a', '0439023483 (pbk.)')] };
    expect(checkIsbnFields(sound).record).toBe(sound);
  });
});

describe('a barcode', () => {
  it.each([
    ['20001123456786', 'patron', true],
    ['31234000987659', 'item', true],
    ['31234000987650', 'item', false],
    ['9780439023481', 'isbn', true],
    ['9780439023482', 'isbn', false],
    ['LIB-0042', 'other', true],
    ['41234000987659', 'other', true],
  ])('%s is %s', (raw, kind, valid) => {
    expect(readBarcode(raw, true)).toEqual({ barcode: raw, kind, valid });
  });

  it('of another scheme is taken as it is when the library does not use check digits', () => {
    expect(readBarcode('31234000987650', false)).toMatchObject({ kind: 'other', valid: true });
  });

  it('loses what scanners add', () => {
    expect(normaliseBarcode(' a20001123456786b\r\n')).toBe('20001123456786');
    expect(normaliseBarcode('A31234000987659D')).toBe('31234000987659');
    expect(normaliseBarcode('3 1234 00098 7659')).toBe('31234000987659');
    expect(normaliseBarcode('B42')).toBe('B42');
  });

  const vectors = join(process.env['CONFORMANCE_DATA'] ?? '', 'normalization/barcode-codabar14.json');
  it.skipIf(!existsSync(vectors))('follows the 14-digit vectors (needs CONFORMANCE_DATA)', () => {
    const pair = z.tuple([z.string(), z.string()]);
    const shape = z.object({
      valid: z.array(z.string()),
      invalid: z.array(z.string()),
      must_strip_start_stop: z.array(pair),
    });
    const data = shape.parse(JSON.parse(readFileSync(vectors, 'utf8')));
    for (const code of data.valid) expect(readBarcode(code, true).valid, code).toBe(true);
    for (const code of data.invalid) expect(readBarcode(code, true).valid, code).toBe(false);
    for (const [raw, plain] of data.must_strip_start_stop) expect(normaliseBarcode(raw)).toBe(plain);
  });
});

describe('a price', () => {
  it.each([
    ['12.50', 1250],
    ['$7.95', 795],
    ['1.234,00 €', 123_400],
    ['EUR 12', 1200],
    ['1,200', 120_000],
    ['free', undefined],
    ['', undefined],
  ])('%s is %s in minor units', (text, minor) => {
    expect(parsePrice(text)).toBe(minor);
  });
});
