import { born, type ChangeContext, changed, changeFragments } from '../aws/change.ts';
import { allOf, recordKey } from '../aws/keys.ts';
import { readStored, type Stored } from '../aws/stored.ts';
import type { System } from '../aws/system.ts';
import { getItem, queryAll } from '../aws/table.ts';
import type { Fragment } from '../aws/transaction.ts';
import { Batch, type BatchView } from '../contracts/jobs.ts';

type Of = Pick<System, 'dynamo' | 'tables'>;

export const readBatch = async (system: Of, batchId: string): Promise<Stored<Batch> | undefined> => {
  const item = await getItem(system.dynamo, system.tables.records, recordKey('batch', batchId));
  return item === undefined ? undefined : readStored(Batch, item);
};

/** The batch that made the demo library, while it stands. */
export const demoBatch = async (system: Of): Promise<string | undefined> => {
  for await (const item of queryAll(system.dynamo, system.tables.records, allOf('batch'), { index: 'GSI2' }))
    if (item['kind']?.S === 'demo' && item['state']?.S === 'closed') return item['id']?.S;
  return undefined;
};

const index = (id: string) => ({ GSI2PK: allOf('batch'), GSI2SK: id });

export const newBatch = (
  context: ChangeContext,
  what: Pick<Batch, 'kind' | 'label'> & { readonly undoes?: string; readonly jobId?: string },
): Batch => ({
  ...born(context, context.newId()),
  entity: 'batch',
  state: 'open',
  counts: {},
  kind: what.kind,
  label: what.label,
  ...(what.undoes === undefined ? {} : { undoes: what.undoes }),
  ...(what.jobId === undefined ? {} : { jobId: what.jobId }),
});

export const openBatchTx = (context: ChangeContext, batch: Batch): Fragment[] =>
  changeFragments(context, {
    after: batch,
    index: index(batch.id),
    type: 'batch.opened',
    params: { kind: batch.kind },
  });

export const closeBatchTx = (context: ChangeContext, before: Stored<Batch>, counts: Batch['counts']): Fragment[] =>
  changeFragments(context, {
    before,
    after: { ...before.value, ...changed(context, before.value), state: 'closed', counts },
    index: index(before.value.id),
    type: 'batch.closed',
  });

/** Marks a batch as undone by another; an undo that is undone makes its target stand again. */
export const markUndoneTx = (context: ChangeContext, before: Stored<Batch>, undoneBy: string): Fragment[] =>
  changeFragments(context, {
    before,
    after: { ...before.value, ...changed(context, before.value), state: 'undone', undoneBy },
    index: index(before.value.id),
    type: 'batch.undone',
    params: { undoneBy },
  });

export const batchView = (batch: Batch, startedBy?: string): BatchView => ({
  batchId: batch.id,
  version: batch.version,
  kind: batch.kind,
  state: batch.state,
  label: batch.label,
  counts: batch.counts,
  createdAt: batch.createdAt,
  ...(batch.undoes === undefined ? {} : { undoes: batch.undoes }),
  ...(batch.undoneBy === undefined ? {} : { undoneBy: batch.undoneBy }),
  ...(batch.jobId === undefined ? {} : { jobId: batch.jobId }),
  ...(startedBy === undefined ? {} : { startedBy }),
});
