import { foldedLetters } from './fold-tables.ts';

/** Everything people and catalogues write for an apostrophe, ayn or hamza in the Latin script, and the Hebrew geresh. */
const APOSTROPHE = /['`´‘’‛ʻʼʽʾʿˈˊˋ′ꞌ׳״]/gu;
/** ASCII quotes stand for gershayim inside Hebrew abbreviations. */
const HEBREW_QUOTE = /(?<=\p{sc=Hebrew})"(?=\p{sc=Hebrew})/gu;
/** Soft hyphens, joiners and direction marks, and the primes that transliterate Cyrillic signs: written inside words, never typed. */
const INVISIBLE = /[\p{Cf}ʹʺ]/gu;
/**
 * Marks that are accents or vowel points. Not the voicing marks of kana and not the vowel signs of Indic and
 * South-East Asian scripts: there they make a different word.
 */
const ACCENT =
  /[[\p{M}&&[\p{sc=Inherited}\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}\p{sc=Hebrew}\p{sc=Arabic}\p{sc=Syriac}\p{sc=Coptic}]]--[\u3099\u309a]]/gv;
/** Scripts written without spaces between words (and Hangul, whose particles stick to the word before). */
const RUN =
  /[[\p{L}\p{N}]&&[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Bopomofo}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]]\p{M}*/gv;
const RUN_TOKEN = new RegExp(`^(?:${RUN.source})`, 'v');
const WORD = '\\p{L}\\p{N}\\p{M}\\p{Co}';
const NOT_WORD = new RegExp(`[^${WORD}]+`, 'gu');
const WITH_APOSTROPHE = new RegExp(`[${WORD}]+(?:'[${WORD}]+)+`, 'gu');
const LETTER = /\P{ASCII}/gu;
const OTHER_DIGIT = /[\p{Nd}--[0-9]]/gv;

const PLUS_PLUS = /([a-z]+)\+\+/gu;
const SHARP = /(?<![\p{L}\p{N}\p{M}])([a-z])[#♯]/gu;
const DOT_NET = /(?:(?<![\p{L}\p{N}\p{M}])|(?<=(?<![\p{L}\p{N}\p{M}])(?:asp|ado|vb)))\.net(?![\p{L}\p{N}\p{M}])/gu;

const isDigit = (codePoint: number): boolean => /^\p{Nd}$/u.test(String.fromCodePoint(codePoint));

/** Unicode gives every script its ten digits in a row, 0 first, so the value is the distance to the row's beginning. */
const asciiDigit = (digit: string): string => {
  const codePoint = digit.codePointAt(0) ?? 0;
  let before = 0;
  while (isDigit(codePoint - before - 1)) before += 1;
  return String(before % 10);
};

/** Folds letters and keeps only the apostrophe of what is not a letter or digit. */
const foldLetters = (text: string): string =>
  text
    .toWellFormed()
    // Before NFKC, which would make a space of the acute accent people type for an apostrophe.
    .replace(APOSTROPHE, "'")
    .normalize('NFKC')
    .toLowerCase()
    .replace(INVISIBLE, '')
    .replace(APOSTROPHE, "'")
    .replace(HEBREW_QUOTE, "'")
    .normalize('NFD')
    .replace(ACCENT, '')
    .replace(LETTER, (letter) => foldedLetters.get(letter) ?? letter)
    .replace(OTHER_DIGIT, asciiDigit)
    .normalize('NFC')
    .replace(PLUS_PLUS, '$1plusplus ')
    .replace(SHARP, '$1sharp ')
    .replace(DOT_NET, ' dotnet ')
    .replace(RUN, ' $& ');

const toWords = (folded: string): string => folded.replace(NOT_WORD, ' ').trim();

/**
 * The form in which words are indexed and looked for: lower case, no accents, compatibility forms resolved, one space
 * between words, and every character of a script without spaces a word of its own. Empty for text without letters or digits.
 * `fold(fold(x)) === fold(x)`. Browser-safe. RULES 16.
 */
export const fold = (text: string): string => toWords(foldLetters(text));

/** Whether a folded word is one character of a script without spaces: complete as it is, never the beginning of a longer word. */
export const isRunToken = (token: string): boolean => RUN_TOKEN.test(token);

/** "d'un o'brien's" → dun, obrien, briens, obriens: every stretch of neighbours, since any of them may be what a reader types. */
const joins = (word: string): string[] => {
  const parts = word.split("'").slice(0, 4);
  return parts.flatMap((_, from) =>
    parts.slice(from + 1).map((__, more) => parts.slice(from, from + more + 2).join('')),
  );
};

/** The words of a text that apostrophes hold together, written as one: `o'brien` → `obrien`. Folded, without repeats. */
export const joinedForms = (text: string): string[] => {
  const words = foldLetters(text).match(WITH_APOSTROPHE) ?? [];
  return [...new Set(words.filter((word) => word.search(RUN) < 0).flatMap(joins))];
};

/** What goes into the index for a text: its folded words, then the joined forms, so that phrases stay unbroken. */
export const foldForIndex = (text: string): string => [fold(text), ...joinedForms(text)].join(' ').trim();
