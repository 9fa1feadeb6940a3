import { copyPresets, type CopyMapping as MarcMapping } from '../catalogue/marc/copies.ts';
import { guessMapping } from '../catalogue/marc/guess-mapping.ts';
import type { MarcRecord } from '../catalogue/marc/record.ts';
import type { CopyMapping, Upload } from '../contracts/intake.ts';
import { AppError } from '../kernel/app-error.ts';

const presetNames = { koha: 'koha-952', evergreen: 'evergreen-852', sirsi: 'sirsi-999', none: 'none' } as const;

/** The reader of lists puts each copy where Koha has it. */
export const csvMapping: CopyMapping = { preset: 'koha-952', tag: '952', barcode: 'p', callNumber: 'o' };

/**
 * Where to look for copies, as the MARC reader wants it; undefined: nowhere.
 * Throws `invalid-input` for a mapping of one's own without field or barcode.
 */
export const fieldsOf = (mapping: CopyMapping, format: NonNullable<Upload['format']>): MarcMapping | undefined => {
  if (mapping.preset === 'none') return undefined;
  if (format === 'csv' || mapping.preset === 'koha-952') return copyPresets.koha;
  if (mapping.preset === 'evergreen-852') return copyPresets.evergreen;
  if (mapping.preset === 'sirsi-999') return copyPresets.sirsi;
  const { preset: _preset, tag, barcode, ...others } = mapping;
  if (tag === undefined || tag.startsWith('00')) throw new AppError('invalid-input', { field: 'mapping.tag' });
  if (barcode === undefined) throw new AppError('invalid-input', { field: 'mapping.barcode' });
  return { tag, barcode, ...lettersOf(others) };
};

type Letters = Omit<MarcMapping, 'tag' | 'barcode'>;
const letterNames = ['callNumber', 'branch', 'location', 'itemType', 'price'] as const;

const lettersOf = (given: Partial<Record<(typeof letterNames)[number], string | undefined>>): Letters =>
  Object.fromEntries(
    letterNames.flatMap((name) => {
      const letter = given[name];
      return letter === undefined ? [] : [[name, letter]];
    }),
  );

/** A preset as the page shows it: where it joins several subfields, the first of them. */
const shown = (preset: CopyMapping['preset'], fields: MarcMapping | undefined): CopyMapping => {
  if (fields === undefined) return { preset };
  const first = Object.fromEntries(
    letterNames.flatMap((name) => {
      const letters = fields[name];
      return letters === undefined ? [] : [[name, letters.slice(0, 1)]];
    }),
  );
  return { preset, tag: fields.tag, barcode: fields.barcode, ...first };
};

export interface Mappings {
  readonly mappings: { mapping: CopyMapping; copies: number; example?: string }[];
  readonly guess: CopyMapping;
}

/** What each way of finding copies finds in a sample, and which fits best. */
export const mappingsOf = (records: readonly MarcRecord[]): Mappings => {
  const { best, candidates } = guessMapping(records);
  const mappings = candidates.map(({ preset, mapping, barcodes, example }) => ({
    mapping: shown(presetNames[preset], mapping),
    copies: barcodes,
    ...(example === undefined ? {} : { example: [example.barcode, example.callNumber ?? ''].join(' ').trim() }),
  }));
  const guess = mappings.find(({ mapping }) => mapping.preset === presetNames[best])?.mapping;
  return { mappings, guess: guess ?? { preset: 'none' } };
};
