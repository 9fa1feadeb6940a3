/** A template parsed: text, and places to fill. */
export type TemplateNode =
  | string
  | { readonly param: string; readonly style: PlaceStyle }
  | {
      readonly param: string;
      readonly by: CaseStyle;
      readonly cases: Readonly<Record<string, readonly TemplateNode[]>>;
    };

/**
 * `plural` chooses by the CLDR category of a number, `select` by the value itself, `day` by how long ago an instant was:
 * `today`, `yesterday`, `week` (the weekday alone says which). All have an `other`.
 */
const caseStyles = ['plural', 'select', 'day'] as const;
export type CaseStyle = (typeof caseStyles)[number];

export const placeStyles = ['plain', 'moment', 'date', 'dayMonth', 'weekday', 'bytes', 'duration'] as const;
export type PlaceStyle = (typeof placeStyles)[number];

/** The number itself inside a plural case, written `#`. */
const HASH = '#';

interface Place {
  readonly nodes: readonly TemplateNode[];
  readonly end: number;
}

const isStyle = (word: string): word is PlaceStyle => placeStyles.some((style) => style === word);
const isCaseStyle = (word: string | undefined): word is CaseStyle => caseStyles.some((style) => style === word);

/**
 * Reads a template: `{name}`, `{at, moment}`, `{day, date}`, `{size, bytes}`, `{seconds, duration}`,
 * `{count, plural, one {# title} other {# titles}}` and `{kind, select, rebuilt {…} other {…}}`: a small part of
 * ICU MessageFormat.
 * Throws a `SyntaxError` naming the template when it does not parse.
 */
export const parseTemplate = (template: string): readonly TemplateNode[] => {
  const fail = (why: string): never => {
    throw new SyntaxError(`${why} in the template "${template}"`);
  };

  const readCases = (param: string, by: CaseStyle, from: number): { node: TemplateNode; end: number } => {
    const cases: Record<string, readonly TemplateNode[]> = {};
    let at = from;
    for (;;) {
      while (template[at] === ' ') at += 1;
      if (template[at] === '}') break;
      const open = template.indexOf('{', at);
      if (open < 0) return fail('A choice does not end');
      const name = template.slice(at, open).trim();
      const body = readText(open + 1, param);
      cases[name] = body.nodes;
      at = body.end + 1;
    }
    if (cases['other'] === undefined) return fail('A choice has no "other"');
    return { node: { param, by, cases }, end: at + 1 };
  };

  const readPlace = (from: number): { node: TemplateNode; end: number } => {
    const match = /^\s*([A-Za-z][A-Za-z0-9]*)\s*(?:,\s*([A-Za-z]+)\s*)?([,}])/.exec(template.slice(from));
    const [whole, param, style, stop] = match ?? [];
    if (whole === undefined || param === undefined) return fail('A place has no name');
    const end = from + whole.length;
    if (stop === ',') return isCaseStyle(style) ? readCases(param, style, end) : fail('Only a choice has cases');
    if (style === undefined) return { node: { param, style: 'plain' }, end };
    return isStyle(style) ? { node: { param, style }, end } : fail(`Unknown style "${style}"`);
  };

  const readText = (from: number, counted: string | undefined): Place => {
    const nodes: TemplateNode[] = [];
    let text = '';
    let at = from;
    const flush = () => {
      if (text !== '') nodes.push(text);
      text = '';
    };
    while (at < template.length) {
      const char = template[at];
      if (char === '}' && counted !== undefined) break;
      if (char === '{') {
        flush();
        const place = readPlace(at + 1);
        nodes.push(place.node);
        at = place.end;
      } else if (char === HASH && counted !== undefined) {
        flush();
        nodes.push({ param: counted, style: 'plain' });
        at += 1;
      } else {
        text += char;
        at += 1;
      }
    }
    if (counted !== undefined && at >= template.length) return fail('A choice does not end');
    flush();
    return { nodes, end: at };
  };

  return readText(0, undefined).nodes;
};

/** The names of all params a parsed template needs. */
export const paramsOf = (nodes: readonly TemplateNode[]): ReadonlySet<string> => {
  const names = new Set<string>();
  for (const node of nodes) {
    if (typeof node === 'string') continue;
    names.add(node.param);
    if ('cases' in node)
      for (const inner of Object.values(node.cases)) for (const name of paramsOf(inner)) names.add(name);
  }
  return names;
};
