import { deflateRawSync, inflateRawSync } from 'node:zlib';
import * as z from 'zod';
import type { AttributeMap } from '../../aws/attribute-value.ts';
import { putNew, toItem } from '../../aws/fragments.ts';
import { type Key, planImageKey, planKey, planRowsKey, planWorkKey } from '../../aws/keys.ts';
import { plainOf } from '../../aws/stored.ts';
import type { System } from '../../aws/system.ts';
import { getItem, queryAll, queryPage } from '../../aws/table.ts';
import type { Fragment } from '../../aws/transaction.ts';
import { Plan, PlanRow, RecoveryScope } from '../../contracts/recovery.ts';
import { AppError } from '../../kernel/app-error.ts';
import { Candidate } from './candidate.ts';

type Of = Pick<System, 'dynamo' | 'tables'>;

/** What a chunk may unpack to: more is damage. */
const MAX_CHUNK_BYTES = 4_000_000;
const taken = () => new AppError('already-exists');

const packedTx = (label: string, records: string, key: Key, value: unknown): Fragment =>
  putNew(label, records, toItem({ ...key, packed: new Uint8Array(deflateRawSync(JSON.stringify(value))) }), taken);

const unpacked = (item: AttributeMap | undefined): unknown => {
  const packed = item?.['packed']?.B;
  if (packed === undefined) throw new Error('a part of a plan is missing');
  return JSON.parse(inflateRawSync(packed, { maxOutputLength: MAX_CHUNK_BYTES }).toString('utf8'));
};

const Candidates = z.array(Candidate);
const Rows = z.array(PlanRow);
/** A finished plan as it is kept beside its job. */
export const KeptPlan = z.strictObject({ ...Plan.shape, scope: RecoveryScope, chunks: z.int(), examples: Rows });
export type KeptPlan = z.infer<typeof KeptPlan>;

/** A round of collecting that was cut off leaves its chunks behind; the next has keys of its own. */
export const candidatesTx = (
  records: string,
  jobId: string,
  round: string,
  chunk: number,
  candidates: readonly Candidate[],
): Fragment => packedTx(`plan-work:${chunk}`, records, planWorkKey(jobId, round, chunk), candidates);

export const readCandidates = async (
  system: Of,
  jobId: string,
  round: string,
  chunk: number,
): Promise<readonly Candidate[]> =>
  Candidates.parse(unpacked(await getItem(system.dynamo, system.tables.records, planWorkKey(jobId, round, chunk))));

/** Rows of a plan; of a restore, those it kept as they were, with the reason. */
export const rowsTx = (records: string, jobId: string, chunk: number, rows: readonly PlanRow[]): Fragment =>
  packedTx(`plan-rows:${chunk}`, records, planRowsKey(jobId, chunk), rows);

/** The rows of one chunk; none where nothing in it differs. */
export const readRows = async (system: Of, jobId: string, chunk: number): Promise<readonly PlanRow[]> => {
  const item = await getItem(system.dynamo, system.tables.records, planRowsKey(jobId, chunk));
  return item === undefined ? [] : Rows.parse(unpacked(item));
};

const PREFIX = planRowsKey('', 0).SK.replace(/\d+$/, '');

/** One chunk of rows in order; `next` is the key to go on from. */
export const rowsPage = async (
  system: Of,
  jobId: string,
  from: AttributeMap | undefined,
  limit = 1,
): Promise<{ rows: PlanRow[]; next?: AttributeMap }> => {
  const page = await queryPage(system.dynamo, system.tables.records, planKey(jobId).PK, {
    prefix: PREFIX,
    limit,
    ...(from === undefined ? {} : { from }),
  });
  const rows = page.items.flatMap((item) => Rows.parse(unpacked(item)));
  return { rows, ...(page.next === undefined ? {} : { next: page.next }) };
};

/** Every row of a plan. */
export async function* allRows(system: Of, jobId: string): AsyncGenerator<PlanRow> {
  const partition = planKey(jobId).PK;
  for await (const item of queryAll(system.dynamo, system.tables.records, partition, { prefix: PREFIX }))
    yield* Rows.parse(unpacked(item));
}

export const planTx = (records: string, jobId: string, plan: KeptPlan): Fragment =>
  putNew('plan', records, toItem({ ...planKey(jobId), ...plan }), taken);

export const readPlan = async (system: Of, jobId: string): Promise<KeptPlan | undefined> => {
  const item = await getItem(system.dynamo, system.tables.records, planKey(jobId));
  return item === undefined ? undefined : KeptPlan.parse(plainOf(item));
};

/** A record as a backup holds it, kept beside the plan so that the restore does exactly what was previewed. */
export const imageTx = (records: string, jobId: string, entity: string, id: string, image: AttributeMap): Fragment =>
  putNew(`image:${id}`, records, { ...toItem({ ...planImageKey(jobId, entity, id) }), image: { M: image } }, taken);

export const readImage = async (
  system: Of,
  jobId: string,
  entity: string,
  id: string,
): Promise<AttributeMap | undefined> =>
  (await getItem(system.dynamo, system.tables.records, planImageKey(jobId, entity, id)))?.['image']?.M;
