import { subfield } from './fields.ts';
import { parseLinkage } from './linked.ts';
import { isDataField, type MarcField, type MarcRecord } from './record.ts';

/** The name of the leader among the fields of a record. */
export const LEADER_NAME = 'LDR';

/** The tag a field counts as: the same in another script (880) belongs to what it renders. */
const countsAs = (field: MarcField): string => {
  if (field.tag !== '880' || !isDataField(field)) return field.tag;
  return parseLinkage(subfield(field, '6') ?? '')?.tag ?? field.tag;
};

const textOf = (field: MarcField): string =>
  isDataField(field)
    ? field.subfields
        .filter((part) => part.code !== '6')
        .map((part) => `$${part.code} ${part.value}`)
        .join(' ')
    : field.value;

/** The fields of a record as text to compare, by the tag they count as; repeats on lines of their own. */
export const fieldTexts = (record: MarcRecord): ReadonlyMap<string, string> => {
  const lines = new Map<string, string[]>([[LEADER_NAME, [record.leader]]]);
  for (const field of record.fields) {
    const tag = countsAs(field);
    lines.set(tag, [...(lines.get(tag) ?? []), textOf(field)]);
  }
  return new Map([...lines].map(([tag, texts]) => [tag, texts.join('\n')]));
};

/** A record with all fields of these tags as another record has them, other scripts with them; the rest stays. */
export const takeFields = (record: MarcRecord, from: MarcRecord, names: readonly string[]): MarcRecord => {
  const isTaken = (field: MarcField): boolean => names.includes(countsAs(field));
  const fields = record.fields.filter((field) => !isTaken(field));
  for (const field of from.fields.filter(isTaken)) {
    const place = fields.findIndex((other) => other.tag > field.tag);
    fields.splice(place === -1 ? fields.length : place, 0, field);
  }
  return { leader: names.includes(LEADER_NAME) ? from.leader : record.leader, fields };
};
