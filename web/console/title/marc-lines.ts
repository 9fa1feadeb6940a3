import type { MarcJson } from '../../../shared/contracts/titles.ts';

/** Why a line is not MARC, and which (counted from 1). */
export interface WrongLine {
  readonly line: number;
  readonly why: 'tag' | 'leader' | 'no-leader' | 'indicators' | 'subfields';
}
export type ParsedLines = { readonly record: MarcJson } | { readonly wrong: WrongLine };

type Field = MarcJson['fields'][number][string];
/** A dollar sign inside a subfield is written {dollar}, as cataloguers' editors do. */
const escapeDollar = (text: string) => text.replaceAll('$', '{dollar}');
const readDollar = (text: string) => text.replaceAll('{dollar}', '$');
const blank = (indicator: string) => (indicator === ' ' ? '#' : indicator);

const lineOf = (tag: string, field: Field): string =>
  typeof field === 'string'
    ? `${tag}    ${field}`
    : `${tag} ${blank(field.ind1)}${blank(field.ind2)} ${field.subfields
        .flatMap((one) => Object.entries(one).map(([code, value]) => `$${code} ${escapeDollar(value)}`))
        .join(' ')}`;

/** A record as plain lines: `LDR` first, control fields without indicators, then `245 10 $a …`. */
export const marcToLines = (record: MarcJson): string =>
  [
    `LDR    ${record.leader}`,
    ...record.fields.flatMap((field) => Object.entries(field).map(([tag, value]) => lineOf(tag, value))),
  ].join('\n');

const readSubfield = (part: string, last: boolean): Record<string, string> => {
  const value = part.slice(1).replace(/^ /, '');
  // The space before the next dollar sign is ours; one at the end of the line belongs to the record.
  return { [part.charAt(0)]: readDollar(last ? value : value.replace(/ $/, '')) };
};

const readData = (rest: string): Exclude<Field, string> | WrongLine['why'] => {
  const [, ind1, ind2, content] = /^ (.)(.) (.*)$/u.exec(rest) ?? [];
  if (ind1 === undefined || ind2 === undefined || content === undefined) return 'indicators';
  const [before, ...parts] = content.split('$');
  if (before !== '' || parts.length === 0 || parts.some((part) => !/^[^ ]/.test(part))) return 'subfields';
  const indicator = (value: string) => (value === '#' ? ' ' : value);
  return {
    ind1: indicator(ind1),
    ind2: indicator(ind2),
    subfields: parts.map((part, at) => readSubfield(part, at === parts.length - 1)),
  };
};

/** Reads plain lines back into a record; the inverse of `marcToLines`. Blank lines are skipped; the first wrong line is named. */
export const linesToMarc = (text: string): ParsedLines => {
  const lines = text.split('\n').map((line, at) => ({ at: at + 1, line: line.replace(/\r$/, '') }));
  const filled = lines.filter(({ line }) => line.trim() !== '');
  const [first, ...others] = filled;
  if (first === undefined || !first.line.startsWith('LDR'))
    return { wrong: { line: first?.at ?? 1, why: 'no-leader' } };
  const leader = first.line.slice(3).replace(/^ {1,4}/, '');
  if (leader.length !== 24) return { wrong: { line: first.at, why: 'leader' } };
  const fields: MarcJson['fields'] = [];
  for (const { at, line } of others) {
    const tag = /^[0-9A-Za-z]{3}(?= )/.exec(line)?.[0];
    if (tag === undefined) return { wrong: { line: at, why: 'tag' } };
    const rest = line.slice(3);
    if (/^00[0-9A-Za-z]$/.test(tag)) {
      fields.push({ [tag]: rest.replace(/^ {1,4}/, '') });
      continue;
    }
    const field = readData(rest);
    if (typeof field === 'string') return { wrong: { line: at, why: field } };
    fields.push({ [tag]: field });
  }
  return { record: { leader, fields } };
};
