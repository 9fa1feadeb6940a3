import '../parts/form.css';
import '../import/import.css';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import * as z from 'zod';
import { useWords } from '../../shared/i18n/words.ts';
import { Page, Sheet } from '../../shared/ui/page.tsx';
import { Pending } from '../../shared/ui/waiting.tsx';
import { useRead } from '../api.ts';
import { BatchUndo } from '../jobs/batch-undo.tsx';
import { isRunning, JobCard } from '../jobs/job-card.tsx';
import { Report } from '../jobs/report.tsx';

const Params = z.object({ jobId: z.string() });
const POLL_MS = 1_000;
const safetyKinds: ReadonlySet<string> = new Set(['backup', 'proof']);

export const JobPage = () => {
  const { t } = useTranslation(['console', 'common']);
  const words = useWords();
  const { jobId } = Params.parse(useParams({ strict: false }));
  const read = useRead(
    'job.get',
    { jobId },
    { poll: (last) => (last === undefined || isRunning(last) ? POLL_MS : false) },
  );
  const job = read.data;
  if (job === undefined)
    return (
      <Page title={t('jobs.title')}>
        <Pending read={read} rows={2} />
      </Page>
    );
  const ended = !isRunning(job);
  return (
    <Page title={words.say(`job.kind.${job.kind}`)}>
      <JobCard job={job} />
      {safetyKinds.has(job.kind) && ended ? (
        <p>
          <Link to="/safety">{t('home.seeCopies')}</Link>
        </p>
      ) : null}
      {job.kind === 'take-home' ? (
        <p>
          <Link to="/safety/take-home">{t('takeHome.backTo')}</Link>
        </p>
      ) : null}
      {ended && job.batchId !== undefined ? <BatchUndo batchId={job.batchId} /> : null}
      {job.kind === 'import' && ended ? (
        <Sheet title={t('report.title')}>
          <Report jobId={jobId} />
        </Sheet>
      ) : null}
    </Page>
  );
};
