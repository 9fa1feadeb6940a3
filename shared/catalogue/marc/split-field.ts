import type { Problem } from './problems.ts';
import type { MarcField, Subfield } from './record.ts';

/** Builds a field from its text (without the terminator), noting what had to be repaired.
 * @param offset of the field's first byte, for the problems */
export function fieldFromText(tag: string, text: string, offset: number, problems: Problem[]): MarcField {
  return makeField(tag, text.split('\x1F'), offset, problems);
}

/** As `fieldFromText`, from the pieces between subfield delimiters: indicators first, then code and value. */
export function makeField(tag: string, pieces: readonly string[], offset: number, problems: Problem[]): MarcField {
  const head = pieces[0] ?? '';
  if (!PLAIN_TAG.test(tag)) problems.push({ code: 'odd-tag', params: { tag }, offset });
  if (pieces.length === 1 && (tag.startsWith('00') || head.length !== 2)) {
    // Text without a delimiter stays what it is: guessing a subfield for it could not be undone.
    if (!tag.startsWith('00')) problems.push({ code: 'no-subfields', params: { tag }, offset });
    return { tag, value: withoutSeparators(tag, head, offset, problems) };
  }
  if (head.length !== 2) {
    problems.push({ code: 'bad-indicators', params: { tag, dropped: head.slice(2) }, offset });
  }
  const subfields: Subfield[] = [];
  for (let index = 1; index < pieces.length; index += 1) {
    const piece = withoutSeparators(tag, pieces[index] ?? '', offset, problems);
    const codeLength = piece.length > 1 && isHighSurrogate(piece) ? 2 : 1;
    subfields.push({ code: piece.slice(0, codeLength), value: piece.slice(codeLength) });
  }
  const indicators = withoutSeparators(tag, head, offset, problems).padEnd(2, ' ');
  return { tag, ind1: indicators.slice(0, 1), ind2: indicators.slice(1, 2), subfields };
}

const PLAIN_TAG = /^[0-9A-Za-z]{3}$/;

function isHighSurrogate(text: string): boolean {
  const unit = text.charCodeAt(0);
  return unit >= 0xd800 && unit <= 0xdbff;
}

function withoutSeparators(tag: string, text: string, offset: number, problems: Problem[]): string {
  if (!text.includes('\x1E') && !text.includes('\x1D')) return text;
  problems.push({ code: 'separator-in-data', params: { tag }, offset });
  return text.replaceAll('\x1E', ' ').replaceAll('\x1D', ' ');
}
