const QUOTE = 0x22;
const CR = 0x0d;
const LF = 0x0a;

/** A row longer than this is taken for a quote that nobody closed. */
export const MAX_ROW_BYTES = 65_536;

export type RowFrame =
  | { readonly kind: 'row'; readonly end: number; readonly next: number }
  /** A quote is still open at the end of the bytes, or after MAX_ROW_BYTES. The line, to its first line end. */
  | { readonly kind: 'unclosed'; readonly end: number; readonly next: number }
  | { readonly kind: 'need' };

/** Finds the end of the row at `start`: a line end that is not inside quotes. Works on bytes, because separators and
 * quotes are ASCII in every encoding we read, and so each row's place in the file is known. */
export function nextRow(bytes: Uint8Array, start: number, delimiter: number, final: boolean): RowFrame {
  let quoted = false;
  let atCellStart = true;
  const limit = Math.min(bytes.length, start + MAX_ROW_BYTES);
  for (let at = start; at < limit; at += 1) {
    const byte = bytes[at];
    if (quoted) {
      if (byte === QUOTE && bytes[at + 1] === QUOTE) at += 1;
      else if (byte === QUOTE) quoted = false;
    } else if (byte === QUOTE && atCellStart) quoted = true;
    else if (byte === LF || byte === CR) {
      // A CR at the very end of what is here may have its LF in the next chunk.
      if (byte === CR && at + 1 === bytes.length && !final) return { kind: 'need' };
      return { kind: 'row', end: at, next: byte === CR && bytes[at + 1] === LF ? at + 2 : at + 1 };
    }
    atCellStart = byte === delimiter && !quoted;
  }
  if (bytes.length < start + MAX_ROW_BYTES && !final) return { kind: 'need' };
  if (!quoted && limit === bytes.length) return { kind: 'row', end: limit, next: limit };
  return unclosed(bytes, start, limit);
}

function unclosed(bytes: Uint8Array, start: number, limit: number): RowFrame {
  let end = start;
  while (end < limit && bytes[end] !== LF && bytes[end] !== CR) end += 1;
  const next = bytes[end] === CR && bytes[end + 1] === LF ? end + 2 : Math.min(end + 1, bytes.length);
  return { kind: 'unclosed', end, next };
}

/** The cells of one row. Quotes are doubled inside quoted cells; text after a closing quote is kept. */
export function splitCells(row: string, delimiter: string): string[] {
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    let cell = '';
    if (row[at] === '"') {
      let close = row.indexOf('"', at + 1);
      while (close >= 0 && row[close + 1] === '"') close = row.indexOf('"', close + 2);
      const end = close < 0 ? row.length : close;
      cell = row.slice(at + 1, end).replaceAll('""', '"');
      at = end + 1;
    }
    const next = row.indexOf(delimiter, at);
    const end = next < 0 ? row.length : next;
    cells.push((cell + row.slice(at, end)).trim());
    if (next < 0) return cells;
    at = next + 1;
  }
}
