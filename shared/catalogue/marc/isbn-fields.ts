import { parseIsbn } from './isbn.ts';
import { isDataField, type MarcField, type MarcRecord } from './record.ts';

export interface CheckedIsbns {
  readonly record: MarcRecord;
  /** Texts of 020 $a that are no valid ISBN and are now 020 $z. */
  readonly moved: readonly string[];
  /** ISBNs whose lost digits came back, as written and as they are now. */
  readonly repaired: readonly { readonly from: string; readonly to: string }[];
}

/** Puts invalid ISBNs where MARC 21 keeps them (020 $z) and writes repaired ones out, for an import to report. A
 * record without either comes back itself. */
export function checkIsbnFields(record: MarcRecord): CheckedIsbns {
  const moved: string[] = [];
  const repaired: { readonly from: string; readonly to: string }[] = [];
  const fields = record.fields.map((field): MarcField => {
    if (!isDataField(field) || field.tag !== '020') return field;
    const subfields = field.subfields.map((part) => {
      if (part.code !== 'a' || part.value.trim() === '') return part;
      const finding = parseIsbn(part.value);
      if (!finding.ok) {
        moved.push(part.value);
        return { code: 'z', value: part.value };
      }
      if (finding.repair === undefined) return part;
      repaired.push({ from: part.value, to: finding.isbn13 });
      return { code: 'a', value: finding.isbn13 };
    });
    return { ...field, subfields };
  });
  const unchanged = moved.length === 0 && repaired.length === 0;
  return { record: unchanged ? record : { leader: record.leader, fields }, moved, repaired };
}
