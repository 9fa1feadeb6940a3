import { digitsAt, FIELD_TERMINATOR, LEADER_LENGTH, SUBFIELD_DELIMITER } from './leader.ts';
import type { Problem } from './problems.ts';

/** Where a field's bytes are: `to` is exclusive and excludes the terminator. */
export interface FieldPlace {
  readonly tag: string;
  readonly from: number;
  readonly to: number;
}

export interface Located {
  readonly places: readonly FieldPlace[];
  /** First byte of the data, after the directory's terminator. */
  readonly dataStart: number;
  readonly problems: readonly Problem[];
}

interface Entry {
  readonly tag: string;
  readonly length: number;
  readonly start: number;
}

interface Part {
  readonly from: number;
  readonly to: number;
}

const TAG = /^[\x21-\x7e ]{3}$/;
const ENTRY_LENGTH = 12;

/** Finds the fields of a record whose directory is damaged or unusual. `dataEnd` is the place of the record
 * terminator (or the end of what is left). Undefined when no reading of the directory fits the data. */
export function repairDirectory(bytes: Uint8Array, start: number, dataEnd: number): Located | undefined {
  const directoryEnd = bytes.indexOf(FIELD_TERMINATOR, start + LEADER_LENGTH - 1);
  if (directoryEnd < 0 || directoryEnd >= dataEnd) return undefined;
  const dataStart = directoryEnd + 1;
  const problems: Problem[] = [];
  if (digitsAt(bytes, start + 12, 5) !== dataStart - start)
    problems.push({ code: 'base-address-wrong', offset: start + 12 });
  const entries = readEntries(bytes, start + LEADER_LENGTH, directoryEnd);
  const parts = splitParts(bytes, dataStart, dataEnd);

  if (entries !== undefined) {
    const exact = exactPlaces(bytes, entries, dataStart, dataEnd);
    if (exact !== undefined) {
      const listed = exact.reduce((sum, place) => sum + place.to - place.from + 1, 0);
      const left = dataEnd - dataStart - listed;
      if (left === 0) return { places: splitJoined(bytes, exact, problems), dataStart, problems };
      if (entries.length < parts.length) {
        problems.push({ code: 'unlisted-data', params: { bytes: left }, offset: dataStart });
        return { places: exact, dataStart, problems };
      }
    }
    const byArithmetic = sequentialPlaces(bytes, entries, dataStart, dataEnd, problems);
    if (byArithmetic !== undefined) return { places: splitJoined(bytes, byArithmetic, problems), dataStart, problems };
    const byCharacters = placesInCharacters(bytes, entries, dataStart, dataEnd);
    if (byCharacters !== undefined) {
      problems.push({ code: 'directory-rebuilt', offset: start + LEADER_LENGTH });
      return { places: splitJoined(bytes, byCharacters, problems), dataStart, problems };
    }
  }
  const tags = entries === undefined ? undefined : tagsInDataOrder(entries);
  const merged = entries === undefined ? parts : mergeParts(entries, parts);
  const rebuilt = pair(bytes, tags, merged) ?? pair(bytes, realign(bytes, start, directoryEnd, parts), parts);
  if (rebuilt === undefined) return undefined;
  problems.push({ code: 'directory-rebuilt', offset: start + LEADER_LENGTH });
  return { places: rebuilt, dataStart, problems };
}

function text(bytes: Uint8Array, from: number, to: number): string {
  let result = '';
  for (let index = from; index < to; index += 1) result += String.fromCharCode(bytes[index] ?? 0);
  return result;
}

function readEntries(bytes: Uint8Array, from: number, to: number): Entry[] | undefined {
  if ((to - from) % ENTRY_LENGTH !== 0) return undefined;
  const entries: Entry[] = [];
  for (let at = from; at < to; at += ENTRY_LENGTH) {
    const tag = text(bytes, at, at + 3);
    if (!TAG.test(tag)) return undefined;
    entries.push({ tag, length: digitsAt(bytes, at + 3, 4), start: digitsAt(bytes, at + 7, 5) });
  }
  return entries;
}

