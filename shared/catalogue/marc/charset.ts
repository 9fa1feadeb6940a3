export type Charset = 'ascii' | 'utf-8' | 'marc-8' | LegacyCharset;
export type LegacyCharset = 'windows-1252' | 'windows-1251' | 'ibm866';

/** What the bytes above 0x7F of one record look like. */
export interface ByteShape {
  readonly high: number;
  readonly escapes: number;
  /** Well-formed sequences of UTF-8. */
  readonly validSequences: number;
  readonly invalidBytes: number;
  /** High bytes in runs of three or more: words of an alphabet that is not Latin. */
  readonly inLongRuns: number;
  /** High bytes below 0xB0 or in 0xE0..0xEF, where code page 866 keeps its letters. */
  readonly in866Letters: number;
}

/** ASCII and UTF-8 are told by their shape alone; undefined means: decode it as MARC-8, then ask `judgeMarc8`. */
export function charsetByShape(shape: ByteShape): 'ascii' | 'utf-8' | undefined {
  if (shape.high === 0) return shape.escapes === 0 ? 'ascii' : undefined;
  return shape.validSequences > shape.invalidBytes ? 'utf-8' : undefined;
}

/** Whether a record that is not UTF-8 by shape is MARC-8, damaged UTF-8 after all, or an old code page.
 * @param goodEscapes escape sequences that designate a character set
 * @param implausible codes without meaning and marks on what is not a letter, found in decoding it as MARC-8
 * @param declaredUtf8 leader position 9 is `a` */
export function judgeMarc8(shape: ByteShape, goodEscapes: number, implausible: number, declaredUtf8: boolean): Charset {
  if (declaredUtf8 && shape.high === 0 && goodEscapes === 0) return 'utf-8';
  // A stray byte or two in a record that says UTF-8 is damage; many bytes that are never UTF-8 are another charset.
  const fewBytes = shape.validSequences > 0 || shape.invalidBytes < 4;
  if (declaredUtf8 && shape.high > 0 && fewBytes && (implausible > 0 || shape.high < 2)) return 'utf-8';
  return implausible * 3 <= shape.high + shape.escapes ? 'marc-8' : guessLegacy(shape);
}

function guessLegacy(shape: ByteShape): LegacyCharset {
  if (shape.inLongRuns * 10 < shape.high * 6) return 'windows-1252';
  return shape.in866Letters * 10 > shape.high * 8 ? 'ibm866' : 'windows-1251';
}

/** Counts over the bytes in [from, to). */
export function measureBytes(bytes: Uint8Array, from: number, to: number): ByteShape {
  const shape = { high: 0, escapes: 0, validSequences: 0, invalidBytes: 0, inLongRuns: 0, in866Letters: 0 };
  let run = 0;
  let at = from;
  while (at < to) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x80) {
      if (byte === 0x1b) shape.escapes += 1;
      if (run >= 3) shape.inLongRuns += run;
      run = 0;
      at += 1;
      continue;
    }
    const length = utf8SequenceLength(bytes, at, to);
    if (length > 0) shape.validSequences += 1;
    else shape.invalidBytes += 1;
    const end = at + Math.max(length, 1);
    for (; at < end; at += 1) {
      const high = bytes[at] ?? 0;
      shape.high += 1;
      run += 1;
      if (high < 0xb0 || (high >= 0xe0 && high < 0xf0)) shape.in866Letters += 1;
    }
  }
  if (run >= 3) shape.inLongRuns += run;
  return shape;
}

/** Bytes in the well-formed UTF-8 sequence at `at` (2 to 4), or 0 where there is none (Unicode, table 3-7). */
export function utf8SequenceLength(bytes: Uint8Array, at: number, to: number): number {
  const lead = bytes[at] ?? 0;
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || at + length > to) return 0;
  const second = bytes[at + 1] ?? 0;
  const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  if (second < low || second > high) return 0;
  for (let index = at + 2; index < at + length; index += 1) {
    const byte = bytes[index] ?? 0;
    if (byte < 0x80 || byte > 0xbf) return 0;
  }
  return length;
}
