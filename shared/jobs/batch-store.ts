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

/** Batches that may have changed something after an instant: those still open, and those closed or undone since. */
export const batchesSince = async (system: Of, at: string): Promise<Batch[]> => {
  const batches: Batch[] = [];
  for await (const item of queryAll(system.dynamo, system.tables.records, allOf('batch'), { index: 'GSI2' })) {
    const batch = readStored(Batch, item).value;
    if (batch.state === 'open' || batch.updatedAt > at) batches.push(batch);
  }
  return batches;
};

const index = (id: string) => ({ GSI2PK: allOf('batch'), GSI2SK: id });

export const newBatch = (
  context: ChangeContext,
  what: Pick<Batch, 'kind' | 'label'> & Partial<Pick<Batch, 'undoes' | 'jobId' | 'restore' | 'reason'>>,
): Batch => ({
  ...born(context, context.newId()),
  entity: 'batch',
  state: 'open',
  counts: {},
  kind: what.kind,
  label: what.label,
  ...(what.undoes === undefined ? {} : { undoes: what.undoes }),
  ...(what.jobId === undefined ? {} : { jobId: what.jobId }),
  ...(what.restore === undefined ? {} : { restore: what.restore }),
  ...(what.reason === undefined ? {} : { reason: what.reason }),
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

/** Marks a batch as undone by another. */
export const markUndoneTx = (context: ChangeContext, before: Stored<Batch>, undoneBy: string): Fragment[] =>
  changeFragments(context, {
    before,
    after: { ...before.value, ...changed(context, before.value), state: 'undone', undoneBy },
    index: index(before.value.id),
    type: 'batch.undone',
    params: { undoneBy },
  });

/** A batch whose undo was undone stands again; what did it again holds the newest changes of its records. */
export const markRedoneTx = (context: ChangeContext, before: Stored<Batch>, redoneBy: string): Fragment[] => {
  const { undoneBy: _undone, ...rest } = before.value;
  return changeFragments(context, {
    before,
    after: { ...rest, ...changed(context, rest), state: 'closed', redoneBy },
    index: index(rest.id),
    type: 'batch.redone',
    params: { redoneBy },
  });
};

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
  ...(batch.redoneBy === undefined ? {} : { redoneBy: batch.redoneBy }),
  ...(batch.restore === undefined ? {} : { restore: batch.restore }),
  ...(batch.jobId === undefined ? {} : { jobId: batch.jobId }),
  ...(startedBy === undefined ? {} : { startedBy }),
});
