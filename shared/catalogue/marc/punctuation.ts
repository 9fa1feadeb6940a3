/** Text of a field as people read it: without the punctuation that ISBD puts between areas, without sorting marks. */
export function displayText(text: string): string {
  return trimIsbd(withoutSortMarks(text).replace(/\s+/g, ' ').trim());
}

/** U+0098 and U+009C frame characters to skip in sorting; on a screen they are noise. */
export function withoutSortMarks(text: string): string {
  return text.replace(/[\u0098\u009c]/g, '');
}

function trimIsbd(text: string): string {
  let result = text;
  for (;;) {
    const next = trimOnce(result).trimEnd();
    if (next === result) return result;
    result = next;
  }
}

const ENDS_IN_ABBREVIATION =
  /(^|[\s.(-])(\p{L}|[\p{L}.]*\.\p{L}|etc|ed|vol|no|co|inc|ltd|jr|sr|st|dr|mr|mrs|dept)\.$/iu;

function trimOnce(text: string): string {
  if (/[\s]*[:;,/=]$/.test(text)) return text.slice(0, -1);
  // A full stop ends an area, unless it belongs to an initial, an abbreviation or an ellipsis.
  if (text.endsWith('.') && !text.endsWith('..') && !ENDS_IN_ABBREVIATION.test(text)) return text.slice(0, -1);
  if (text.startsWith('[') && text.endsWith(']') && text.indexOf(']') === text.length - 1) return text.slice(1, -1);
  return text;
}
