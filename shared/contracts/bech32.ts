/** The 32 letters and digits of bech32 (BIP 173): 1, B, I and O are left out because they are mistaken for others. */
export const BECH32_LETTERS = 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L';

const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

const step = (sum: number, value: number): number => {
  const top = sum >>> 25;
  let next = ((sum & 0x1ffffff) << 5) ^ value;
  for (const [bit, term] of GENERATOR.entries()) if (((top >>> bit) & 1) === 1) next ^= term;
  return next;
};

const valuesOf = (letters: string): number[] =>
  [...letters.toUpperCase()].map((letter) => BECH32_LETTERS.indexOf(letter));

/** The prefix as the checksum sees it: upper bits, a zero, lower bits of its lower-case letters. */
const spread = (prefix: string): number[] => {
  const codes = [...prefix.toLowerCase()].map((letter) => letter.codePointAt(0) ?? 0);
  return [...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31)];
};

/** What is left of the checksum; 0 when the text is whole. The letters must all be of the alphabet. */
const residue = (prefix: string, letters: string): number =>
  [...spread(prefix), ...valuesOf(letters)].reduce(step, 1) ^ 1;

/** Whether a bech32 text (`prefix`, then `1`, then `letters` with their six of checksum) is as it was written. */
export const isWhole = (prefix: string, letters: string): boolean =>
  valuesOf(letters).every((value) => value >= 0) && residue(prefix, letters) === 0;

/** What one wrong letter does to the checksum, by place and difference. The sum is linear, so effects add up. */
const effects = (length: number): Map<number, number> => {
  const found = new Map<number, number>();
  for (let place = 0; place < length; place += 1)
    for (let difference = 1; difference < 32; difference += 1) {
      let sum = difference;
      for (let rest = place + 1; rest < length; rest += 1) sum = step(sum, 0);
      found.set(sum, place);
    }
  return found;
};

/**
 * Where a text of the right length was mistyped: the places (from 0) of one or two wrong letters, none when it is
 * whole, undefined when more than two are wrong. The code has distance five, so one or two are told apart for sure.
 */
export const wrongPlaces = (prefix: string, letters: string): readonly number[] | undefined => {
  const left = residue(prefix, letters);
  if (left === 0) return [];
  const placeOf = effects(letters.length);
  const one = placeOf.get(left);
  if (one !== undefined) return [one];
  for (const [effect, place] of placeOf) {
    const other = placeOf.get(left ^ effect);
    if (other !== undefined && other !== place) return [place, other].toSorted((a, b) => a - b);
  }
  return undefined;
};
