import type { Catalogue, Message, Template } from './sentence.ts';

/** U+200F: makes text around it run right to left even where its letters are Latin. */
const MARK = '\u200f';
const stretched: Readonly<Record<string, string>> = {
  a: 'aá',
  e: 'eé',
  i: 'iï',
  o: 'oö',
  u: 'uü',
  A: 'Áa',
  E: 'Ée',
  I: 'Ïi',
  O: 'Öo',
  U: 'Üu',
};

/** Stretches the words of a text by about a third, and leaves every `{…}` and `<…>` as it is. */
export const stretch = (text: string, isPlace: (text: string, at: number) => number): string => {
  let out = '';
  let at = 0;
  while (at < text.length) {
    const skip = isPlace(text, at);
    if (skip > 0) {
      out += text.slice(at, at + skip);
      at += skip;
    } else {
      const char = text.charAt(at);
      out += stretched[char] ?? char;
      at += 1;
    }
  }
  return `${MARK}${out}${MARK}`;
};

/** Length of the place that begins here; a choice's own cases are stretched, its words and braces are not. */
const placeAt = (text: string, at: number): number => {
  const choice = /^\{[A-Za-z0-9]+,\s*(?:plural|select),\s*[a-z-]+\s*\{/.exec(text.slice(at));
  if (choice !== null) return choice[0].length;
  const nextCase = /^\}\s*[a-z-]+\s*\{/.exec(text.slice(at));
  if (nextCase !== null) return nextCase[0].length;
  return /^\{[^{}]*\}/.exec(text.slice(at))?.[0].length ?? 0;
};

const stretchTemplate = (template: Template): Template =>
  typeof template === 'string' ? stretch(template, placeAt) : template.map((choice) => stretch(choice, placeAt));

const stretchMessage = (message: Message): Message =>
  message.next === undefined
    ? { text: stretchTemplate(message.text) }
    : { text: stretchTemplate(message.text), next: stretchTemplate(message.next) };

/**
 * The right-to-left pseudo-locale `ar-XB`, made from another catalogue: longer words, right-to-left marks, Arabic
 * plural rules and dates. It finds text that is not translated, clipped, or laid out for left to right only.
 */
export const pseudoCatalogue = (source: Catalogue): Catalogue => ({
  locale: 'ar-XB-u-nu-latn',
  messages: Object.fromEntries(
    Object.entries(source.messages).map(([code, message]) => [code, stretchMessage(message)]),
  ),
  unknown: stretchMessage(source.unknown),
});
