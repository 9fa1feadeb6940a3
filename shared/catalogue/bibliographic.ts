import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { born, type ChangeContext } from '../aws/change.ts';
import type { MarcJson, Title, TitleBrief } from '../contracts/titles.ts';
import { AppError } from '../kernel/app-error.ts';
import { describeRecord } from './marc/describe.ts';
import { fromMarcJson, toMarcJson } from './marc/json.ts';
import { packRecord, unpackRecord } from './marc/pack.ts';
import type { MarcRecord } from './marc/record.ts';

/** DynamoDB holds 400 KB an item; a record's history entry carries it whole, with room to spare. */
const MAX_MARC_BYTES = 280_000;
/** What an unpacked record may come to: more is damage, and would fill a small function's memory. */
const MAX_UNPACKED_BYTES = 4_000_000;

/** The MARC record of a title. */
export const recordOf = (title: Pick<Title, 'marc'>): MarcRecord =>
  unpackRecord(new Uint8Array(inflateRawSync(title.marc, { maxOutputLength: MAX_UNPACKED_BYTES })));

/** A record as MARC-in-JSON. */
export const toJson = (record: MarcRecord): MarcJson => {
  const { leader, fields } = toMarcJson(record);
  return {
    leader,
    fields: fields.map((field) =>
      Object.fromEntries(
        Object.entries(field).map(([tag, value]) => [
          tag,
          typeof value === 'string' ? value : { ...value, subfields: value.subfields.map((part) => ({ ...part })) },
        ]),
      ),
    ),
  };
};

/** Reads MARC-in-JSON from outside. Throws `invalid-input` when it is none. */
export const recordFromJson = (json: MarcJson): MarcRecord => {
  try {
    return fromMarcJson(json);
  } catch (error) {
    throw new AppError('invalid-input', { field: 'record' }, { cause: error });
  }
};

const briefOf = (
  record: MarcRecord,
): { brief: TitleBrief; sortTitle: string; subjects: string[]; series: string[] } => {
  const found = describeRecord(record);
  const { title } = found.vernacular;
  return {
    brief: {
      title: found.title,
      people: [...found.people],
      isbns: [...found.isbns],
      ...(found.subtitle === undefined ? {} : { subtitle: found.subtitle }),
      ...(found.year === undefined ? {} : { year: found.year }),
      ...(found.publisher === undefined ? {} : { publisher: found.publisher }),
      ...(found.language === undefined ? {} : { language: found.language }),
      ...(found.callNumber === undefined ? {} : { callNumber: found.callNumber }),
      ...(title === undefined ? {} : { vernacularTitle: title }),
    },
    sortTitle: found.sortTitle,
    subjects: [...found.subjects],
    series: [...found.series],
  };
};

/**
 * Everything a title record keeps of a MARC record: the record itself, packed and deflated, and what lists show of it.
 * Throws `record-too-large`.
 */
export const titleContent = (
  record: MarcRecord,
): Pick<Title, 'brief' | 'sortTitle' | 'subjects' | 'series' | 'marc'> => {
  const marc = new Uint8Array(deflateRawSync(packRecord(record)));
  if (marc.length > MAX_MARC_BYTES)
    throw new AppError('record-too-large', { bytes: marc.length, limit: MAX_MARC_BYTES });
  return { ...briefOf(record), marc };
};

/** A new title of a MARC record. */
export const newTitle = (context: ChangeContext, record: MarcRecord): Title => ({
  ...born(context, context.newId()),
  entity: 'title',
  ...titleContent(record),
});
