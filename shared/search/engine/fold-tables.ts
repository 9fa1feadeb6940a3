/**
 * Letters that Unicode does not decompose but readers type as something else.
 * Applied after lower-casing and after combining marks are gone, so only bare lower-case letters stand here.
 */
const latin = [
  ['ß', 'ss'],
  ['æ', 'ae'],
  ['œ', 'oe'],
  ['ø', 'o'],
  ['ł', 'l'],
  ['ı', 'i'],
  ['ȷ', 'j'],
  ['þ', 'th'],
  ['ð', 'd'],
  ['đ', 'd'],
  ['ɖ', 'd'],
  ['ɗ', 'd'],
  ['ħ', 'h'],
  ['ŧ', 't'],
  ['ŋ', 'n'],
  ['ɲ', 'n'],
  ['ĸ', 'k'],
  ['ƙ', 'k'],
  ['ɓ', 'b'],
  ['ƒ', 'f'],
  ['ɣ', 'g'],
  ['ǥ', 'g'],
  ['ɨ', 'i'],
  ['ɛ', 'e'],
  ['ɔ', 'o'],
  ['ə', 'e'],
  ['ǝ', 'e'],
  ['ʉ', 'u'],
  ['ʋ', 'v'],
  ['ƴ', 'y'],
  ['ƶ', 'z'],
] as const;

const greek = [['ς', 'σ']] as const;
const cyrillic = [['ґ', 'г']] as const;

/** Final forms, so that a word typed so far ends like the word it will become. */
const hebrew = [
  ['ך', 'כ'],
  ['ם', 'מ'],
  ['ן', 'נ'],
  ['ף', 'פ'],
  ['ץ', 'צ'],
] as const;

/** Hamza carriers lose their hamza as a combining mark; what is left are the letters with forms of their own. */
const arabic = [
  ['ٱ', 'ا'],
  ['ى', 'ي'],
  ['ی', 'ي'],
  ['ې', 'ي'],
  ['ے', 'ي'],
  ['ة', 'ه'],
  ['ہ', 'ه'],
  ['ھ', 'ه'],
  ['ە', 'ه'],
  ['ک', 'ك'],
  ['ـ', ''],
] as const;

/** Folded form of each letter above. */
export const foldedLetters: ReadonlyMap<string, string> = new Map<string, string>([
  ...latin,
  ...greek,
  ...cyrillic,
  ...hebrew,
  ...arabic,
]);
