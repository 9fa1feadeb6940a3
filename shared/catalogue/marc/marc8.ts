import type { EaccTable } from './eacc.ts';
import { characterSets } from './marc8-tables.ts';

const REPLACEMENT = '\uFFFD';
const EACC = '1';

export interface Marc8Text {
  /** NFC; codes without a meaning are U+FFFD. */
  readonly text: string;
  /** How many codes had no meaning. */
  readonly bad: number;
  /** Escapes that begin no known sequence (now U+FFFD) and other control characters (dropped): damage, but no doubt
   * about the charset. */
  readonly badControls: number;
  /** Escape sequences that designate a character set. */
  readonly escapes: number;
  /** Marks that stood before something they cannot modify: a sign that the text is not MARC-8 at all. */
  readonly strayMarks: number;
  readonly eaccMissing: boolean;
}

interface CompiledSet {
  readonly characters: readonly string[];
  readonly combining: ReadonlySet<number>;
}

const compiled = new Map<string, CompiledSet>();

function setFor(final: string): CompiledSet | undefined {
  const known = compiled.get(final);
  if (known !== undefined) return known;
  const source = Object.hasOwn(characterSets, final) ? characterSets[final] : undefined;
  if (source === undefined) return undefined;
  const made = {
    characters: Array.from(source.characters),
    combining: new Set(Array.from(source.combining, (character) => character.charCodeAt(0))),
  };
  compiled.set(final, made);
  return made;
}

// Two codes of Extended Latin sit among the C1 controls: sorting marks and joiners.
const ansiControls: ReadonlyMap<number, string> = new Map([
  [0x88, '\u0098'],
  [0x89, '\u009C'],
  [0x8d, '\u200D'],
  [0x8e, '\u200C'],
]);

// The right halves of the double marks. Unicode's first half spans both letters, so the second is dropped after it.
const LEFT_HALVES = '\u0361\u0360';
const RIGHT_HALVES = '\uFE21\uFE23';

const NUMERIC_REFERENCE = /&#x([0-9A-Fa-f]{2,6});/g;
const LETTER_OR_MARK = /^[\p{L}\p{M}\p{N}]/u;

/** Decodes one run of MARC-8 (a field or a subfield value): sets G0 = ASCII and G1 = ANSEL at its start, escape
 * sequences of both techniques, marks before their letter, lossless `&#x….;` references. Returns NFC text. */
export function decodeMarc8(bytes: Uint8Array, start: number, end: number, eacc: EaccTable | undefined): Marc8Text {
  let g0 = 'B';
  let g1 = 'E';
  let text = '';
  let marks = '';
  let bad = 0;
  let strayMarks = 0;
  let eaccMissing = false;
  let badControls = 0;
  let escapes = 0;
  let openHalves = 0;
  let at = start;

  const emit = (character: string): void => {
    if (marks !== '') {
      if (!LETTER_OR_MARK.test(character)) strayMarks += marks.length;
      text += character + marks;
      marks = '';
    } else text += character;
  };
  const unknown = (): void => {
    bad += 1;
    emit(REPLACEMENT);
  };
  const mark = (character: string): void => {
    if (LEFT_HALVES.includes(character)) openHalves += 1;
    if (RIGHT_HALVES.includes(character) && openHalves > 0) openHalves -= 1;
    else marks += character;
  };

  while (at < end) {
    const byte = bytes[at] ?? 0;
    if (byte === 0x1b) {
      const sequence = readEscape(bytes, at, end);
      if (sequence === undefined) {
        badControls += 1;
        emit(REPLACEMENT);
        at += 1;
        continue;
      }
      if (sequence.slot === 'g0') g0 = sequence.final;
      else g1 = sequence.final;
      escapes += 1;
      at = sequence.next;
      continue;
    }
    const high = byte >= 0x80;
    const final = high ? g1 : g0;
    if (final === EACC && (byte & 0x7f) > 0x20) {
      const found = readEacc(bytes, at, end, eacc);
      if (found.character === undefined) {
        if (eacc === undefined) {
          eaccMissing = true;
          emit(REPLACEMENT);
        } else unknown();
      } else emit(found.character);
      at = found.next;
      continue;
    }
    at += 1;
    const low = byte & 0x7f;
    if (high && (byte < 0xa1 || byte === 0xff)) {
      const control = ansiControls.get(byte);
      if (control === undefined) unknown();
      else text += control;
    } else if (byte < 0x20 || low === 0x7f) {
      // MARC-8 has no other control characters: what stands here has no meaning, and XML could not hold it.
      badControls += 1;
    } else if (low === 0x20) {
      emit(' ');
    } else {
      const set = setFor(final);
      const character = set?.characters[low - 0x21];
      if (set === undefined || character === undefined || (character === ' ' && low !== 0x20)) unknown();
      else if (set.combining.has(low)) mark(character);
      else emit(character);
    }
  }
  if (marks !== '') {
    strayMarks += marks.length;
    text += marks;
  }
  return { text: fold(text), bad, badControls, escapes, strayMarks, eaccMissing };
}

