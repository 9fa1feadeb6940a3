import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { isolate } from '../../../shared/contracts/messages/isolate.ts';
import { type AppLocale, directionOf } from './locale.ts';
import { pseudoTexts, type Texts } from './pseudo-texts.ts';

/** Starts the texts of one site in one language and turns the page to its direction. */
export const startTexts = async (locale: AppLocale, texts: Readonly<Record<string, Texts>>): Promise<void> => {
  document.documentElement.lang = locale;
  document.documentElement.dir = directionOf(locale);
  const made =
    locale === 'en'
      ? texts
      : Object.fromEntries(Object.entries(texts).map(([name, tree]) => [name, pseudoTexts(tree)]));
  await i18next.use(initReactI18next).init({
    lng: locale,
    fallbackLng: false,
    ns: Object.keys(texts),
    defaultNS: 'common',
    resources: { [locale]: made },
    // React escapes markup by itself; here names that run against the page's direction are kept apart.
    interpolation: { escapeValue: true, escape: (text) => isolate(text, locale) },
  });
};
