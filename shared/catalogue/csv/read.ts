import { createByteWindow } from '../marc/byte-window.ts';
import type { Outcome, Problem } from '../marc/problems.ts';
import type { MarcRecord } from '../marc/record.ts';
import { describeKind, hintFor } from '../marc/sniff.ts';
import { decodeText } from './decode.ts';
import { type CsvLayout, detectLayout } from './layout.ts';
import { type RowValues, recordFromRow } from './row-record.ts';
import { MAX_ROW_BYTES, nextRow, splitCells } from './rows.ts';

/** As for a MARC record, with the number of the row in the file as a spreadsheet counts: the headings are row 1
 * (rows, not lines: a cell may hold line ends). */
export type CsvOutcome = Outcome<MarcRecord> & { readonly row: number };

export interface CsvOptions {
  /** To resume: the layout found at first, and where and with what numbers to go on. */
  readonly resume?: {
    readonly layout: CsvLayout;
    readonly startOffset: number;
    readonly startIndex: number;
    readonly startRow: number;
  };
}

/** Reads a list with a row of headings: one outcome for each row that is not blank, in order. Errors of the source
 * pass through; nothing in the bytes throws. Memory is bounded by the longest row allowed.
 *
 * Own code instead of a library because an import must know the byte at which each row begins, must lose one row
 * and not the file to an unclosed quote, and runs in the browser for the preview. */
export async function* readCsv(
  source: AsyncIterable<Uint8Array>,
  options: CsvOptions = {},
): AsyncGenerator<CsvOutcome, void, undefined> {
  const { resume } = options;
  const window = createByteWindow(resume?.startOffset ?? 0);
  let layout = resume?.layout;
  const place = { index: resume?.startIndex ?? 0, row: resume?.startRow ?? 2 };
  const iterator = source[Symbol.asyncIterator]();
  try {
    for (let final = false; !final; ) {
      const next = await iterator.next();
      if (next.done === true) final = true;
      else if (next.value.length > 0) window.append(next.value);
      if (layout === undefined) {
        if (!final && window.bytes().length < MAX_ROW_BYTES) continue;
        const found = detectLayout(window.bytes());
        if (!found.ok) {
          yield refusedFile(window.bytes(), found.headings);
          return;
        }
        layout = found.layout;
        window.drop(layout.dataOffset);
      }
      yield* rowsOf(window, layout, place, final);
    }
  } finally {
    await iterator.return?.();
  }
}

function* rowsOf(
  window: ReturnType<typeof createByteWindow>,
  layout: CsvLayout,
  place: { index: number; row: number },
  final: boolean,
): Generator<CsvOutcome, void, undefined> {
  const bytes = window.bytes();
  const base = window.offset();
  let at = 0;
  while (at < bytes.length) {
    const frame = nextRow(bytes, at, layout.delimiter.charCodeAt(0), final);
    if (frame.kind === 'need') break;
    const where = { index: place.index, row: place.row, offset: base + at, length: frame.next - at };
    if (frame.kind === 'unclosed') {
      const long = frame.end - at >= MAX_ROW_BYTES;
      yield {
        ...where,
        status: 'refused',
        problems: [{ code: long ? 'row-too-long' : 'unclosed-quote', offset: base + at }],
      };
      place.index += 1;
    } else {
      const outcome = outcomeOf(bytes.subarray(at, frame.end), layout, base + at);
      if (outcome !== undefined) {
        yield { ...where, ...outcome };
        place.index += 1;
      }
    }
    place.row += 1;
    at = frame.next;
  }
  window.drop(at);
}

type RowOutcome =
  | { readonly status: 'refused'; readonly problems: readonly Problem[] }
  | { readonly status: 'ok' | 'repaired'; readonly problems: readonly Problem[]; readonly record: MarcRecord };

function outcomeOf(bytes: Uint8Array, layout: CsvLayout, offset: number): RowOutcome | undefined {
  const { text, guessed } = decodeText(bytes);
  const cells = splitCells(text, layout.delimiter);
  if (cells.every((cell) => cell === '')) return undefined;
  const surplus = cells.slice(layout.columns.length).some((cell) => cell !== '');
  if (surplus) {
    const params = { cells: cells.length, headings: layout.columns.length };
    return { status: 'refused', problems: [{ code: 'too-many-cells', params, offset }] };
  }
  const result = recordFromRow(valuesOf(cells, layout));
  const encoding: Problem[] = guessed ? [{ code: 'charset-guessed', params: { found: 'windows-1252' } }] : [];
  const problems = [...encoding, ...result.problems].map((problem) => ({ ...problem, offset }));
  if (result.record === undefined) return { status: 'refused', problems };
  return { status: problems.length === 0 ? 'ok' : 'repaired', problems, record: result.record };
}

function valuesOf(cells: readonly string[], layout: CsvLayout): RowValues {
  return Object.fromEntries(
    layout.columns.flatMap((column, index) => (column === null ? [] : [[column, cells[index] ?? '']])),
  );
}

function refusedFile(bytes: Uint8Array, headings: readonly string[]): CsvOutcome {
  const kind = describeKind(bytes.subarray(0, 1024));
  const problem: Problem =
    kind === 'text'
      ? { code: 'no-title-column', params: { found: headings.join(', ').slice(0, 500) }, offset: 0 }
      : { code: 'not-marc', params: { kind, hint: hintFor(kind) }, offset: 0 };
  return { index: 0, row: 1, offset: 0, length: bytes.length, status: 'refused', problems: [problem] };
}
