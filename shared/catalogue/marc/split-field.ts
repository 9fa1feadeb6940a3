import type { Problem } from './problems.ts';
import type { MarcField, Subfield } from './record.ts';

const DELIMITER = '\x1F';

/** Builds a field from its text (without the terminator), noting what had to be repaired.
 * @param offset of the field's first byte, for the problems */
export function fieldFromText(tag: string, text: string, offset: number, problems: Problem[]): MarcField {
  const clean = withoutSeparators(tag, text, offset, problems);
  return fieldWithin(tag, clean, 0, clean.length, offset, problems);
}

/** As `fieldFromText`, for the field at [from, to) of a longer text that holds no terminators there. */
export function fieldWithin(
  tag: string,
  text: string,
  from: number,
  to: number,
  offset: number,
  problems: Problem[],
): MarcField {
  if (!isPlainTag(tag)) problems.push({ code: 'odd-tag', params: { tag }, offset });
  let delimiter = text.indexOf(DELIMITER, from);
  if (delimiter < 0 || delimiter >= to) return fieldWithoutSubfields(tag, text.slice(from, to), offset, problems);
  const subfields: Subfield[] = [];
  let ind1 = text[from] ?? ' ';
  let ind2 = text[from + 1] ?? ' ';
  if (delimiter - from !== 2) {
    const head = text.slice(from, delimiter);
    problems.push({ code: 'bad-indicators', params: { tag, extra: head.slice(2) }, offset });
    ind1 = head[0] ?? ' ';
    ind2 = head[1] ?? ' ';
    // One character more is a third indicator, which MARC 21 does not have; text is a subfield without its delimiter.
    if (head.length > 3) subfields.push({ code: 'a', value: head.slice(2) });
  }
  while (delimiter < to) {
    const start = delimiter + 1;
    const next = text.indexOf(DELIMITER, start);
    const end = next < 0 || next > to ? to : next;
    const valueAt = Math.min(end, start + codeLength(text, start));
    subfields.push({ code: text.slice(start, valueAt), value: text.slice(valueAt, end) });
    delimiter = end;
  }
  return { tag, ind1, ind2, subfields };
}

function fieldWithoutSubfields(tag: string, text: string, offset: number, problems: Problem[]): MarcField {
  if (tag.startsWith('00')) return { tag, value: text };
  if (text.length === 2) return { tag, ind1: text.slice(0, 1), ind2: text.slice(1), subfields: [] };
  // Text without a delimiter stays what it is: guessing a subfield for it could not be undone.
  problems.push({ code: 'no-subfields', params: { tag }, offset });
  return { tag, value: text };
}

export function isPlainTag(tag: string): boolean {
  if (tag.length !== 3) return false;
  for (let index = 0; index < 3; index += 1) {
    const unit = tag.charCodeAt(index);
    const digit = unit >= 0x30 && unit <= 0x39;
    const letter = (unit | 0x20) >= 0x61 && (unit | 0x20) <= 0x7a;
    if (!digit && !letter) return false;
  }
  return true;
}

/** A code outside the basic plane is two units of a JavaScript string. */
function codeLength(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  return unit >= 0xd800 && unit <= 0xdbff ? 2 : 1;
}

function withoutSeparators(tag: string, text: string, offset: number, problems: Problem[]): string {
  if (!text.includes('\x1E') && !text.includes('\x1D')) return text;
  problems.push({ code: 'separator-in-data', params: { tag }, offset });
  return text.replaceAll('\x1E', ' ').replaceAll('\x1D', ' ');
}
