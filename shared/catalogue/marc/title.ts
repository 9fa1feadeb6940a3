import { subfieldValues } from './fields.ts';
import { displayText, withoutSortMarks } from './punctuation.ts';
import type { DataField } from './record.ts';

export interface TitleParts {
  readonly title: string;
  readonly subtitle?: string;
}

/** 245 as people read it: $a with part numbers and names; $b apart; medium and responsibility left out. */
export function titleParts(field: DataField): TitleParts {
  const main = subfieldValues(field, 'anp')
    .map(displayText)
    .filter((part) => part !== '');
  const subtitle = displayText(subfieldValues(field, 'b').join(' '));
  const title = main.join('. ');
  if (title === '') return { title: subtitle };
  return subtitle === '' ? { title } : { title, subtitle };
}

/** The title as it is filed: without the characters that the second indicator counts (of 245; characters, not
 * bytes), without what stands between U+0098 and U+009C, and without punctuation in front. Case stays. */
export function sortTitle(field: DataField): string {
  const first = field.subfields.find((part) => part.code === 'a' || part.code === 'k')?.value ?? '';
  const rest = subfieldValues(field, 'bnp').join(' ');
  const filed = skipNonfiling(first, field.ind2);
  const text = withoutSkipped(`${filed} ${rest}`);
  return displayText(text.replace(/^[\s\p{P}\p{S}]+(?=[\p{L}\p{N}])/u, ''));
}

function skipNonfiling(text: string, indicator: string): string {
  const count = /^[1-9]$/.test(indicator) ? Number(indicator) : 0;
  const characters = Array.from(text.normalize('NFC'));
  // A count that would skip the whole title is a mistake; the marks of the other way to skip are not counted.
  if (count === 0 || count >= characters.length || text.includes('\u0098')) return text;
  return characters.slice(count).join('');
}

function withoutSkipped(text: string): string {
  return withoutSortMarks(text.replace(/\u0098[^\u0098\u009c]*\u009c/g, ''));
}
