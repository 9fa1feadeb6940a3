const digitValue = (digit: string): number => (digit === 'X' ? 10 : Number(digit));

const isIsbn10 = (isbn: string): boolean =>
  /^\d{9}[\dX]$/.test(isbn) && [...isbn].reduce((sum, digit, at) => sum + (10 - at) * digitValue(digit), 0) % 11 === 0;

const ean13CheckDigit = (first12: string): string => {
  const sum = [...first12].reduce((total, digit, at) => total + Number(digit) * (at % 2 === 0 ? 1 : 3), 0);
  return String((10 - (sum % 10)) % 10);
};

/** Upper case without spaces and dashes of any kind: how codes are compared, as scanners and people write them differently. */
export const compactCode = (text: string): string =>
  text
    .toWellFormed()
    .normalize('NFKC')
    .replace(/[\s\p{Pd}\p{Cf}]/gu, '')
    .toUpperCase();

/**
 * The 13 digits of an ISBN written with or without hyphens, as 10 or 13 digits; `undefined` when it is none
 * (wrong length or check digit). 979 numbers have no ten-digit form and are taken as they are.
 */
export const toIsbn13 = (text: string): string | undefined => {
  const compact = compactCode(text);
  if (isIsbn10(compact)) {
    const first12 = `978${compact.slice(0, 9)}`;
    return first12 + ean13CheckDigit(first12);
  }
  if (!/^97[89]\d{10}$/.test(compact)) return undefined;
  return ean13CheckDigit(compact.slice(0, 12)) === compact.slice(12) ? compact : undefined;
};

/** The form in which a barcode is stored and looked for: start and stop letters of Codabar scanners go. RULES 19. */
export const barcodeKey = (text: string): string => {
  const compact = compactCode(text);
  return /^[A-D]\d+[A-D]$/.test(compact) ? compact.slice(1, -1) : compact;
};

/** The codes a whole query may stand for, best first; empty when it is words. */
export const codesOfQuery = (query: string): string[] => {
  const barcode = barcodeKey(query);
  if (barcode.length < 3 || barcode.length > 40 || !/\d/.test(barcode)) return [];
  const isbn = toIsbn13(query);
  return isbn === undefined || isbn === barcode ? [barcode] : [isbn, barcode];
};
