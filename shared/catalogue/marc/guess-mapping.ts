import { type CopyMapping, type CopyPreset, copyPresets, extractCopies } from './copies.ts';
import type { MarcRecord } from './record.ts';

export interface MappingCandidate {
  readonly preset: CopyPreset;
  readonly mapping?: CopyMapping;
  /** In the sample: records that have copies under this mapping, copies with a barcode, and different barcodes. */
  readonly records: number;
  readonly barcodes: number;
  readonly distinctBarcodes: number;
  /** One barcode and call number, for a person to recognise. */
  readonly example?: { readonly barcode: string; readonly callNumber?: string };
}

export interface MappingGuess {
  readonly best: CopyPreset;
  /** The presets with what each finds in the sample, the best first, `none` last. */
  readonly candidates: readonly MappingCandidate[];
}

/** Says where the copies are, from a sample of the file. A preset is guessed only if what it takes for barcodes are
 * nearly all different and look like barcodes: short, without spaces inside, with digits. */
export function guessMapping(records: readonly MarcRecord[]): MappingGuess {
  const presets: readonly Exclude<CopyPreset, 'none'>[] = ['koha', 'evergreen', 'sirsi'];
  const candidates = presets.map((preset) => candidate(preset, records)).toSorted((a, b) => score(b) - score(a));
  const first = candidates[0];
  const best = first !== undefined && score(first) > 0 ? first.preset : 'none';
  return { best, candidates: [...candidates, { preset: 'none', records: 0, barcodes: 0, distinctBarcodes: 0 }] };
}

function candidate(preset: Exclude<CopyPreset, 'none'>, records: readonly MarcRecord[]): MappingCandidate {
  const mapping = copyPresets[preset];
  const found = records.map((record) =>
    extractCopies(record, mapping).filter((copy) => looksLikeBarcode(copy.barcode)),
  );
  const copies = found.flat();
  const example = copies[0];
  return {
    preset,
    mapping,
    records: found.filter((list) => list.length > 0).length,
    barcodes: copies.length,
    distinctBarcodes: new Set(copies.map((copy) => copy.barcode)).size,
    ...(example === undefined
      ? {}
      : {
          example: {
            barcode: example.barcode,
            ...(example.callNumber === undefined ? {} : { callNumber: example.callNumber }),
          },
        }),
  };
}

function looksLikeBarcode(text: string): boolean {
  return /^(?=.*\d)[\x21-\x7e]{3,20}$/.test(text);
}

/** Different barcodes, if at least nine in ten are different: a code that repeats (a branch, a price) is none. */
function score(found: MappingCandidate): number {
  return found.distinctBarcodes * 10 >= found.barcodes * 9 ? found.distinctBarcodes : 0;
}
