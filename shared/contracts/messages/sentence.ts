import { isolate } from './isolate.ts';
import {
  dayClass,
  formatBytes,
  formatDate,
  formatDayMonth,
  formatDuration,
  formatMoment,
  formatWeekday,
  type ReadingPlace,
} from './moments.ts';
import { type CaseStyle, paramsOf, parseTemplate, type TemplateNode } from './template.ts';

export type MessageParams = Readonly<Record<string, string | number | boolean>>;
/** One template, or several from the most to the least detailed: the first whose params are all there is used. */
export type Template = string | readonly string[];

export interface Message {
  readonly text: Template;
  /** The next step a refusal names. */
  readonly next?: Template;
}

export interface Catalogue {
  /** BCP 47: chooses plural forms, numbers and dates. */
  readonly locale: string;
  readonly messages: Readonly<Record<string, Message>>;
  /** Said, with `{code}`, of a code this catalogue does not know. */
  readonly unknown: Message;
}

/** When and where the sentence is read; the catalogue brings the locale. */
export type Reading = Omit<ReadingPlace, 'locale'>;

const parsed = new Map<string, readonly TemplateNode[]>();
const nodesOf = (template: string): readonly TemplateNode[] => {
  const known = parsed.get(template);
  if (known !== undefined) return known;
  const nodes = parseTemplate(template);
  parsed.set(template, nodes);
  return nodes;
};

const show = (value: string | number | boolean, style: string, place: ReadingPlace): string => {
  if (style === 'moment') return formatMoment(String(value), place);
  if (style === 'date') return formatDate(String(value), place);
  if (style === 'dayMonth') return formatDayMonth(String(value), place);
  if (style === 'weekday') return formatWeekday(String(value), place);
  if (style === 'duration') return formatDuration(Number(value), place.locale);
  if (style === 'bytes') return formatBytes(Number(value), place.locale);
  return typeof value === 'number'
    ? new Intl.NumberFormat(place.locale).format(value)
    : isolate(String(value), place.locale);
};

const caseOf = (by: CaseStyle, value: string | number | boolean, place: ReadingPlace): string => {
  if (by === 'plural') return new Intl.PluralRules(place.locale).select(Number(value));
  return by === 'day' ? dayClass(String(value), place) : String(value);
};

const render = (nodes: readonly TemplateNode[], params: MessageParams, place: ReadingPlace): string =>
  nodes
    .map((node) => {
      if (typeof node === 'string') return node;
      const value = params[node.param] ?? '';
      if ('style' in node) return show(value, node.style, place);
      // A language may have categories the template's own does not: "other" is always there.
      return render(node.cases[caseOf(node.by, value, place)] ?? node.cases['other'] ?? [], params, place);
    })
    .join('');

/** "yesterday 17:40" at the beginning of a sentence begins with a capital; a name or a code stays as it is. */
const begin = (nodes: readonly TemplateNode[], text: string, locale: string): string => {
  const first = nodes[0];
  const isMoment = typeof first === 'object' && 'style' in first && first.style === 'moment';
  return isMoment ? text.charAt(0).toLocaleUpperCase(locale) + text.slice(1) : text;
};

/**
 * Fills a template. Of several, takes the first whose params are all present; the last one is used even then,
 * with gaps, rather than say nothing.
 */
export const fill = (template: Template, params: MessageParams, place: ReadingPlace): string => {
  const choices = typeof template === 'string' ? [template] : template;
  const complete = choices.find((choice) => [...paramsOf(nodesOf(choice))].every((name) => params[name] !== undefined));
  const nodes = nodesOf(complete ?? choices.at(-1) ?? '');
  return begin(nodes, render(nodes, params, place), place.locale);
};

const messageOf = (catalogue: Catalogue, code: string): Message =>
  Object.hasOwn(catalogue.messages, code) ? (catalogue.messages[code] ?? catalogue.unknown) : catalogue.unknown;

/** The sentence for a code and its params. A code not in the catalogue gives a sentence that says so, never the code alone. */
export const sentence = (catalogue: Catalogue, code: string, params: MessageParams, reading: Reading): string =>
  fill(messageOf(catalogue, code).text, { ...params, code }, { ...reading, locale: catalogue.locale });

/** What to do next after a refusal, where the catalogue names a step. */
export const nextStep = (
  catalogue: Catalogue,
  code: string,
  params: MessageParams,
  reading: Reading,
): string | undefined => {
  const { next } = messageOf(catalogue, code);
  return next === undefined ? undefined : fill(next, { ...params, code }, { ...reading, locale: catalogue.locale });
};
