const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
const leftToRight = /[A-Za-z\u00c0-\u02af\u0370-\u058f\u1e00-\u1fff]/;
const rtlLanguages: ReadonlySet<string> = new Set(['ar', 'fa', 'he', 'ps', 'ur', 'yi']);

/**
 * Wraps a name or a title in invisible isolates (U+2068, U+2069) where it runs against the sentence it is put into,
 * so that quotation marks and numbers beside it stay in place. Text of the sentence's own direction is left alone.
 */
export const isolate = (text: string, locale: string): string => {
  const against = rtlLanguages.has(locale.slice(0, 2)) ? leftToRight : rightToLeft;
  return against.test(text) ? `\u2068${text}\u2069` : text;
};
