export type Cell = string | number;

/** Spreadsheets take a cell that begins like this for a formula, wherever the text came from. */
const FORMULA = /^[=+\-@\t\r]/;
const BOM = '\u{feff}';

const cell = (value: Cell): string => {
  if (typeof value === 'number') return String(value);
  const harmless = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
};

/** Rows as RFC 4180 text with a byte order mark, which tells spreadsheets that it is UTF-8; no cell acts as a formula. */
export const csvOf = (head: readonly string[], rows: readonly (readonly Cell[])[]): string =>
  BOM + [head, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
