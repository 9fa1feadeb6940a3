import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forgetUpload, keepUpload, keptUpload } from '../../../web/console/import/kept-upload.ts';
import { hexOf, planParts } from '../../../web/console/import/parts.ts';
import { compareRecords } from '../../../web/console/title/compare-fields.ts';
import { linesToMarc, marcToLines } from '../../../web/console/title/marc-lines.ts';
import { chooseLocale, directionOf } from '../../../web/shared/i18n/locale.ts';
import { pseudoTexts } from '../../../web/shared/i18n/pseudo-texts.ts';
import { coverPattern } from '../../../web/shared/ui/cover-pattern.ts';

const storeOf = () => {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
};

describe('cutting a file into parts', () => {
  it('covers every byte once, in order', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5_000_000 }),
        fc.integer({ min: 1000, max: 900_000 }),
        (size, partBytes) => {
          const parts = planParts(size, partBytes);
          expect(parts[0]?.from).toBe(0);
          expect(parts.at(-1)?.to).toBe(size);
          parts.forEach((part, at) => {
            expect(part.part).toBe(at + 1);
            if (at > 0) expect(part.from).toBe(parts[at - 1]?.to);
          });
        },
      ),
    );
  });
  it('sends an empty file as one empty part', () => {
    expect(planParts(0, 8)).toEqual([{ part: 1, from: 0, to: 0 }]);
  });
  it('writes a digest as 64 hex letters', () => {
    expect(hexOf(new Uint8Array([0, 15, 255]).buffer)).toBe('000fff');
  });
});

describe('an upload that was broken off', () => {
  const file = { name: 'a.mrc', size: 20, lastModified: 5 };
  const upload = {
    uploadId: 'u',
    name: 'a.mrc',
    size: 20,
    modified: 5,
    partBytes: 8,
    sent: [{ part: 1, etag: 'e', sha256: 's' }],
  };
  it('goes on with the very same file only', () => {
    const store = storeOf();
    keepUpload(store, upload);
    expect(keptUpload(store, file)?.sent).toHaveLength(1);
    expect(keptUpload(store, { ...file, lastModified: 6 })).toBeUndefined();
    forgetUpload(store);
    expect(keptUpload(store, file)).toBeUndefined();
  });
  it('begins anew when what was kept cannot be read', () => {
    const store = storeOf();
    store.setItem('strongroom.upload', '{broken');
    expect(keptUpload(store, file)).toBeUndefined();
  });
});

const leader = '00714cam a2200205 a 4500';
const value = fc.string({ maxLength: 30 }).filter((text) => !/[\n\r$]|\{dollar\}/.test(text));
const indicator = fc.constantFrom(' ', '0', '1', '4');
const dataField = fc.record({
  ind1: indicator,
  ind2: indicator,
  subfields: fc.array(
    fc.tuple(fc.constantFrom('a', 'b', 'c', '6', '9'), value).map(([code, text]) => ({ [code]: text })),
    { minLength: 1, maxLength: 4 },
  ),
});
const record = fc
  .array(
    fc.tuple(fc.constantFrom('100', '245', '880', '999'), dataField).map(([tag, field]) => ({ [tag]: field })),
    { minLength: 1, maxLength: 6 },
  )
  .map((fields) => ({ leader, fields: [{ '001': 'x  1' }, ...fields] }));

describe('MARC as plain lines', () => {
  it('comes back as it was, blanks, dollars and empty subfields included', () => {
    fc.assert(
      fc.property(record, (one) => {
        expect(linesToMarc(marcToLines(one))).toEqual({ record: one });
      }),
    );
    const price = { leader, fields: [{ 365: { ind1: ' ', ind2: ' ', subfields: [{ a: '$5 or $6' }, { b: '' }] } }] };
    expect(linesToMarc(marcToLines(price))).toEqual({ record: price });
  });
  it.each([
    ['', 1, 'no-leader'],
    ['LDR    short', 1, 'leader'],
    [`LDR    ${leader}\n24 10 $a x`, 2, 'tag'],
    [`LDR    ${leader}\n\n245 1 $a x`, 3, 'indicators'],
    [`LDR    ${leader}\n245 10 x`, 2, 'subfields'],
  ])('names the first line that is not MARC: %j', (text, line, why) => {
    expect(linesToMarc(text)).toEqual({ wrong: { line, why } });
  });
});

describe('comparing two versions', () => {
  const field = (text: string) => ({ ind1: '1', ind2: '0', subfields: [{ a: text }] });
  it('shows only what differs: changed, gone and new', () => {
    const before = { leader, fields: [{ 245: field('Ema') }, { 500: field('old') }, { 650: field('same') }] };
    const after = { leader, fields: [{ 245: field('Emma') }, { 650: field('same') }, { 650: field('new') }] };
    expect(compareRecords(before, after)).toEqual([
      { tag: '245', before: '10 $a Ema', after: '10 $a Emma' },
      { tag: '500', before: '10 $a old', after: undefined },
      { tag: '650', before: undefined, after: '10 $a new' },
    ]);
  });
  it('finds nothing between a record and itself, in whatever order its fields are', () => {
    fc.assert(
      fc.property(record, (one) => {
        expect(compareRecords(one, { ...one, fields: [...one.fields].reverse() })).toEqual([]);
      }),
    );
  });
});

describe('generated covers', () => {
  it('are the same for the same book every time', () => {
    expect(coverPattern('823 AUS', 'Emma')).toEqual(coverPattern('823 AUS', 'Another'));
  });
  it('share their cloth with the neighbours on the shelf', () => {
    expect(coverPattern('823 AUS', 'a').cloth).toBe(coverPattern('823 DIC', 'b').cloth);
  });
  it('fall back to the title without a call number, and never fail', () => {
    fc.assert(
      fc.property(fc.option(fc.string(), { nil: undefined }), fc.string(), (callNumber, title) => {
        expect(coverPattern(callNumber, title)).toMatchObject({ cloth: expect.stringMatching(/^#/) });
      }),
    );
  });
});

describe('the language of a page', () => {
  it('is asked for in the address and remembered on the device', () => {
    const store = storeOf();
    expect(chooseLocale('', store)).toBe('en');
    expect(chooseLocale('?locale=ar-XB', store)).toBe('ar-XB');
    expect(chooseLocale('', store)).toBe('ar-XB');
    expect(chooseLocale('?locale=xx', store)).toBe('ar-XB');
    expect(directionOf('ar-XB')).toBe('rtl');
  });
  it('has all six Arabic forms of a plural in the pseudo-locale and keeps its places', () => {
    const made = pseudoTexts({
      copies_one: '{{count, number}} copy',
      copies_other: '{{count, number}} copies',
      deep: { a: 'A book' },
    });
    expect(Object.keys(made)).toEqual(
      expect.arrayContaining(['copies_few', 'copies_many', 'copies_zero', 'copies_one', 'copies_other']),
    );
    expect(made['copies_few']).toContain('{{count, number}}');
    expect(JSON.stringify(made['deep'])).not.toContain('A book');
  });
});
