import { normaliseBarcode } from '../marc/barcode.ts';
import { parseIsbn } from '../marc/isbn.ts';
import { canonicalLeader } from '../marc/leader.ts';
import { recordBytes } from '../marc/measure.ts';
import type { Problem } from '../marc/problems.ts';
import type { MarcField, MarcRecord, Subfield } from '../marc/record.ts';
import type { CsvColumn } from './columns.ts';

export type RowValues = Readonly<Partial<Record<CsvColumn, string>>>;

export type RowRecord =
  | { readonly record: MarcRecord; readonly problems: readonly Problem[] }
  | { readonly record: undefined; readonly problems: readonly Problem[] };

const ROUNDED = /^\d[.,]\d+E\+?\d+$/i;

/** Builds a MARC record from one row. The copy goes into 952 as Koha has it ($p barcode, $o call number), so the
 * mapping for copies is `koha`. */
export function recordFromRow(values: RowValues): RowRecord {
  const title = clean(values.title);
  if (title === '') return { record: undefined, problems: [{ code: 'no-title' }] };
  const barcode = clean(values.barcode);
  if (ROUNDED.test(barcode)) {
    const problem: Problem = { code: 'digits-lost', params: { column: 'barcode', text: barcode } };
    return { record: undefined, problems: [problem] };
  }
  const problems: Problem[] = [];
  const author = clean(values.author);
  const fields: (MarcField | undefined)[] = [
    fixedField(clean(values.year)),
    isbnField(clean(values.isbn), problems),
    data('100', '1', ' ', [['a', author]]),
    titleField(title, clean(values.subtitle), author !== ''),
    data('264', ' ', '1', [
      ['b', clean(values.publisher)],
      ['c', clean(values.year)],
    ]),
    data('952', ' ', ' ', [
      ['o', clean(values.callNumber)],
      ['p', normaliseBarcode(barcode)],
    ]),
  ];
  const present = fields.filter((field) => field !== undefined);
  const size = recordBytes(present);
  return { record: { leader: canonicalLeader('', size.length, size.base), fields: present }, problems };
}

/** Cells may hold line ends and the control characters that MARC keeps for itself. */
function clean(text: string | undefined): string {
  return (text ?? '').replace(/[\s\p{Cc}]+/gu, ' ').trim();
}

function data(
  tag: string,
  ind1: string,
  ind2: string,
  parts: readonly (readonly [string, string])[],
): MarcField | undefined {
  const subfields: Subfield[] = parts.filter(([, value]) => value !== '').map(([code, value]) => ({ code, value }));
  return subfields.length === 0 ? undefined : { tag, ind1, ind2, subfields };
}

function titleField(title: string, subtitle: string, hasAuthor: boolean): MarcField | undefined {
  const ind1 = hasAuthor ? '1' : '0';
  if (subtitle === '') return data('245', ind1, '0', [['a', title]]);
  return data('245', ind1, '0', [
    ['a', `${title} :`],
    ['b', subtitle],
  ]);
}

function isbnField(text: string, problems: Problem[]): MarcField | undefined {
  if (text === '') return undefined;
  const finding = parseIsbn(text);
  if (!finding.ok) {
    problems.push({ code: 'isbn-invalid', params: { text, reason: finding.problem } });
    return data('020', ' ', ' ', [['z', text]]);
  }
  if (finding.repair !== undefined)
    problems.push({ code: 'isbn-repaired', params: { from: text, to: finding.isbn13 } });
  return data('020', ' ', ' ', [['a', finding.isbn13]]);
}

/** 008 with the year and nothing else known: fill characters say that nobody tried. */
function fixedField(year: string): MarcField | undefined {
  const found = /(?<!\d)(1[0-9]{3}|20[0-9]{2})(?!\d)/.exec(year)?.[1];
  return found === undefined ? undefined : { tag: '008', value: `||||||s${found}    xx ${'|'.repeat(22)}` };
}
