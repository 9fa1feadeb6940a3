import { LEADER_LENGTH } from './leader.ts';
import { isDataField, type MarcField, type MarcRecord } from './record.ts';
import { utf8Length } from './utf8.ts';

/** Bytes a field takes in ISO 2709 as UTF-8, terminator included. */
export function fieldBytes(field: MarcField): number {
  if (!isDataField(field)) return utf8Length(field.value) + 1;
  let length = utf8Length(field.ind1) + utf8Length(field.ind2) + 1;
  for (const part of field.subfields) length += 1 + utf8Length(part.code) + utf8Length(part.value);
  return length;
}

/** Record length and base address in ISO 2709 as UTF-8, in bytes. */
export function recordBytes(fields: MarcRecord['fields']): { readonly length: number; readonly base: number } {
  const base = LEADER_LENGTH + fields.length * 12 + 1;
  return { base, length: fields.reduce((sum, field) => sum + fieldBytes(field), base + 1) };
}
