/** The languages the pages speak; `ar-XB` is the right-to-left pseudo-locale of the tests. */
export const locales = ['en', 'ar-XB'] as const;
export type AppLocale = (typeof locales)[number];

const STORE_KEY = 'strongroom.locale';
const isLocale = (value: string | null): value is AppLocale => locales.some((locale) => locale === value);

/** `?locale=` chooses and is remembered on this device; then what was remembered; then English. */
export const chooseLocale = (search: string, store: Pick<Storage, 'getItem' | 'setItem'>): AppLocale => {
  const asked = new URLSearchParams(search).get('locale');
  if (isLocale(asked)) {
    store.setItem(STORE_KEY, asked);
    return asked;
  }
  const kept = store.getItem(STORE_KEY);
  return isLocale(kept) ? kept : 'en';
};

export const directionOf = (locale: AppLocale): 'ltr' | 'rtl' => (locale === 'ar-XB' ? 'rtl' : 'ltr');
