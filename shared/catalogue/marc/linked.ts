import { subfield } from './fields.ts';
import { type DataField, isDataField, type MarcRecord } from './record.ts';

export interface Linkage {
  /** Tag of the field at the other end. */
  readonly tag: string;
  /** Two digits that both ends share; `00` when there is no other end. */
  readonly occurrence: string;
  /** Script code, such as `$1` for East Asian or `(2` for Hebrew. */
  readonly script?: string;
  readonly rightToLeft: boolean;
}

const LINKAGE = /^(\d{3})-(\d{2})(?:\/([^/]*))?(?:\/(r))?/;

/** Reads `$6` (MARC 21, appendix A): `245-01/$1`, `880-03`, `245-00/(2/r`. Undefined when it is none. */
export function parseLinkage(text: string): Linkage | undefined {
  const found = LINKAGE.exec(text.trim());
  if (found === null) return undefined;
  const [, tag = '', occurrence = '', third = '', fourth] = found;
  // `245-01/r` names a direction and no script.
  const script = third === 'r' ? '' : third;
  return {
    tag,
    occurrence,
    rightToLeft: third === 'r' || fourth === 'r',
    ...(script === '' ? {} : { script }),
  };
}

export interface LinkedField {
  /** The tag this field counts as: an 880's own tag is in its `$6`. */
  readonly tag: string;
  readonly field: DataField;
  /** The same in another script (880), when there is one. */
  readonly other?: DataField;
  /** The text of an 880 without a partner (`245-00`, or its partner is missing) stands alone. */
  readonly alone: boolean;
}

/** All data fields with their 880 partners, in the order of the record. Unpaired 880s come as fields of their own,
 * under the tag they stand for; an 880 without `$6` stays an 880. */
export function linkFields(record: MarcRecord): LinkedField[] {
  const partners = new Map<string, DataField[]>();
  const fields = record.fields.filter(isDataField);
  for (const field of fields) {
    if (field.tag !== '880') continue;
    const linkage = linkageOf(field);
    if (linkage === undefined || linkage.occurrence === '00') continue;
    const key = `${linkage.tag}-${linkage.occurrence}`;
    partners.set(key, [...(partners.get(key) ?? []), field]);
  }
  const paired = new Set<DataField>();
  const linked: LinkedField[] = [];
  for (const field of fields) {
    if (field.tag === '880') continue;
    const linkage = linkageOf(field);
    const found = linkage === undefined ? undefined : partners.get(`${field.tag}-${linkage.occurrence}`);
    const other = found?.find((candidate) => !paired.has(candidate));
    if (other === undefined) linked.push({ tag: field.tag, field, alone: false });
    else {
      paired.add(other);
      linked.push({ tag: field.tag, field, other, alone: false });
    }
  }
  for (const field of fields) {
    if (field.tag !== '880' || paired.has(field)) continue;
    linked.push({ tag: linkageOf(field)?.tag ?? '880', field, alone: true });
  }
  return linked;
}

function linkageOf(field: DataField): Linkage | undefined {
  const text = subfield(field, '6');
  return text === undefined ? undefined : parseLinkage(text);
}
