import { canonicalLeader } from '../../shared/catalogue/marc/leader.ts';
import { recordBytes } from '../../shared/catalogue/marc/measure.ts';
import type { MarcField, MarcRecord } from '../../shared/catalogue/marc/record.ts';
import { writeIso2709 } from '../../shared/catalogue/marc/write-iso2709.ts';

export const marcRecord = (fields: readonly MarcField[]): MarcRecord => {
  const size = recordBytes(fields);
  return { leader: canonicalLeader('', size.length, size.base), fields };
};

/** A book with its copies where Koha has them. */
export const book = (title: string, barcodes: readonly string[], more: readonly MarcField[] = []): MarcRecord =>
  marcRecord([
    { tag: '100', ind1: '1', ind2: ' ', subfields: [{ code: 'a', value: 'Ørsted, Æne' }] },
    { tag: '245', ind1: '1', ind2: '0', subfields: [{ code: 'a', value: title }] },
    ...more,
    ...barcodes.map((barcode) => ({
      tag: '952',
      ind1: ' ',
      ind2: ' ',
      subfields: [
        { code: 'p', value: barcode },
        { code: 'o', value: '823 ØRS' },
      ],
    })),
  ]);

export const marcFile = (records: readonly MarcRecord[]): Buffer => Buffer.concat(records.map(writeIso2709));
