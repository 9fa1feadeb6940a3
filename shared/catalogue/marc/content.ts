import { type ByteShape, type Charset, charsetByShape, judgeMarc8, measureBytes } from './charset.ts';
import type { FieldPlace } from './directory.ts';
import type { EaccTable } from './eacc.ts';
import { SUBFIELD_DELIMITER } from './leader.ts';
import { decodeMarc8 } from './marc8.ts';
import type { Problem } from './problems.ts';
import type { MarcField } from './record.ts';
import { fieldFromText } from './split-field.ts';

const ESCAPE = 0x1b;

const decoders = new Map<string, TextDecoder>();

function decoderFor(charset: string): TextDecoder {
  const known = decoders.get(charset);
  if (known !== undefined) return known;
  const made = new TextDecoder(charset, { ignoreBOM: true });
  decoders.set(charset, made);
  return made;
}

interface Tally {
  bad: number;
  badControls: number;
  escapes: number;
  strayMarks: number;
  eaccMissing: boolean;
}

export interface Content {
  readonly charset: Charset;
  readonly fields: readonly MarcField[];
}

/** Decodes the fields at `places` in whatever charset their bytes really are, and says so in `problems`. */
export function decodeFields(
  bytes: Uint8Array,
  places: readonly FieldPlace[],
  dataStart: number,
  dataEnd: number,
  declaredUtf8: boolean,
  eacc: EaccTable | undefined,
  problems: Problem[],
): Content {
  const shape = measureBytes(bytes, dataStart, dataEnd);
  const byShape = charsetByShape(shape);
  if (byShape !== undefined) return finish(bytes, places, byShape, shape, declaredUtf8, problems);
  const tally: Tally = { bad: 0, badControls: 0, escapes: 0, strayMarks: 0, eaccMissing: false };
  const before = problems.length;
  const view = decoderFor('windows-1252').decode(bytes.subarray(dataStart, dataEnd));
  const fields = places.map((place) => marc8Field(bytes, place, view, dataStart, eacc, tally, problems));
  const charset = judgeMarc8(shape, tally.escapes, tally.bad + tally.strayMarks, declaredUtf8);
  if (charset !== 'marc-8') {
    problems.length = before;
    return finish(bytes, places, charset, shape, declaredUtf8, problems);
  }
  if (declaredUtf8) problems.push({ code: 'charset-mislabelled', params: { declared: 'utf-8', found: 'marc-8' } });
  if (tally.eaccMissing) problems.push({ code: 'eacc-table-missing' });
  else if (tally.bad + tally.badControls > 0) {
    problems.push({ code: 'invalid-characters', params: { count: tally.bad + tally.badControls } });
  }
  return { charset, fields };
}

function finish(
  bytes: Uint8Array,
  places: readonly FieldPlace[],
  charset: Charset,
  shape: ByteShape,
  declaredUtf8: boolean,
  problems: Problem[],
): Content {
  if (charset === 'utf-8' && !declaredUtf8) {
    problems.push({ code: 'charset-mislabelled', params: { declared: 'marc-8', found: 'utf-8' } });
  } else if (charset !== 'utf-8' && charset !== 'ascii') {
    problems.push({ code: 'charset-guessed', params: { found: charset } });
  }
  if (charset === 'utf-8' && shape.invalidBytes > 0) {
    problems.push({ code: 'invalid-characters', params: { count: shape.invalidBytes } });
  }
  const decoder = decoderFor(charset === 'ascii' ? 'utf-8' : charset);
  const fields = places.map((place) =>
    fieldFromText(place.tag, decoder.decode(bytes.subarray(place.from, place.to)), place.from, problems),
  );
  return { charset, fields };
}

function needsDecoder(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte > 0x7e || byte === ESCAPE) return true;
  }
  return false;
}

function marc8Field(
  bytes: Uint8Array,
  place: FieldPlace,
  view: string,
  dataStart: number,
  eacc: EaccTable | undefined,
  tally: Tally,
  problems: Problem[],
): MarcField {
  if (!needsDecoder(bytes, place.from, place.to)) {
    return fieldFromText(place.tag, view.slice(place.from - dataStart, place.to - dataStart), place.from, problems);
  }
  const decode = (from: number, to: number): string => {
    const result = decodeMarc8(bytes, from, to, eacc);
    tally.bad += result.bad;
    tally.badControls += result.badControls;
    tally.escapes += result.escapes;
    tally.strayMarks += result.strayMarks;
    if (result.eaccMissing) tally.eaccMissing = true;
    return result.text;
  };
  // The delimiter and the code after it are ASCII whatever set is in force, so each value is decoded on its own.
  const pieces: string[] = [];
  let at = place.from;
  for (;;) {
    const found = bytes.indexOf(SUBFIELD_DELIMITER, at);
    const end = found < 0 || found > place.to ? place.to : found;
    const isValue = pieces.length > 0 && end > at;
    pieces.push(isValue ? String.fromCharCode(bytes[at] ?? 0) + decode(at + 1, end) : decode(at, end));
    if (end === place.to) break;
    at = end + 1;
  }
  return fieldFromText(place.tag, pieces.join('\x1F'), place.from, problems);
}
