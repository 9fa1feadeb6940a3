// What follows the occurrence number in $6, by the script of the text; MARC defines no code for the others.
const scriptCodes: readonly (readonly [RegExp, string])[] = [
  [/\p{Script=Cyrillic}/u, '/(N'],
  [/\p{Script=Greek}/u, '/S'],
  [/\p{Script=Arabic}/u, '/(3/r'],
  [/\p{Script=Hebrew}/u, '/(2/r'],
  [/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u, '/$1'],
];

/** The script code of $6 in an 880 field, with `/r` for right to left; empty where MARC has no code for the script. */
export function scriptSuffix(text: string): string {
  return scriptCodes.find(([script]) => script.test(text))?.[1] ?? '';
}

/** How many characters a sort skips in the original title, when it skips `nonfiling` in the romanised one. */
export function originalNonfiling(original: string, nonfiling: number): number {
  if (nonfiling === 0) return 0;
  // The Arabic article is written together with its noun.
  return original.startsWith('ال') ? 2 : original.indexOf(' ') + 1;
}
