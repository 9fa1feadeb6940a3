import { english } from './en.ts';
import { pseudoCatalogue } from './pseudo.ts';
import type { Catalogue } from './sentence.ts';

const catalogues: Readonly<Record<string, () => Catalogue>> = {
  en: () => english,
  'ar-XB': () => pseudoCatalogue(english),
};

/** The catalogue of a language tag ("de", "pt-BR"), else of its language alone, else English. */
export const catalogueFor = (language: string): Catalogue =>
  (catalogues[language] ?? catalogues[language.split('-')[0] ?? ''] ?? (() => english))();

/** Right to left as the script of a language runs. */
export const runsRightToLeft = (locale: string): boolean => /^(ar|fa|he|ur)\b/.test(locale);
