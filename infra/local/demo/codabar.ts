/** The mod-10 check digit of thirteen digits: every second one doubled, beginning with the first. */
export function checkDigit(thirteen: string): number {
  let sum = 0;
  for (let index = 0; index < 13; index += 1) {
    const digit = Number(thirteen[index]);
    const weighted = index % 2 === 0 ? digit * 2 : digit;
    sum += weighted > 9 ? weighted - 9 : weighted;
  }
  return (10 - (sum % 10)) % 10;
}

/** A 14-digit library barcode: 2 for a patron or 3 for an item, the institution (4 digits), the serial (8), the check digit. */
export function codabar14(kind: 'patron' | 'item', institution: number, serial: number): string {
  const digits = `${kind === 'patron' ? 2 : 3}${String(institution).padStart(4, '0')}${String(serial).padStart(8, '0')}`;
  if (!/^\d{13}$/.test(digits)) throw new RangeError('institution or serial does not fit in a barcode');
  return `${digits}${checkDigit(digits)}`;
}

/** The institution in every barcode of the demo library. */
export const demoInstitution = 9120;
