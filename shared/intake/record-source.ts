import { detectLayout, type LayoutFinding } from '../catalogue/csv/layout.ts';
import { readCsv } from '../catalogue/csv/read.ts';
import { MAX_ROW_BYTES } from '../catalogue/csv/rows.ts';
import type { Outcome } from '../catalogue/marc/problems.ts';
import { readMarc } from '../catalogue/marc/read.ts';
import type { MarcRecord } from '../catalogue/marc/record.ts';
import type { Upload } from '../contracts/intake.ts';

export type Format = NonNullable<Upload['format']>;

/** A place between two records of a file. `row` counts as a spreadsheet does, and means nothing in MARC. */
export interface Place {
  readonly offset: number;
  readonly index: number;
  readonly row: number;
}
export const START: Place = { offset: 0, index: 0, row: 2 };

/** What the reader found at one place, and where to go on after it. */
export interface FileRecord {
  readonly outcome: Outcome<MarcRecord>;
  readonly at: Place;
  readonly after: Place;
}

/** The bytes of a file from an offset on. */
export type ReadFrom = (offset: number) => Promise<AsyncIterable<Uint8Array>>;

/** How a list is laid out; read anew from the same first bytes each time, so that a resumed import sees the same columns. */
export const layoutOf = (head: Uint8Array): LayoutFinding => detectLayout(head.subarray(0, MAX_ROW_BYTES));

/** Refusals of the file as a whole: nothing after them is read. */
const hopeless = new Set(['not-marc', 'no-title-column']);
const endsFile = ({ problems }: Outcome<MarcRecord>): boolean => problems.some(({ code }) => hopeless.has(code));

async function* fromMarc(bytes: AsyncIterable<Uint8Array>, from: Place): AsyncGenerator<FileRecord> {
  for await (const outcome of readMarc(bytes, { startOffset: from.offset, startIndex: from.index }))
    yield {
      outcome,
      at: { offset: outcome.offset, index: outcome.index, row: from.row },
      after: { offset: outcome.offset + outcome.length, index: outcome.index + 1, row: from.row },
    };
}

async function* fromCsv(
  bytes: AsyncIterable<Uint8Array>,
  from: Place,
  found: LayoutFinding,
): AsyncGenerator<FileRecord> {
  const resume = found.ok
    ? { layout: found.layout, startOffset: from.offset, startIndex: from.index, startRow: from.row }
    : undefined;
  for await (const outcome of readCsv(bytes, resume === undefined ? {} : { resume }))
    yield {
      outcome,
      at: { offset: outcome.offset, index: outcome.index, row: outcome.row },
      after: { offset: outcome.offset + outcome.length, index: outcome.index + 1, row: outcome.row + 1 },
    };
}

/** The records of a file from a place on, good and bad; `size` is the length of the file in bytes. */
export async function* recordsFrom(
  file: { readonly format: Format; readonly size: number; readonly head: Uint8Array; readonly readFrom: ReadFrom },
  from: Place,
): AsyncGenerator<FileRecord> {
  const found = file.format === 'csv' ? layoutOf(file.head) : undefined;
  const start = found?.ok === true && from.offset === 0 ? { ...from, offset: found.layout.dataOffset } : from;
  if (start.offset >= file.size) return;
  const bytes = await file.readFrom(start.offset);
  const records = found === undefined ? fromMarc(bytes, start) : fromCsv(bytes, start, found);
  for await (const record of records)
    yield endsFile(record.outcome) ? { ...record, after: { ...record.after, offset: file.size } } : record;
}
