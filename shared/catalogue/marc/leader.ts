export const LEADER_LENGTH = 24;
export const RECORD_TERMINATOR = 0x1d;
export const FIELD_TERMINATOR = 0x1e;
export const SUBFIELD_DELIMITER = 0x1f;

/** The number written in `count` decimal digits at `at`, or -1 where they are not all digits. */
export function digitsAt(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let index = at; index < at + count; index += 1) {
    const digit = (bytes[index] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

function same(bytes: Uint8Array, at: number, expected: string): number {
  let count = 0;
  for (let index = 0; index < expected.length; index += 1) {
    if (bytes[at + index] === expected.charCodeAt(index)) count += 1;
  }
  return count;
}

function digitCount(bytes: Uint8Array, at: number, count: number): number {
  let found = 0;
  for (let index = at; index < at + count; index += 1) if (digitsAt(bytes, index, 1) >= 0) found += 1;
  return found;
}

/** How much the 24 bytes at `at` resemble a leader: 0 to 16, one for each of its fixed or numeric positions. */
export function leaderScore(bytes: Uint8Array, at: number): number {
  return (
    digitCount(bytes, at, 5) + same(bytes, at + 10, '22') + digitCount(bytes, at + 12, 5) + same(bytes, at + 20, '4500')
  );
}

/** From this score on, bytes at a place where a record should begin are taken for a (perhaps damaged) leader. */
export const LIKELY_LEADER = 10;

/** An undamaged leader, to find the next record after a damaged one. The record status must not be a digit, or runs
 * of digits in a directory would match. */
export function isLeader(bytes: Uint8Array, at: number): boolean {
  if (at + LEADER_LENGTH > bytes.length) return false;
  if (digitsAt(bytes, at, 5) < 0 || digitsAt(bytes, at + 12, 5) < 25) return false;
  if (same(bytes, at + 10, '22') + same(bytes, at + 20, '45') < 4) return false;
  for (let index = at + 5; index < at + 10; index += 1) {
    const byte = bytes[index] ?? 0;
    if (byte < 0x20 || byte > 0x7e) return false;
  }
  return digitsAt(bytes, at + 5, 1) < 0 && beginsDirectory(bytes[at + LEADER_LENGTH]);
}

/** A tag or the directory's end follows a leader; a leader quoted in a text is followed by something else. */
function beginsDirectory(byte: number | undefined): boolean {
  if (byte === undefined || byte === FIELD_TERMINATOR) return true;
  return (byte >= 0x30 && byte <= 0x39) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a);
}

/** The first undamaged leader that begins in [from, to), or -1. */
export function findLeader(bytes: Uint8Array, from: number, to: number): number {
  // '4' of "45" at position 20 is the rarest fixed byte: let the engine's own search skip to it.
  let at = bytes.indexOf(0x34, from + 20);
  while (at >= 0 && at - 20 < to) {
    if (bytes[at + 1] === 0x35 && isLeader(bytes, at - 20)) return at - 20;
    at = bytes.indexOf(0x34, at + 1);
  }
  return -1;
}

/** The leader as ISO 2709 in UTF-8 wants it: lengths, `a` for Unicode, `22` and `4500`; the rest is kept.
 * Numbers that do not fit in five digits become 99999. */
export function canonicalLeader(leader: string, recordLength: number, baseAddress: number): string {
  const number = (value: number): string => String(Math.min(value, 99_999)).padStart(5, '0');
  const kept = printable(leader);
  return `${number(recordLength)}${kept.slice(5, 9)}a22${number(baseAddress)}${kept.slice(17, 20)}4500`;
}

const DEFAULT_LEADER = '00000nam a2200000   4500';

function printable(leader: string): string {
  let result = '';
  for (let index = 0; index < LEADER_LENGTH; index += 1) {
    const character = leader[index];
    result += character !== undefined && character >= ' ' && character <= '~' ? character : DEFAULT_LEADER[index];
  }
  return result;
}
