import { binManyRunner } from '../../shared/catalogue/bin-many.ts';
import { undoBatchRunner, undoEvent } from '../../shared/catalogue/undo-batch.ts';
import { closeDemoLoan } from '../../shared/circulation/empty-demo.ts';
import type { Runner, Work } from '../../shared/jobs/run-job.ts';
import { undoPatronEvent } from '../../shared/patrons/undo-patron.ts';
import { beginEmptyRunner } from '../../shared/settings/begin-empty.ts';
import { workerFunction } from '../events/worker.ts';

export const handler = workerFunction('catalogue-batch', 30_000, (system) => {
  const undo = undoBatchRunner(system, {
    patron: (work, batchId, event, cursor) => undoPatronEvent(system, work, batchId, event, { cursor }),
  });
  const beginEmpty = beginEmptyRunner(system, {
    loans: (work, _batchId, event, cursor) => closeDemoLoan(system, work, event.recordId, cursor),
    titles: (work, batchId, event, cursor) => undoEvent(system, work, batchId, event, { cursor, evenIfChanged: true }),
    patrons: (work, batchId, event, cursor) =>
      undoPatronEvent(system, work, batchId, event, { cursor, evenIfChanged: true }),
  });
  const binMany = binManyRunner(system);
  const runnerOf = (work: Work): Runner => {
    const { kind } = work.job.value;
    if (kind === 'bin-many') return binMany;
    return kind === 'begin-empty' ? beginEmpty : undo;
  };
  return {
    step: (work) => runnerOf(work).step(work),
    cancelled: async (work) => (await runnerOf(work).cancelled?.(work)) ?? [],
    failed: async (work) => (await runnerOf(work).failed?.(work)) ?? [],
  };
});
