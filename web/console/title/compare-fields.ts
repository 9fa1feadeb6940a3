import type { MarcJson } from '../../../shared/contracts/titles.ts';

export interface FieldDifference {
  readonly tag: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

type Line = readonly [tag: string, text: string];

const textOf = (field: MarcJson['fields'][number][string]): string =>
  typeof field === 'string'
    ? field
    : `${field.ind1}${field.ind2} ${field.subfields.flatMap((one) => Object.entries(one).map(([code, value]) => `$${code} ${value}`)).join(' ')}`;

const linesOf = (record: MarcJson): Line[] => [
  ['LDR', record.leader],
  ...record.fields.flatMap((field) => Object.entries(field).map(([tag, value]): Line => [tag, textOf(value)])),
];

/**
 * What differs between two records, field by field in the order of tags. Equal fields pair off first; what is left
 * under the same tag is a change, the rest came or went. Control numbers and time stamps are shown like any field.
 */
export const compareRecords = (before: MarcJson, after: MarcJson): readonly FieldDifference[] => {
  const left = linesOf(before);
  const right = linesOf(after);
  for (let at = left.length - 1; at >= 0; at -= 1) {
    const twin = right.findIndex(([tag, text]) => tag === left[at]?.[0] && text === left[at]?.[1]);
    if (twin < 0) continue;
    right.splice(twin, 1);
    left.splice(at, 1);
  }
  const differences: FieldDifference[] = left.map(([tag, text]) => {
    const partner = right.findIndex(([other]) => other === tag);
    const [taken] = partner < 0 ? [] : right.splice(partner, 1);
    return { tag, before: text, after: taken?.[1] };
  });
  for (const [tag, text] of right) differences.push({ tag, before: undefined, after: text });
  const place = (tag: string) => (tag === 'LDR' ? '' : tag);
  return differences.sort((a, b) => place(a.tag).localeCompare(place(b.tag), 'en'));
};
