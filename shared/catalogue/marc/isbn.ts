export type IsbnProblem =
  | 'empty'
  | 'not-an-isbn' // no run of digits of a right length
  | 'wrong-check-digit'
  | 'digits-lost' // a spreadsheet rounded the number, and the check digit does not prove which it was
  | 'music-number'; // 979-0 is an ISMN

export type IsbnRepair = 'spreadsheet-number' | 'leading-zeros';

export type IsbnFinding =
  | { readonly ok: true; readonly isbn13: string; readonly repair?: IsbnRepair }
  | { readonly ok: false; readonly problem: IsbnProblem };

const SPREADSHEET_NUMBER = /^(\d)[.,](\d{1,14})E\+?(\d{1,2})$/i;
const DIGITS = /^(?:ISBN(?:-?1[03])?:?\s*)?((?:\d[\s\u00ad\u2010-\u2015-]*)+[Xx]?)(?![0-9A-Za-z])/;

/** Finds the ISBN in a text as catalogues and spreadsheets write it: hyphens, "ISBN", "(pbk.)" and prices are
 * dropped; zeros that a spreadsheet removed, and digits it rounded away, come back only if the check digit proves
 * them. ISBN-10 is given as the ISBN-13 that names the same book. */
export function parseIsbn(text: string): IsbnFinding {
  const trimmed = text.trim();
  if (trimmed === '') return { ok: false, problem: 'empty' };
  const rounded = SPREADSHEET_NUMBER.exec(trimmed);
  if (rounded !== null) return fromSpreadsheetNumber(`${rounded[1]}${rounded[2]}`, Number(rounded[3]));
  const found = DIGITS.exec(trimmed.replace(/^(\d+)[.,]0+$/, '$1'));
  const written = found?.[1];
  if (written === undefined) return { ok: false, problem: 'not-an-isbn' };
  const whole = fromDigits(compact(written));
  if (whole.ok || whole.problem !== 'not-an-isbn') return whole;
  // Two numbers side by side: the first one alone.
  const first = fromDigits(compact(written.split(/\s/)[0] ?? ''));
  return first.ok ? first : whole;
}

function compact(text: string): string {
  return text.replace(/[^0-9Xx]/g, '').toUpperCase();
}

function fromDigits(digits: string): IsbnFinding {
  if (/^\d{13}$/.test(digits)) {
    if (digits.startsWith('9790')) return { ok: false, problem: 'music-number' };
    if (!digits.startsWith('978') && !digits.startsWith('979')) return { ok: false, problem: 'not-an-isbn' };
    return isbn13CheckDigit(digits) === digits[12]
      ? { ok: true, isbn13: digits }
      : { ok: false, problem: 'wrong-check-digit' };
  }
  if (!/^\d{6,9}[\dX]$/.test(digits)) return { ok: false, problem: 'not-an-isbn' };
  const ten = digits.padStart(10, '0');
  if (isbn10CheckDigit(ten) !== ten[9])
    return { ok: false, problem: digits.length === 10 ? 'wrong-check-digit' : 'not-an-isbn' };
  const isbn13 = isbn10To13(ten);
  return digits.length === 10 ? { ok: true, isbn13 } : { ok: true, isbn13, repair: 'leading-zeros' };
}

/** `9.78043902348E+12` has lost its last digit. Of the numbers that round to it, exactly one may be an ISBN. */
function fromSpreadsheetNumber(digits: string, exponent: number): IsbnFinding {
  const lost = exponent + 1 - digits.length;
  if (exponent !== 12 || lost > 1) return { ok: false, problem: 'digits-lost' };
  if (lost <= 0) return fromDigits(digits.slice(0, 13));
  const middle = Number(digits) * 10;
  const candidates: string[] = [];
  for (let value = middle - 5; value < middle + 5; value += 1) {
    const finding = fromDigits(String(value));
    if (finding.ok) candidates.push(finding.isbn13);
  }
  const [only, another] = candidates;
  if (only === undefined || another !== undefined) return { ok: false, problem: 'digits-lost' };
  return { ok: true, isbn13: only, repair: 'spreadsheet-number' };
}

function weightedSum(digits: string, weight: (index: number) => number): number {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) sum += Number(digits[index]) * weight(index);
  return sum;
}

/** Check digit over the first twelve digits (ISO 2108): weights 1 and 3, modulo 10. */
function isbn13CheckDigit(digits: string): string {
  return String((10 - (weightedSum(digits.slice(0, 12), (index) => (index % 2 === 0 ? 1 : 3)) % 10)) % 10);
}

/** Check digit over the first nine digits (ISO 2108:1992): weights 10 to 2, modulo 11, ten is X. */
function isbn10CheckDigit(digits: string): string {
  const rest = (11 - (weightedSum(digits.slice(0, 9), (index) => 10 - index) % 11)) % 11;
  return rest === 10 ? 'X' : String(rest);
}

/** The ISBN-13 of a valid ISBN-10 (ten characters). */
export function isbn10To13(isbn10: string): string {
  const stem = `978${isbn10.slice(0, 9)}`;
  return `${stem}${isbn13CheckDigit(stem)}`;
}

/** The ISBN-10 of a valid ISBN-13, or undefined for 979, which has none. */
export function isbn13To10(isbn13: string): string | undefined {
  if (!isbn13.startsWith('978')) return undefined;
  const stem = isbn13.slice(3, 12);
  return `${stem}${isbn10CheckDigit(stem)}`;
}
