import { binManyRunner } from '../../shared/catalogue/bin-many.ts';
import { emptyTitle } from '../../shared/catalogue/empty-titles.ts';
import { closeDemoLoan } from '../../shared/circulation/empty-demo.ts';
import { runnerByKind } from '../../shared/jobs/run-job.ts';
import { emptyPatron } from '../../shared/patrons/empty-patrons.ts';
import { beginEmptyRunner } from '../../shared/settings/begin-empty.ts';
import { workerFunction } from '../events/worker.ts';

export const handler = workerFunction('catalogue-batch', 30_000, (system) => {
  const beginEmpty = beginEmptyRunner(system, {
    loans: (work, _batchId, event, cursor) => closeDemoLoan(system, work, event.recordId, cursor),
    titles: (work, _batchId, event, cursor) => emptyTitle(system, work, event.recordId, cursor),
    patrons: (work, _batchId, event, cursor) => emptyPatron(system, work, event.recordId, cursor),
  });
  return runnerByKind({ 'begin-empty': beginEmpty, 'bin-many': binManyRunner(system) });
});
