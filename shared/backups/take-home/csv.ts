/** What spreadsheets take for the beginning of a formula. */
const FORMULA = /^[=+\-@\t\r]/;
const SPECIAL = /[",\r\n]/;

const cell = (value: string | number | boolean | undefined): string => {
  if (value === undefined) return '';
  // Only text can be a formula: a number below zero is a number.
  const text = typeof value === 'string' && FORMULA.test(value) ? `'${value}` : String(value);
  return SPECIAL.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** So that a spreadsheet knows the file is UTF-8. */
export const CSV_MARK = '\uFEFF';

/**
 * One line of CSV (RFC 4180). A text that a spreadsheet would run as a formula gets an apostrophe before it, because
 * names and notes are typed by anybody.
 */
export const csvLine = (cells: readonly (string | number | boolean | undefined)[]): string =>
  `${cells.map(cell).join(',')}\r\n`;
