import type { Catalogue, Message, Template } from './sentence.ts';
import { parseTemplate, type TemplateNode } from './template.ts';

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

const stretchWords = (text: string): string => [...text].map((char) => stretched[char] ?? char).join('');

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

/** A template written out again from what it means, its words stretched. */
const stretchNodes = (nodes: readonly TemplateNode[]): string =>
  nodes
    .map((node) => {
      if (typeof node === 'string') return stretchWords(node);
      if ('style' in node) return node.style === 'plain' ? `{${node.param}}` : `{${node.param}, ${node.style}}`;
      const cases = Object.entries(node.cases).map(([name, inner]) => `${name} {${stretchNodes(inner)}}`);
      return `{${node.param}, ${node.by}, ${cases.join(' ')}}`;
    })
    .join('');

const stretchOne = (template: string): string => `${MARK}${stretchNodes(parseTemplate(template))}${MARK}`;
const stretchTemplate = (template: Template): Template =>
  typeof template === 'string' ? stretchOne(template) : template.map(stretchOne);

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
