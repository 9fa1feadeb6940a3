import { canonicalLeader } from './leader.ts';
import { fieldBytes, recordBytes } from './measure.ts';
import { MAX_ISO2709_BYTES } from './parse.ts';
import { isDataField, type MarcField, type MarcRecord } from './record.ts';

export type MarcWriteProblem = 'record-too-long' | 'field-too-long' | 'not-writable';

/** A record that ISO 2709 cannot hold. MARCXML and MARC-in-JSON can hold the first two kinds. */
export class MarcWriteError extends Error {
  readonly code: MarcWriteProblem;
  readonly params: Readonly<Record<string, string | number>>;

  constructor(code: MarcWriteProblem, params: Readonly<Record<string, string | number>>) {
    super(`MARC record cannot be written as ISO 2709: ${code} ${JSON.stringify(params)}`);
    this.name = 'MarcWriteError';
    this.code = code;
    this.params = params;
  }
}

const MAX_FIELD_BYTES = 9999;
const encoder = new TextEncoder();

/** One record as ISO 2709 in UTF-8, with lengths in bytes and leader position 9 `a`. Reading it back gives the same
 * record, its leader's lengths apart.
 * @throws MarcWriteError over 99,999 bytes, over 9,999 in one field, or when a tag, an indicator, a code or a text
 * would be read back as something else (separators in text, a tag that is not three characters) */
export function writeIso2709(record: MarcRecord): Uint8Array {
  for (const field of record.fields) checkField(field);
  const size = recordBytes(record.fields);
  if (size.length > MAX_ISO2709_BYTES) {
    throw new MarcWriteError('record-too-long', { bytes: size.length, limit: MAX_ISO2709_BYTES });
  }
  let directory = '';
  let data = '';
  let start = 0;
  for (const field of record.fields) {
    const length = fieldBytes(field);
    if (length > MAX_FIELD_BYTES) {
      throw new MarcWriteError('field-too-long', { tag: field.tag, bytes: length, limit: MAX_FIELD_BYTES });
    }
    directory += `${field.tag}${String(length).padStart(4, '0')}${String(start).padStart(5, '0')}`;
    data += `${fieldText(field)}\x1E`;
    start += length;
  }
  return encoder.encode(`${canonicalLeader(record.leader, size.length, size.base)}${directory}\x1E${data}\x1D`);
}

function fieldText(field: MarcField): string {
  if (!isDataField(field)) return field.value;
  return field.ind1 + field.ind2 + field.subfields.map((part) => `\x1F${part.code}${part.value}`).join('');
}

function checkField(field: MarcField): void {
  const refuse = (what: string): never => {
    throw new MarcWriteError('not-writable', { tag: field.tag, what });
  };
  if (!/^[\x20-\x7e]{3}$/.test(field.tag)) refuse('tag');
  if (!isDataField(field)) {
    if (hasSeparator(field.value)) refuse('value');
    // Outside 00X, two characters alone would be read as the indicators of a field without subfields.
    if (field.value.length === 2 && !field.tag.startsWith('00')) refuse('value');
    return;
  }
  if (field.subfields.length === 0 && field.tag.startsWith('00')) refuse('subfields');
  for (const indicator of [field.ind1, field.ind2]) {
    if (indicator.length !== 1 || hasSeparator(indicator)) refuse('indicator');
  }
  for (const part of field.subfields) {
    if (Array.from(part.code).length > 1 || hasSeparator(part.code)) refuse('code');
    if (part.code === '' && part.value !== '') refuse('code');
    if (hasSeparator(part.value)) refuse('value');
  }
}

/** Terminators and delimiters would split the field; lone surrogates are no character in UTF-8. */
function hasSeparator(text: string): boolean {
  return text.includes('\x1D') || text.includes('\x1E') || text.includes('\x1F') || !text.isWellFormed();
}