function splitParts(bytes: Uint8Array, from: number, to: number): Part[] {
  const parts: Part[] = [];
  let at = from;
  while (at < to) {
    const found = bytes.indexOf(FIELD_TERMINATOR, at);
    const end = found < 0 || found > to ? to : found;
    parts.push({ from: at, to: end });
    at = end + 1;
  }
  return parts;
}

/** Every entry names a stretch that begins after a terminator and ends with one, none twice: any order is legal. */
function exactPlaces(
  bytes: Uint8Array,
  entries: readonly Entry[],
  dataStart: number,
  dataEnd: number,
): FieldPlace[] | undefined {
  const starts = new Set<number>();
  const places: FieldPlace[] = [];
  for (const entry of entries) {
    const from = dataStart + entry.start;
    const to = from + entry.length - 1;
    if (entry.start < 0 || entry.length < 1 || to >= dataEnd || starts.has(from)) return undefined;
    if (bytes[to] !== FIELD_TERMINATOR || bytes[from - 1] !== FIELD_TERMINATOR) return undefined;
    starts.add(from);
    places.push({ tag: entry.tag, from, to });
  }
  return places;
}

/** The lengths add up to the data exactly, so a terminator inside or missing between fields is the damage. */
function sequentialPlaces(
  bytes: Uint8Array,
  entries: readonly Entry[],
  dataStart: number,
  dataEnd: number,
  problems: Problem[],
): FieldPlace[] | undefined {
  let expected = 0;
  for (const entry of entries) {
    if (entry.length < 1 || entry.start !== expected) return undefined;
    expected += entry.length;
  }
  if (expected !== dataEnd - dataStart) return undefined;
  const places = entries.map((entry) => {
    const from = dataStart + entry.start;
    return { tag: entry.tag, from, to: from + entry.length - 1 };
  });
  const unterminated = places.filter((place) => bytes[place.to] !== FIELD_TERMINATOR);
  if (unterminated.length * 2 > places.length) return undefined;
  for (const { tag, to } of unterminated)
    problems.push({ code: 'missing-field-terminator', params: { tag }, offset: to });
  return places;
}

/** Lengths that count the characters of UTF-8 instead of its bytes: a common mistake, and exact in its own way. */
function placesInCharacters(
  bytes: Uint8Array,
  entries: readonly Entry[],
  dataStart: number,
  dataEnd: number,
): FieldPlace[] | undefined {
  const places: FieldPlace[] = [];
  let at = dataStart;
  let counted = 0;
  for (const entry of entries) {
    if (entry.length < 1 || entry.start !== counted) return undefined;
    counted += entry.length;
    const from = at;
    for (let left = entry.length; left > 0; left -= 1) {
      if (at >= dataEnd) return undefined;
      at += 1;
      while (((bytes[at] ?? 0) & 0xc0) === 0x80) at += 1;
    }
    if (bytes[at - 1] !== FIELD_TERMINATOR) return undefined;
    places.push({ tag: entry.tag, from, to: at - 1 });
  }
  return at === dataEnd ? places : undefined;
}

/** A field that holds a terminator and then indicators and a delimiter is two fields that share an entry. */
function splitJoined(bytes: Uint8Array, places: readonly FieldPlace[], problems: Problem[]): FieldPlace[] {
  return places.flatMap((place) => {
    const pieces: FieldPlace[] = [];
    let from = place.from;
    let inner = bytes.indexOf(FIELD_TERMINATOR, from);
    while (inner >= 0 && inner < place.to) {
      if (bytes[inner + 3] === SUBFIELD_DELIMITER && inner + 3 < place.to && !place.tag.startsWith('00')) {
        problems.push({ code: 'separator-in-data', params: { tag: place.tag }, offset: inner });
        pieces.push({ tag: place.tag, from, to: inner });
        from = inner + 1;
      }
      inner = bytes.indexOf(FIELD_TERMINATOR, inner + 1);
    }
    pieces.push({ tag: place.tag, from, to: place.to });
    return pieces;
  });
}

