import * as z from 'zod';
import { isDataField, type MarcField, type MarcRecord } from './record.ts';

/** MARC-in-JSON, the form that pymarc, ruby-marc, traject and yaz share: fields and subfields are objects of one key. */
export interface MarcJson {
  readonly leader: string;
  readonly fields: readonly Readonly<Record<string, MarcJsonField>>[];
}

export type MarcJsonField =
  | string
  | {
      readonly ind1: string;
      readonly ind2: string;
      readonly subfields: readonly Readonly<Record<string, string>>[];
    };

export function toMarcJson(record: MarcRecord): MarcJson {
  return { leader: record.leader, fields: record.fields.map((field) => ({ [field.tag]: toJsonField(field) })) };
}

function toJsonField(field: MarcField): MarcJsonField {
  if (!isDataField(field)) return field.value;
  return {
    ind1: field.ind1,
    ind2: field.ind2,
    subfields: field.subfields.map((part) => ({ [part.code]: part.value })),
  };
}

const oneKey = (value: object): boolean => Object.keys(value).length === 1;
const tagged = z.record(z.string().length(3), z.unknown()).refine(oneKey, 'one tag in each field');
const dataField = z.object({
  ind1: z.string().max(1),
  ind2: z.string().max(1),
  subfields: z.array(z.record(z.string().max(2), z.string()).refine(oneKey, 'one code in each subfield')),
});
const marcJson = z.object({ leader: z.string().length(24), fields: z.array(tagged) });

/** Reads MARC-in-JSON. An empty indicator is a blank.
 * @throws ZodError when it is not MARC-in-JSON */
export function fromMarcJson(input: unknown): MarcRecord {
  const parsed = marcJson.parse(input);
  const fields = parsed.fields.flatMap((field) =>
    Object.entries(field).map(([tag, content]) => fromJsonField(tag, content)),
  );
  return { leader: parsed.leader, fields };
}

function fromJsonField(tag: string, content: unknown): MarcField {
  if (typeof content === 'string') return { tag, value: content };
  const { ind1, ind2, subfields } = dataField.parse(content);
  return {
    tag,
    ind1: ind1 === '' ? ' ' : ind1,
    ind2: ind2 === '' ? ' ' : ind2,
    subfields: subfields.flatMap((part) => Object.entries(part).map(([code, value]) => ({ code, value }))),
  };
}
