import type * as z from 'zod';
import { extractCopies } from '../catalogue/marc/copies.ts';
import { describeRecord } from '../catalogue/marc/describe.ts';
import type { MarcRecord } from '../catalogue/marc/record.ts';
import type { ImportPreview } from '../contracts/intake.ts';
import { csvMapping, fieldsOf, mappingsOf } from './mapping.ts';
import { type FileRecord, type Format, recordsFrom, START } from './record-source.ts';

const EXAMPLES = 5;

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** The whole records in the first bytes of a file. The last is left out where the sample may have cut it. */
export const sampleRecords = async (format: Format, head: Uint8Array, fileSize: number): Promise<FileRecord[]> => {
  const found: FileRecord[] = [];
  const file = { format, size: head.length, head, readFrom: async (from: number) => once(head.subarray(from)) };
  for await (const record of recordsFrom(file, START)) found.push(record);
  return head.length < fileSize ? found.slice(0, -1) : found;
};

const recordsOf = (sample: readonly FileRecord[]): MarcRecord[] =>
  sample.flatMap(({ outcome }) => (outcome.status === 'refused' ? [] : [outcome.record]));

/** What an import of a file would bring, from its first bytes. */
export const previewOf = async (
  format: Format,
  head: Uint8Array,
  fileSize: number,
): Promise<z.infer<typeof ImportPreview>> => {
  const sample = await sampleRecords(format, head, fileSize);
  const records = recordsOf(sample);
  const found = mappingsOf(records);
  const { guess, mappings } =
    format === 'csv'
      ? { guess: csvMapping, mappings: found.mappings.filter(({ mapping }) => mapping.preset === csvMapping.preset) }
      : found;
  const fields = fieldsOf(guess, format);
  return {
    format,
    sampled: sample.length,
    problems: sample.filter(({ outcome }) => outcome.problems.length > 0).length,
    examples: records.slice(0, EXAMPLES).map((record) => {
      const { title, people } = describeRecord(record);
      return {
        title,
        people: [...people],
        copies: extractCopies(record, fields).flatMap(({ barcode }) => (barcode === '' ? [] : [barcode])),
      };
    }),
    mappings,
    guess,
  };
};
