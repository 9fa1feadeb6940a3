import { useTranslation } from 'react-i18next';
import { Sheet } from '../../shared/ui/page.tsx';
import { Pending } from '../../shared/ui/waiting.tsx';
import { useRead } from '../api.ts';
import { BatchUndo } from '../jobs/batch-undo.tsx';
import { isRunning, JobCard } from '../jobs/job-card.tsx';
import { PlanRows } from './plan-rows.tsx';
import { type FinishedPlan, PlanKept } from './plan-sentences.tsx';

const POLL_MS = 1_000;

/** The restore as it goes, then what was done, what stayed and why, and the way back. */
export const Restored = ({ jobId, plan }: { readonly jobId: string; readonly plan: FinishedPlan }) => {
  const { t } = useTranslation(['console', 'common']);
  const job = useRead(
    'job.get',
    { jobId },
    { poll: (last) => (last === undefined || isRunning(last) ? POLL_MS : false) },
  );
  if (job.data === undefined) return <Pending read={job} rows={2} />;
  const ended = !isRunning(job.data);
  return (
    <>
      <Sheet title={t(ended ? 'recovery.done' : 'recovery.running')}>
        <JobCard job={job.data} />
        {ended && job.data.batchId !== undefined ? <BatchUndo batchId={job.data.batchId} /> : null}
      </Sheet>
      {ended ? (
        <Sheet title={t('recovery.stayed')}>
          <PlanKept plan={plan} />
        </Sheet>
      ) : null}
      {ended && (job.data.tally['kept'] ?? 0) > 0 ? (
        <Sheet title={t('recovery.stayedList')}>
          <PlanRows jobId={jobId} at={plan.at} />
        </Sheet>
      ) : null}
    </>
  );
};
