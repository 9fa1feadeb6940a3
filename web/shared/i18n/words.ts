import { createContext, use } from 'react';
import {
  formatBytes,
  formatDate,
  formatDayMonth,
  formatDuration,
  formatMoment,
} from '../../../shared/contracts/messages/moments.ts';
import {
  type Catalogue,
  fill,
  type MessageParams,
  nextStep,
  sentence,
  type Template,
} from '../../../shared/contracts/messages/sentence.ts';

export interface Words {
  /** The sentence of a code. */
  readonly say: (code: string, params?: MessageParams) => string;
  readonly next: (code: string, params?: MessageParams) => string | undefined;
  readonly knows: (code: string) => boolean;
  /** Fills a template that stands outside the catalogue. */
  readonly fill: (template: Template, params: MessageParams) => string;
  readonly moment: (instant: string) => string;
  /** The same by the clock of another zone (IANA). */
  readonly momentIn: (instant: string, zone: string) => string;
  readonly date: (day: string) => string;
  /** "12 January", with the year where it is another one. */
  readonly dayMonth: (instant: string) => string;
  /** Seconds as people say them. */
  readonly duration: (seconds: number) => string;
  readonly number: (value: number) => string;
  readonly bytes: (value: number) => string;
  /** Date and time in full, for a hover. */
  readonly full: (instant: string) => string;
  readonly weekday: (day: string, style: 'short' | 'long') => string;
  readonly list: (items: readonly string[]) => string;
  /** "Ann or Piotr". */
  readonly either: (items: readonly string[]) => string;
}

/** The message catalogue with the reader's language, zone and clock. */
export const wordsOf = (catalogue: Catalogue, now: () => number): Words => {
  const { locale } = catalogue;
  return {
    say: (code, params = {}) => sentence(catalogue, code, params, { now: now() }),
    next: (code, params = {}) => nextStep(catalogue, code, params, { now: now() }),
    knows: (code) => Object.hasOwn(catalogue.messages, code),
    fill: (template, params) => fill(template, params, { locale, now: now() }),
    moment: (instant) => formatMoment(instant, { locale, now: now() }),
    momentIn: (instant, zone) => formatMoment(instant, { locale, zone, now: now() }),
    date: (day) => formatDate(day, { locale, now: now() }),
    dayMonth: (instant) => formatDayMonth(instant, { locale, now: now() }),
    duration: (seconds) => formatDuration(seconds, locale),
    number: (value) => new Intl.NumberFormat(locale).format(value),
    bytes: (value) => formatBytes(value, locale),
    full: (instant) =>
      new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'short' }).format(Date.parse(instant)),
    weekday: (day, style) =>
      new Intl.DateTimeFormat(locale, { weekday: style, timeZone: 'UTC' }).format(Date.parse(`${day}T00:00:00Z`)),
    list: (items) => new Intl.ListFormat(locale, { type: 'conjunction' }).format(items),
    either: (items) => new Intl.ListFormat(locale, { type: 'disjunction' }).format(items),
  };
};

export const WordsContext = createContext<Words | undefined>(undefined);

export const useWords = (): Words => {
  const words = use(WordsContext);
  if (words === undefined) throw new Error('No words: the page stands outside its frame');
  return words;
};
