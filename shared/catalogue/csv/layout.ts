import { type CsvColumn, columnFor } from './columns.ts';
import { decodeText } from './decode.ts';
import { nextRow, splitCells } from './rows.ts';

export type CsvDelimiter = ',' | ';' | '\t';

/** How a file is laid out: kept with an import job, so that it can go on from the middle of the file. */
export interface CsvLayout {
  readonly delimiter: CsvDelimiter;
  /** What each cell of a row is; null: not imported. */
  readonly columns: readonly (CsvColumn | null)[];
  readonly headings: readonly string[];
  /** Byte offset of the first row after the headings. */
  readonly dataOffset: number;
}

export type LayoutFinding =
  | { readonly ok: true; readonly layout: CsvLayout }
  | { readonly ok: false; readonly headings: readonly string[] };

const BOM = [0xef, 0xbb, 0xbf];

/** Reads the headings from the first bytes of a file (64 KB are enough). The separator is the one of comma,
 * semicolon and tab that gives the most headings we know. Not ok without a title column. */
export function detectLayout(head: Uint8Array): LayoutFinding {
  const candidates = delimiters.map((delimiter) => layoutWith(head, delimiter));
  const best = candidates.toSorted((a, b) => known(b) - known(a))[0];
  if (best?.columns.includes('title')) return { ok: true, layout: best };
  return { ok: false, headings: best?.headings.slice(0, 20) ?? [] };
}

const delimiters: readonly CsvDelimiter[] = [',', ';', '\t'];

function known(layout: CsvLayout): number {
  return layout.columns.filter((column) => column !== null).length;
}

function layoutWith(head: Uint8Array, delimiter: CsvDelimiter): CsvLayout {
  let start = BOM.every((byte, index) => head[index] === byte) ? BOM.length : 0;
  for (;;) {
    const frame = nextRow(head, start, delimiter.charCodeAt(0), true);
    const end = frame.kind === 'need' ? head.length : frame.end;
    const next = frame.kind === 'need' ? head.length : frame.next;
    const text = decodeText(head.subarray(start, end)).text;
    // Some spreadsheets write a first line that names the separator; blank lines may stand before the headings.
    if (next < head.length && (text.trim() === '' || /^"?sep=.?"?$/i.test(text.trim()))) {
      start = next;
      continue;
    }
    const headings = splitCells(text, delimiter);
    return { delimiter, headings, columns: assign(headings), dataOffset: next };
  }
}

/** The first heading of a kind wins; a second one of the same kind is not imported. */
function assign(headings: readonly string[]): (CsvColumn | null)[] {
  const taken = new Set<CsvColumn>();
  return headings.map((heading) => {
    const column = columnFor(heading);
    if (column === undefined || taken.has(column)) return null;
    taken.add(column);
    return column;
  });
}
