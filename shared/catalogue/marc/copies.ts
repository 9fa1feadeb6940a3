import { normaliseBarcode } from './barcode.ts';
import { dataFields, subfieldValues } from './fields.ts';
import { parsePrice } from './price.ts';
import type { DataField, MarcRecord } from './record.ts';

/** Where a library system keeps its copies inside the record: one field for each copy, and the letters of its parts.
 * Several letters are joined by spaces (a call number in parts), except in `branch`, where the first present wins. */
export interface CopyMapping {
  readonly tag: string;
  readonly barcode: string;
  readonly callNumber?: string;
  readonly branch?: string;
  readonly location?: string;
  readonly itemType?: string;
  readonly price?: string;
}

export type CopyPreset = 'koha' | 'evergreen' | 'sirsi' | 'none';

export const copyPresets: Readonly<Record<Exclude<CopyPreset, 'none'>, CopyMapping>> = {
  koha: { tag: '952', barcode: 'p', callNumber: 'o', branch: 'ab', location: 'c', itemType: 'y', price: 'g' },
  evergreen: { tag: '852', barcode: 'p', callNumber: 'khijm', branch: 'b', location: 'c', itemType: 'g', price: 'y' },
  sirsi: { tag: '999', barcode: 'i', callNumber: 'a', branch: 'm', location: 'l', itemType: 't', price: 'p' },
};

export type CopyProblem = 'no-barcode' | 'barcode-too-long' | 'barcode-characters' | 'same-barcode-twice';

export interface Copy {
  /** As scanners will send it; empty when the field has none. */
  readonly barcode: string;
  readonly callNumber?: string;
  readonly branchCode?: string;
  readonly location?: string;
  readonly itemType?: string;
  /** Minor units of the library's currency. */
  readonly price?: number;
  readonly problems: readonly CopyProblem[];
}

const MAX_BARCODE = 40;

/** The copies in one record. Fields that hold nothing of the mapping's are passed over. */
export function extractCopies(record: MarcRecord, mapping: CopyMapping | undefined): Copy[] {
  if (mapping === undefined) return [];
  const seen = new Set<string>();
  return dataFields(record, mapping.tag).flatMap((field) => {
    const copy = copyOf(field, mapping, seen);
    return copy === undefined ? [] : [copy];
  });
}

function copyOf(field: DataField, mapping: CopyMapping, seen: Set<string>): Copy | undefined {
  const barcode = normaliseBarcode(subfieldValues(field, mapping.barcode)[0] ?? '');
  const parts = {
    ...part('callNumber', ordered(field, mapping.callNumber).join(' ')),
    ...part('branchCode', ordered(field, mapping.branch)[0]),
    ...part('location', ordered(field, mapping.location)[0]),
    ...part('itemType', ordered(field, mapping.itemType)[0]),
  };
  if (barcode === '' && Object.keys(parts).length === 0) return undefined;
  const price = parsePrice(ordered(field, mapping.price)[0] ?? '');
  const problems: CopyProblem[] = [];
  if (barcode === '') problems.push('no-barcode');
  if (barcode.length > MAX_BARCODE) problems.push('barcode-too-long');
  if (/[^\x21-\x7e]/.test(barcode)) problems.push('barcode-characters');
  if (barcode !== '' && seen.has(barcode)) problems.push('same-barcode-twice');
  seen.add(barcode);
  return { barcode, ...parts, ...(price === undefined ? {} : { price }), problems };
}

/** Values in the order of the mapping's letters, then of the field. */
function ordered(field: DataField, codes: string | undefined): string[] {
  return Array.from(codes ?? '')
    .flatMap((code) => subfieldValues(field, code).map((text) => text.trim()))
    .filter((text) => text !== '');
}

function part<K extends string>(key: K, value: string | undefined): { readonly [P in K]?: string } {
  const entry: { [P in K]?: string } = {};
  if (value !== undefined && value !== '') entry[key] = value.replace(/\s+/g, ' ');
  return entry;
}
