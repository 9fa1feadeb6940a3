import { type DataField, isDataField, type MarcRecord } from './record.ts';

/** The value of the first control field with this tag, or undefined. */
export function controlValue(record: MarcRecord, tag: string): string | undefined {
  for (const field of record.fields) {
    if (field.tag === tag && !isDataField(field)) return field.value;
  }
  return undefined;
}

/** All data fields whose tag is in `tags`, in the order of the record. */
export function dataFields(record: MarcRecord, ...tags: readonly string[]): DataField[] {
  return record.fields.filter(isDataField).filter((field) => tags.includes(field.tag));
}

/** The first value of one subfield, or undefined; an empty value counts as absent. */
export function subfield(field: DataField, code: string): string | undefined {
  return field.subfields.find((part) => part.code === code && part.value !== '')?.value;
}

/** All values of the subfields whose code is in `codes` (one letter each), in the order of the field. */
export function subfieldValues(field: DataField, codes: string): string[] {
  return field.subfields
    .filter((part) => part.code !== '' && codes.includes(part.code) && part.value !== '')
    .map((part) => part.value);
}
