export type BarcodeKind = 'patron' | 'item' | 'isbn' | 'other';

export interface ScannedBarcode {
  readonly barcode: string;
  readonly kind: BarcodeKind;
  /** False when 14 digits begin like a library barcode and the check digit is wrong: probably a misread. */
  readonly valid: boolean;
}

/** What a scanner or a person typed, as it is stored: without spaces, and without the start and stop letters (a to d)
 * that some scanners send with Codabar. */
export function normaliseBarcode(raw: string): string {
  const compact = raw.replace(/[\s\p{C}]+/gu, '');
  const framed = /^[a-d](\d+)[a-d]$/i.exec(compact);
  return framed?.[1] ?? compact;
}

/** Reads a barcode. 14 digits beginning with 2 (patron) or 3 (item) carry a mod-10 check digit; 13 digits beginning
 * with 978 or 979 are an ISBN; all others are other schemes, taken as they are.
 * @param checkDigits whether the library uses the 14-digit scheme; without it every barcode is valid */
export function readBarcode(raw: string, checkDigits: boolean): ScannedBarcode {
  const barcode = normaliseBarcode(raw);
  if (/^97[89]\d{10}$/.test(barcode)) return { barcode, kind: 'isbn', valid: hasEanCheckDigit(barcode) };
  if (!checkDigits || !/^[23]\d{13}$/.test(barcode)) return { barcode, kind: 'other', valid: barcode !== '' };
  return { barcode, kind: barcode.startsWith('2') ? 'patron' : 'item', valid: hasMod10CheckDigit(barcode) };
}

/** Mod 10 as in 14-digit Codabar: from the right, every second digit is doubled and its own digits added. */
export function hasMod10CheckDigit(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const value = Number(digits[digits.length - 1 - index]);
    const doubled = index % 2 === 1 ? value * 2 : value;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

function hasEanCheckDigit(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) sum += Number(digits[index]) * (index % 2 === 0 ? 1 : 3);
  return sum % 10 === 0;
}
