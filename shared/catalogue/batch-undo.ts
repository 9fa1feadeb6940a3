import type { Call } from '../aws/call.ts';
import type { Stored } from '../aws/stored.ts';
import type { Fragment } from '../aws/transaction.ts';
import type { Batch, Job } from '../contracts/jobs.ts';
import { newBatch, openBatchTx } from '../jobs/batch-store.ts';
import { requestJobTx } from '../jobs/job-store.ts';
import { AppError } from '../kernel/app-error.ts';

const DAY_MS = 24 * 3600 * 1000;

/** Whoever made a batch may take it back alone for a day: a wrong mapping is seen at once, and undone at once. */
export const isOwnAndFresh = (call: Call, batch: Batch): boolean =>
  batch.actorId === call.personId && call.now.getTime() - Date.parse(batch.createdAt) < DAY_MS;

/** Asks for the undo of a batch, as a batch of its own. Throws `batch-not-undoable` while it is open, or once it is undone. */
export const undoBatchTx = (call: Call, { value }: Stored<Batch>): { job: Job; fragments: Fragment[] } => {
  if (value.state !== 'closed') throw new AppError('batch-not-undoable', { state: value.state });
  const undo = newBatch(call.context, { kind: 'undo', label: value.label, undoes: value.id });
  const context = { ...call.context, batchId: undo.id };
  const { job, fragments } = requestJobTx(context, {
    kind: 'batch-undo',
    unit: 'records',
    input: { batchId: value.id },
    lock: `batch-${value.id}`,
  });
  return { job, fragments: [...openBatchTx(call.context, { ...undo, jobId: job.id }), ...fragments] };
};
