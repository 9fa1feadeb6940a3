import { stretch } from '../../../shared/contracts/messages/pseudo.ts';

/** A tree of texts, as i18next takes them. */
export interface Texts {
  readonly [key: string]: string | Texts;
}

const placeAt = (text: string, at: number): number =>
  /^(?:\{\{[^}]*\}\}|<[^>]*>)/.exec(text.slice(at))?.[0].length ?? 0;
/** Arabic tells six forms apart; English texts have two. */
const arabicForms = ['_zero', '_one', '_two', '_few', '_many', '_other'];

/** Page texts in the right-to-left pseudo-locale, made from the English ones. */
export const pseudoTexts = (texts: Texts): Texts => {
  const made: Record<string, string | Texts> = {};
  for (const [key, value] of Object.entries(texts)) {
    if (typeof value !== 'string') made[key] = pseudoTexts(value);
    else if (key.endsWith('_other')) {
      const stem = key.slice(0, -'_other'.length);
      for (const form of arabicForms) made[stem + form] = stretch(value, placeAt);
    } else if (made[key] === undefined) made[key] = stretch(value, placeAt);
  }
  return made;
};
