import type { MarcField, MarcRecord, Subfield } from './record.ts';
import { isDataField } from './record.ts';

const VERSION = 1;
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/** Packed bytes that are damaged, or written by a newer version. */
export class MarcPackError extends Error {
  constructor(reason: string) {
    super(`Stored MARC record cannot be read: ${reason}`);
    this.name = 'MarcPackError';
  }
}

/** A record for storage: one version byte, then compact JSON in UTF-8, meant to be compressed by the caller. Lossless
 * for every record, also those that ISO 2709 cannot hold.
 * Version 1: `[leader, [tag, value] | [tag, ind1, ind2, code, value, code, value, …], …]`; a control field has two
 * elements, a data field an odd number from three up. */
export function packRecord(record: MarcRecord): Uint8Array {
  const content = encoder.encode(JSON.stringify([record.leader, ...record.fields.map(packField)]));
  const packed = new Uint8Array(content.length + 1);
  packed[0] = VERSION;
  packed.set(content, 1);
  return packed;
}

/** The inverse of `packRecord`.
 * @throws MarcPackError when the bytes are not a packed record of a known version */
export function unpackRecord(packed: Uint8Array): MarcRecord {
  if (packed[0] !== VERSION) throw new MarcPackError(`version ${packed[0] ?? 'absent'}, this program knows ${VERSION}`);
  const content = parse(packed.subarray(1));
  const leader = content[0];
  if (typeof leader !== 'string') throw new MarcPackError('no leader');
  return { leader, fields: content.slice(1).map(unpackField) };
}

function packField(field: MarcField): string[] {
  if (!isDataField(field)) return [field.tag, field.value];
  return [field.tag, field.ind1, field.ind2, ...field.subfields.flatMap((part) => [part.code, part.value])];
}

function parse(bytes: Uint8Array): unknown[] {
  let content: unknown;
  try {
    content = JSON.parse(decoder.decode(bytes));
  } catch {
    throw new MarcPackError('damaged content');
  }
  if (!Array.isArray(content)) throw new MarcPackError('damaged content');
  return content;
}

function unpackField(packed: unknown): MarcField {
  if (!Array.isArray(packed) || !packed.every((part) => typeof part === 'string'))
    throw new MarcPackError('damaged field');
  const [tag, first, second] = packed;
  if (tag === undefined || first === undefined) throw new MarcPackError('damaged field');
  if (packed.length === 2) return { tag, value: first };
  if (packed.length % 2 === 0 || second === undefined) throw new MarcPackError('damaged field');
  const subfields: Subfield[] = [];
  for (let index = 3; index < packed.length; index += 2) {
    subfields.push({ code: packed[index] ?? '', value: packed[index + 1] ?? '' });
  }
  return { tag, ind1: first, ind2: second, subfields };
}
