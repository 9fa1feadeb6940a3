import {
  digitsAt,
  FIELD_TERMINATOR,
  findLeader,
  isLeader,
  LEADER_LENGTH,
  LIKELY_LEADER,
  leaderScore,
  RECORD_TERMINATOR,
  SUBFIELD_DELIMITER,
} from './leader.ts';

/** A record, terminator included, may be this long; beyond it, it is refused unread. ISO 2709 ends at 99,999 bytes,
 * but some systems write longer ones with meaningless lengths, and their terminators still say where things are. */
export const MAX_RECORD_BYTES = 1_000_000;

export type Frame =
  | { readonly kind: 'record'; readonly start: number; readonly end: number }
  /** Bytes that cannot be a record. */
  | { readonly kind: 'junk'; readonly start: number; readonly end: number }
  /** A record without an end within reach: skip to the next leader. */
  | { readonly kind: 'endless'; readonly start: number }
  /** Nothing but padding before `start`; at least `bytes` from there on are needed to decide. */
  | { readonly kind: 'need'; readonly start: number; readonly bytes: number }
  | { readonly kind: 'end' };

/** Finds the next record at or after `at`, at a place where one should begin.
 * @param final no more bytes will come */
export function nextFrame(bytes: Uint8Array, at: number, final: boolean): Frame {
  const start = skipBlank(bytes, at);
  const available = bytes.length - start;
  if (available === 0) return final ? { kind: 'end' } : { kind: 'need', start, bytes: LEADER_LENGTH };
  if (available < LEADER_LENGTH) {
    if (!final) return { kind: 'need', start, bytes: LEADER_LENGTH };
    const partOfLeader = digitsAt(bytes, start, Math.min(5, available)) >= 0;
    return { kind: partOfLeader ? 'record' : 'junk', start, end: bytes.length };
  }
  const claimed = digitsAt(bytes, start, 5);
  const terminator = bytes.indexOf(RECORD_TERMINATOR, start + LEADER_LENGTH);
  if (terminator >= 0 && terminator === start + claimed - 1) return { kind: 'record', start, end: terminator + 1 };
  if (terminator < 0 && !final && available < MAX_RECORD_BYTES) return { kind: 'need', start, bytes: available * 2 };
  return leaderScore(bytes, start) >= LIKELY_LEADER
    ? frameWrongLength(bytes, start, claimed, terminator, final)
    : frameWithoutLeader(bytes, start, final);
}

/** The leader is there, but its length does not point at the first terminator. */
function frameWrongLength(
  bytes: Uint8Array,
  start: number,
  claimed: number,
  terminator: number,
  final: boolean,
): Frame {
  const reach = terminator < 0 ? bytes.length : terminator;
  // A better leader a few bytes on means that what looked like one here was something in front of it.
  const next = findLeader(bytes, start + 1, reach);
  if (next >= 0 && !isLeader(bytes, start) && !hasStructure(bytes, start, next))
    return { kind: 'junk', start, end: next };
  if (next >= 0) return { kind: 'record', start, end: withoutBlanks(bytes, start, next) };
  if (terminator < 0 && final) return { kind: 'record', start, end: bytes.length };
  if (terminator < 0 || terminator - start >= MAX_RECORD_BYTES) return { kind: 'endless', start };
  const claimedEnd = start + claimed;
  if (claimedEnd - 1 > terminator) {
    // The length points further: believe it where a record ends there (give or take a byte lost or gained) and no
    // other begins on the way. Then this terminator stands inside the data.
    if (claimedEnd + SLIP > bytes.length && !final) return { kind: 'need', start, bytes: claimed + SLIP };
    const end = terminatorNear(bytes, claimedEnd - 1, terminator + 1);
    if (end >= 0 && findLeader(bytes, terminator + 1, end) < 0) return { kind: 'record', start, end: end + 1 };
  }
  return { kind: 'record', start, end: terminator + 1 };
}

function frameWithoutLeader(bytes: Uint8Array, start: number, final: boolean): Frame {
  const terminator = bytes.indexOf(RECORD_TERMINATOR, start);
  const reach = terminator < 0 ? bytes.length : terminator;
  const next = findLeader(bytes, start + 1, reach);
  const end = next >= 0 ? next : terminator < 0 ? bytes.length : terminator + 1;
  // A leader may begin in the last bytes held: leave them for the next look.
  if (next < 0 && terminator < 0 && !final) return { kind: 'junk', start, end: Math.max(start, end - LEADER_LENGTH) };
  return { kind: hasStructure(bytes, start, end) ? 'record' : 'junk', start, end };
}

const SLIP = 2;

/** A record terminator at most SLIP bytes from `at` and not before `from`, or -1. */
function terminatorNear(bytes: Uint8Array, at: number, from: number): number {
  const found = bytes.indexOf(RECORD_TERMINATOR, Math.max(from, at - SLIP));
  return found <= at + SLIP ? found : -1;
}

/** Whether bytes look like a part of a record: separators, and hardly any other control characters. Zeros are let
 * pass where a record's end follows: disks leave them, but other kinds of file are full of them. */
function hasStructure(bytes: Uint8Array, from: number, to: number): boolean {
  const ended = bytes[to - 1] === RECORD_TERMINATOR && bytes[to - 2] === FIELD_TERMINATOR;
  let separators = 0;
  let controls = 0;
  for (let index = from; index < to; index += 1) {
    const byte = bytes[index] ?? 0;
    if (byte === FIELD_TERMINATOR || byte === SUBFIELD_DELIMITER) separators += 1;
    else if (byte < 0x20 && !isBlank(byte) && byte !== 0x1b && byte !== RECORD_TERMINATOR) controls += 1;
    else if (byte === 0 && !ended) controls += 1;
  }
  return separators >= 2 && controls * 50 <= to - from;
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x00 || byte === 0x1a || byte === 0x09;
}

function skipBlank(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && isBlank(bytes[at])) at += 1;
  return at;
}

function withoutBlanks(bytes: Uint8Array, start: number, end: number): number {
  let to = end;
  while (to > start && isBlank(bytes[to - 1])) to -= 1;
  return to;
}
