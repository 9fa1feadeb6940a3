import '../time-machine/time-machine.css';
import { Button } from '@mantine/core';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import * as z from 'zod';
import { useWords } from '../../shared/i18n/words.ts';
import { Notice } from '../../shared/ui/notice.tsx';
import { Page, Sheet } from '../../shared/ui/page.tsx';
import { Pending } from '../../shared/ui/waiting.tsx';
import { useRead } from '../api.ts';
import { JobCard } from '../jobs/job-card.tsx';
import { ApprovalCard } from '../parts/approval-card.tsx';
import { useMay } from '../session.ts';
import { Decide } from '../time-machine/decide.tsx';
import { useLeftOut } from '../time-machine/left-out.ts';
import { PlanChart } from '../time-machine/plan-chart.tsx';
import { PlanRows } from '../time-machine/plan-rows.tsx';
import { PlanExamples, PlanKept, PlanSentences } from '../time-machine/plan-sentences.tsx';
import { Restored } from '../time-machine/restored.tsx';
import { useScopeWords } from '../time-machine/scope-words.ts';
import { useLibraryClock } from '../time-machine/use-zone.ts';

const Params = z.object({ jobId: z.string() });
const Search = z.object({ restore: z.string().optional(), review: z.string().optional() });
const POLL_MS = 1_000;

/** The plan as it is worked out: how far, or why it did not finish. */
const Working = ({ jobId }: { readonly jobId: string }) => {
  const { t } = useTranslation(['console', 'common']);
  const job = useRead('job.get', { jobId }, { poll: () => POLL_MS });
  return (
    <Sheet title={t('recovery.working')}>
      {job.data === undefined ? <Pending read={job} rows={1} /> : <JobCard job={job.data} />}
    </Sheet>
  );
};

/** For the second person: who asks for this, and the two buttons beside what they are about. */
const Review = ({ approvalId }: { readonly approvalId: string }) => {
  const { t } = useTranslation(['console', 'common']);
  const list = useRead('approval.list', {});
  const row = list.data?.rows.find((one) => one.approvalId === approvalId);
  if (list.data === undefined) return <Pending read={list} rows={1} />;
  if (row === undefined || row.state !== 'waiting') return <Notice tone="calm" title={t('recovery.reviewOver')} />;
  return (
    <Sheet title={t('recovery.review')}>
      <p>{t('recovery.reviewText')}</p>
      <ApprovalCard row={row} withPlan={false} />
    </Sheet>
  );
};

/** What a restore would change, before anything is changed; then the restore itself, and what came of it. */
export const TimeMachinePlanPage = () => {
  const { t } = useTranslation(['console', 'common']);
  const words = useWords();
  const may = useMay();
  const clock = useLibraryClock();
  const leftOut = useLeftOut();
  const { jobId } = Params.parse(useParams({ strict: false }));
  const { restore, review } = Search.parse(useSearch({ strict: false }));
  const read = useRead(
    'recovery.preview',
    { jobId },
    { poll: (last) => (last === undefined || last.state === 'waiting' || last.state === 'running' ? POLL_MS : false) },
  );
  const title = useScopeWords(read.data?.scope, clock);
  if (read.data === undefined || clock === undefined)
    return (
      <Page title={t('recovery.title')}>
        <Pending read={read} rows={3} height={120} />
      </Page>
    );
  const { plan } = read.data;
  const decides = restore === undefined && review === undefined && may('recovery.restore');
  return (
    <Page
      title={title}
      lead={t(restore === undefined ? 'recovery.previewLead' : 'recovery.restoreLead')}
      actions={
        review === undefined ? (
          <Button component={Link} to="/time-machine" variant="default">
            {t('recovery.other')}
          </Button>
        ) : (
          <Button component={Link} to="/approvals" variant="default">
            {t('recovery.toApprovals')}
          </Button>
        )
      }
    >
      {review === undefined ? null : <Review approvalId={review} />}
      {plan === undefined ? <Working jobId={jobId} /> : null}
      {restore === undefined || plan === undefined ? null : <Restored jobId={restore} plan={plan} />}
      {plan === undefined ? null : (
        <Sheet title={t(restore === undefined ? 'recovery.would' : 'recovery.wanted')}>
          <PlanSentences plan={plan} />
          <PlanChart plan={plan} />
          <PlanExamples plan={plan} />
        </Sheet>
      )}
      {plan === undefined || restore !== undefined ? null : (
        <Sheet title={t('recovery.stayed')}>
          <PlanKept plan={plan} />
          {decides || plan.conflicts === 0 ? null : <p>{t('recovery.conflicts', { count: plan.conflicts })}</p>}
        </Sheet>
      )}
      {plan === undefined || !decides || plan.changes === 0 ? null : (
        <Sheet title={t('recovery.decide')}>
          <Decide jobId={jobId} plan={plan} clock={clock} leftOut={leftOut} />
        </Sheet>
      )}
      {plan === undefined || plan.total === 0 ? null : (
        <Sheet title={t('recovery.rowsCount', { count: plan.total, number: words.number(plan.total) })}>
          <PlanRows jobId={jobId} at={plan.at} leftOut={decides ? leftOut : undefined} />
        </Sheet>
      )}
    </Page>
  );
};
