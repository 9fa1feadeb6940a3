/** A MARC 21 record in memory. Text is Unicode, so leader position 9 is always `a`. This one representation goes
 * through reading, storing, editing and writing; the order and the repeats of fields and subfields are its meaning. */
export interface MarcRecord {
  readonly leader: string;
  readonly fields: readonly MarcField[];
}

export type MarcField = ControlField | DataField;

/** A field without subfields: 001 to 009, and any field in which the source file had none. */
export interface ControlField {
  readonly tag: string;
  readonly value: string;
}

export interface DataField {
  readonly tag: string;
  readonly ind1: string;
  readonly ind2: string;
  readonly subfields: readonly Subfield[];
}

export interface Subfield {
  /** One character; empty where the source had a delimiter with nothing after it. */
  readonly code: string;
  readonly value: string;
}

export function isDataField(field: MarcField): field is DataField {
  return 'subfields' in field;
}