function fold(text: string): string {
  const unescaped = text.includes('&#x') ? text.replace(NUMERIC_REFERENCE, fromReference) : text;
  return unescaped.normalize('NFC');
}

function fromReference(whole: string, hex: string): string {
  const code = Number.parseInt(hex, 16);
  // References to controls and surrogates are left as text: they would be separators, or no character at all.
  if (code < 0x20 || (code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) return whole;
  return String.fromCodePoint(code);
}

interface Escape {
  readonly slot: 'g0' | 'g1';
  readonly final: string;
  readonly next: number;
}

/** `ESC g|b|p|s`, `ESC ( , ) - F`, `ESC $ F`, `ESC $ , ) - F`; ANSEL's final may be written `!E`. */
function readEscape(bytes: Uint8Array, at: number, end: number): Escape | undefined {
  const character = (position: number): string => (position < end ? String.fromCharCode(bytes[position] ?? 0) : '');
  const first = character(at + 1);
  if (first === 's') return { slot: 'g0', final: 'B', next: at + 2 };
  if (first === 'g' || first === 'b' || first === 'p') return { slot: 'g0', final: first, next: at + 2 };
  let next = at + 1;
  const multibyte = first === '$';
  if (multibyte) next += 1;
  const intermediate = character(next);
  let slot: 'g0' | 'g1' = 'g0';
  if (intermediate === '(' || intermediate === ',') next += 1;
  else if (intermediate === ')' || intermediate === '-') {
    slot = 'g1';
    next += 1;
  } else if (!multibyte) return undefined;
  if (character(next) === '!') next += 1;
  const final = character(next);
  if (multibyte ? final !== EACC : setFor(final) === undefined) return undefined;
  return { slot, final, next: next + 1 };
}

interface EaccCharacter {
  readonly character: string | undefined;
  readonly next: number;
}

function readEacc(bytes: Uint8Array, at: number, end: number, table: EaccTable | undefined): EaccCharacter {
  // Some systems wrote characters they could not map as {xxxxxx}: one lost character, not three wrong ones.
  if (bytes[at] === 0x7b && bytes[at + 7] === 0x7d && at + 8 <= end) return { character: undefined, next: at + 8 };
  // A code cut short by an escape or the end is one lost character; the escape after it still counts.
  for (let offset = 1; offset < 3; offset += 1) {
    if (at + offset >= end || bytes[at + offset] === 0x1b) return { character: undefined, next: at + offset };
  }
  const code = (((bytes[at] ?? 0) & 0x7f) << 16) | (((bytes[at + 1] ?? 0) & 0x7f) << 8) | ((bytes[at + 2] ?? 0) & 0x7f);
  return { character: table?.get(code), next: at + 3 };
}