/** Where there are more parts than entries, a field holds a terminator: parts are joined until they are as long as
 * their entry says, give or take the bytes that the damage added. */
function mergeParts(entries: readonly Entry[], parts: readonly Part[]): readonly Part[] {
  const surplus = parts.length - entries.length;
  if (surplus < 1 || surplus > 3) return parts;
  const merged: Part[] = [];
  let next = 0;
  for (const entry of entries) {
    const first = parts[next];
    if (first === undefined) return parts;
    let to = first.to;
    next += 1;
    while (to - first.from + 1 < entry.length - surplus && next < parts.length) {
      to = parts[next]?.to ?? to;
      next += 1;
    }
    merged.push({ from: first.from, to });
  }
  const left = parts.at(-1);
  const last = merged.pop();
  if (left === undefined || last === undefined || parts.length - next > surplus) return parts;
  return [...merged, { from: last.from, to: left.to }];
}

/** Tags by where their fields begin, if the starts can be trusted that far; else in the directory's order. */
function tagsInDataOrder(entries: readonly Entry[]): string[] {
  const distinct = new Set(entries.map((entry) => entry.start));
  const trusted = distinct.size === entries.length && !distinct.has(-1);
  const ordered = trusted ? entries.toSorted((a, b) => a.start - b.start) : entries;
  return ordered.map((entry) => entry.tag);
}

/** One tag for each part, and only if control fields have no subfields and the others do, one in four excepted: the
 * sign that the pairs are the right ones. */
function pair(
  bytes: Uint8Array,
  tags: readonly string[] | undefined,
  parts: readonly Part[],
): FieldPlace[] | undefined {
  if (tags === undefined || tags.length !== parts.length || parts.length === 0) return undefined;
  const places: FieldPlace[] = [];
  const first = bytes.indexOf(SUBFIELD_DELIMITER, parts[0]?.from ?? 0);
  const noneHasSubfields = first < 0 || first > (parts.at(-1)?.to ?? 0);
  let odd = 0;
  for (const [index, part] of parts.entries()) {
    const tag = tags[index];
    if (tag === undefined) return undefined;
    places.push({ tag, from: part.from, to: part.to });
    if (noneHasSubfields) continue;
    const delimiter = bytes.indexOf(SUBFIELD_DELIMITER, part.from);
    const hasSubfields = delimiter >= 0 && delimiter < part.to;
    if (tag.startsWith('00') ? hasSubfields : !hasSubfields && part.to - part.from > 2) odd += 1;
  }
  return odd * 4 <= parts.length ? places : undefined;
}

/** Reads the tags out of a directory that lost or gained bytes: each entry is found by the length and start that the
 * data itself gives, allowing two bytes of slip; an entry whose numbers are damaged keeps the tag where it should be. */
function realign(bytes: Uint8Array, start: number, directoryEnd: number, parts: readonly Part[]): string[] | undefined {
  const directory = text(bytes, start, directoryEnd);
  const dataStart = parts[0]?.from ?? 0;
  const tags: string[] = [];
  let cursor = LEADER_LENGTH;
  for (const part of parts) {
    const length = String(part.to - part.from + 1).padStart(4, '0');
    const numbers = length + String(part.from - dataStart).padStart(5, '0');
    const found = directory.indexOf(numbers, cursor + 1);
    const at = found >= 0 && found <= cursor + 5 ? found - 3 : cursor;
    const tag = directory.slice(at, at + 3);
    if (!/^[0-9A-Za-z]{3}$/.test(tag)) return undefined;
    tags.push(tag);
    cursor = at + ENTRY_LENGTH;
  }
  return Math.abs(cursor - directory.length) <= 2 ? tags : undefined;
}
