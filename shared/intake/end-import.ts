import type { System } from '../aws/system.ts';
import type { Fragment } from '../aws/transaction.ts';
import { closeBatchTx, readBatch } from '../jobs/batch-store.ts';
import { requestJobTx } from '../jobs/job-store.ts';
import type { StepResult, Work } from '../jobs/run-job.ts';
import { AppError } from '../kernel/app-error.ts';
import { endOf, type ImportState } from './build-chunk.ts';
import type { ImportTally } from './import-cursor.ts';
import { reportTx } from './report-store.ts';

/** From this many new titles on, a new search base is cheaper than a log that every reader must apply. */
const REINDEX_FROM = 500;

const closed = async (system: System, work: Work, tally: ImportTally): Promise<Fragment[]> => {
  const batch = await readBatch(system, work.job.value.batchId ?? '');
  if (batch === undefined) throw new Error('the batch of an import vanished');
  return batch.value.state === 'open' ? closeBatchTx(work.context, batch, { ...tally }) : [];
};

/**
 * Asks for a new search base, in a transaction of its own: one that is being built already refuses it,
 * and must not refuse the end of the import. Asked twice after a crash, it is built twice.
 */
const askReindex = async (system: System, work: Work): Promise<void> => {
  const { batchId: _import, ...context } = work.change();
  const { fragments } = requestJobTx(context, { kind: 'reindex', unit: 'records', input: {}, lock: 'reindex' });
  try {
    await system.commit(fragments, context.changeId);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'job-running') throw error;
  }
};

/** The end of an import that read its whole file. */
export const endImport = async (system: System, work: Work, { tally }: ImportState): Promise<StepResult> => {
  if (tally.titles > REINDEX_FROM) await askReindex(system, work);
  return { next: 'done', tally: { ...tally }, fragments: await closed(system, work, tally) };
};

/** The end of one that was stopped or failed: what came in stays, is told, and can be undone as a batch. */
export const stopImport = async (system: System, work: Work, state: ImportState): Promise<Fragment[]> => {
  const { begun, chunk, index, offset } = state.cursor;
  if (begun === undefined) return closed(system, work, state.tally);
  const problems = [...begun.problems, { code: 'copies-not-all' }];
  const line = endOf({ index, offset }, { ...begun, problems });
  const tally = { ...state.tally, imported: state.tally.imported + 1, repaired: state.tally.repaired + 1 };
  return [reportTx(system.tables.records, work.job.value.id, chunk, [line]), ...(await closed(system, work, tally))];
};
