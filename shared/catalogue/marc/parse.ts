import { decodeFields } from './content.ts';
import { repairDirectory } from './directory.ts';
import type { EaccTable } from './eacc.ts';
import {
  canonicalLeader,
  digitsAt,
  FIELD_TERMINATOR,
  LEADER_LENGTH,
  leaderScore,
  RECORD_TERMINATOR,
} from './leader.ts';
import { recordBytes } from './measure.ts';
import type { Problem } from './problems.ts';
import type { MarcField, MarcRecord } from './record.ts';
import { fieldWithin, isPlainTag } from './split-field.ts';

/** The longest record that ISO 2709 can describe, in bytes. */
export const MAX_ISO2709_BYTES = 99_999;

export interface Parsed {
  /** Undefined: refused, and the last problem says why. */
  readonly record: MarcRecord | undefined;
  readonly problems: Problem[];
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** Parses one framed record: `bytes[start, end)`, record terminator included if there is one. Offsets in the problems
 * are places in `bytes`. */
export function parseRecord(bytes: Uint8Array, start: number, end: number, eacc: EaccTable | undefined): Parsed {
  return parseSound(bytes, start, end) ?? parseDoubtful(bytes, start, end, eacc);
}

/** The quick way for a record in which everything is as it should be, in ASCII or UTF-8; undefined for all others. */
function parseSound(bytes: Uint8Array, start: number, end: number): Parsed | undefined {
  const declared = bytes[start + 9];
  if ((declared !== 0x61 && declared !== 0x20) || leaderScore(bytes, start) !== 16) return undefined;
  const base = digitsAt(bytes, start + 12, 5);
  const dataStart = start + base;
  if (digitsAt(bytes, start, 5) !== end - start || dataStart >= end || (base - 25) % 12 !== 0) return undefined;
  if (bytes[dataStart - 1] !== FIELD_TERMINATOR || bytes[end - 1] !== RECORD_TERMINATOR) return undefined;
  let expected = 0;
  for (let entry = start + LEADER_LENGTH; entry < dataStart - 1; entry += 12) {
    const length = digitsAt(bytes, entry + 3, 4);
    if (length < 1 || digitsAt(bytes, entry + 7, 5) !== expected) return undefined;
    expected += length;
    if (bytes[dataStart + expected - 1] !== FIELD_TERMINATOR) return undefined;
  }
  if (dataStart + expected !== end - 1 || expected === 0) return undefined;

  const text = utf8.decode(bytes.subarray(start, end));
  const ascii = text.length === end - start;
  if (text.includes('\uFFFD') || (declared === 0x20 && !ascii)) return undefined;
  // An escape sequence among ASCII is MARC-8, whatever the leader says.
  if (ascii && text.includes('\x1B')) return undefined;
  if (text.indexOf('\x1D') !== text.length - 1) return undefined;
  const problems: Problem[] = [];
  const fields: MarcField[] = [];
  let offset = dataStart;
  let from = base;
  for (let entry = LEADER_LENGTH; entry < base - 1; entry += 12) {
    const to = text.indexOf('\x1E', from);
    const length = digitsAt(bytes, start + entry + 3, 4);
    // In ASCII the next terminator must be the one that the directory names; otherwise it stands inside the field.
    if (ascii && to - from + 1 !== length) return undefined;
    const tag = text.slice(entry, entry + 3);
    if (!isPlainTag(tag)) return undefined;
    fields.push(fieldWithin(tag, text, from, to, offset, problems));
    offset += length;
    from = to + 1;
  }
  // One terminator more than there are entries would be one inside a field.
  if (from !== text.length - 1) return undefined;
  const leader = text.slice(0, LEADER_LENGTH);
  // Indicators that were missing or cut change the length; otherwise only the label can differ.
  if (problems.length > 0) return { record: { leader: leaderFor(leader, fields), fields }, problems };
  const labelled = declared === 0x61 ? leader : `${leader.slice(0, 9)}a${leader.slice(10)}`;
  return { record: { leader: labelled, fields }, problems };
}

function leaderFor(leader: string, fields: readonly MarcField[]): string {
  const written = recordBytes(fields);
  return canonicalLeader(leader, written.length, written.base);
}

function parseDoubtful(bytes: Uint8Array, start: number, end: number, eacc: EaccTable | undefined): Parsed {
  const problems: Problem[] = [];
  const terminated = bytes[end - 1] === RECORD_TERMINATOR;
  // A terminator overwritten by another byte is still the place where the data ends.
  const overwritten = !terminated && bytes[end - 1] !== FIELD_TERMINATOR && bytes[end - 2] === FIELD_TERMINATOR;
  const dataEnd = terminated || overwritten ? end - 1 : end;
  if (!terminated) problems.push({ code: 'missing-record-terminator', offset: end });
  const size = dataEnd + 1 - start;
  if (size > MAX_ISO2709_BYTES) problems.push({ code: 'record-too-long', params: { bytes: size }, offset: start });
  else if (digitsAt(bytes, start, 5) !== size) problems.push({ code: 'length-wrong', offset: start });
  const refuse = (code: Problem['code'], offset: number): Parsed => {
    problems.push({ code, offset });
    return { record: undefined, problems };
  };

  if (!terminated && bytes[dataEnd - 1] !== FIELD_TERMINATOR) return refuse('truncated', end);
  const located = repairDirectory(bytes, start, dataEnd);
  if (located === undefined) {
    if (size <= LEADER_LENGTH + 2) return refuse('empty-record', start);
    if (!terminated) return refuse('truncated', end);
    return refuse(leaderScore(bytes, start) < 10 ? 'bad-leader' : 'bad-directory', start);
  }
  if (located.places.length === 0) return refuse('empty-record', start);
  problems.push(...located.problems);
  if (leaderScore(bytes, start) < 16) problems.push({ code: 'leader-repaired', offset: start });

  const declaredUtf8 = bytes[start + 9] === 0x61;
  const content = decodeFields(bytes, located.places, located.dataStart, dataEnd, declaredUtf8, eacc, problems);
  const leader = String.fromCharCode(...bytes.subarray(start, start + LEADER_LENGTH));
  return {
    record: { leader: leaderFor(leader, content.fields), fields: content.fields },
    problems,
  };
}
