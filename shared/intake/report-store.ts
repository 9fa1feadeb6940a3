import { deflateRawSync, inflateRawSync } from 'node:zlib';
import * as z from 'zod';
import type { AttributeMap } from '../aws/attribute-value.ts';
import { putNew, toItem } from '../aws/fragments.ts';
import { progressKey, reportKey } from '../aws/keys.ts';
import type { System } from '../aws/system.ts';
import { queryPage } from '../aws/table.ts';
import type { Fragment } from '../aws/transaction.ts';
import { ImportOutcome } from '../contracts/intake.ts';
import { AppError } from '../kernel/app-error.ts';

const Outcomes = z.array(ImportOutcome);
/** What a chunk may unpack to: more is damage. */
const MAX_CHUNK_BYTES = 4_000_000;

/** What became of some records, in the transaction that did it. */
export const reportTx = (
  records: string,
  jobId: string,
  chunk: number,
  outcomes: readonly ImportOutcome[],
): Fragment => {
  const packed = new Uint8Array(deflateRawSync(JSON.stringify(outcomes)));
  const item = toItem({ ...reportKey(jobId, chunk), outcomes: packed });
  return putNew(`report:${chunk}`, records, item, () => new AppError('already-exists'));
};

const outcomesOf = (item: AttributeMap): ImportOutcome[] => {
  const packed = item['outcomes']?.B;
  if (packed === undefined) throw new Error('a chunk of an import report is empty');
  return Outcomes.parse(JSON.parse(inflateRawSync(packed, { maxOutputLength: MAX_CHUNK_BYTES }).toString('utf8')));
};

/** Rows of one answer, about: whole chunks are given. */
const ROWS = 50;
const CHUNKS_AT_ONCE = 50;
/** Chunks looked through for one answer: a filter that fits little must not read for ever. */
const MAX_CHUNKS = 1000;

/** A page of a report in the order of the file; `next` is the key of the last chunk that was read. */
export const reportPage = async (
  system: Pick<System, 'dynamo' | 'tables'>,
  jobId: string,
  only: 'repaired' | 'refused' | undefined,
  from: AttributeMap | undefined,
): Promise<{ rows: ImportOutcome[]; next?: AttributeMap }> => {
  const rows: ImportOutcome[] = [];
  let at = from;
  for (let read = 0; read < MAX_CHUNKS; read += CHUNKS_AT_ONCE) {
    const page = await queryPage(system.dynamo, system.tables.records, progressKey(jobId).PK, {
      prefix: 'REPORT#',
      limit: CHUNKS_AT_ONCE,
      ...(at === undefined ? {} : { from: at }),
    });
    for (const [index, item] of page.items.entries()) {
      rows.push(...outcomesOf(item).filter(({ status }) => only === undefined || status === only));
      const { PK, SK } = item;
      const isLast = index === page.items.length - 1 && page.next === undefined;
      if (rows.length >= ROWS && !isLast && PK !== undefined && SK !== undefined) return { rows, next: { PK, SK } };
    }
    at = page.next;
    if (at === undefined) return { rows };
  }
  return { rows, ...(at === undefined ? {} : { next: at }) };
};
