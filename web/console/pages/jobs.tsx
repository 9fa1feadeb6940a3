import '../jobs/jobs.css';
import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useWords } from '../../shared/i18n/words.ts';
import { DataTable } from '../../shared/ui/data-table.tsx';
import { Empty, Page, Sheet } from '../../shared/ui/page.tsx';
import { Pending } from '../../shared/ui/waiting.tsx';
import { usePages, useRead } from '../api.ts';
import { Batches } from '../jobs/batches.tsx';
import { isRunning, JobCard } from '../jobs/job-card.tsx';

const POLL_MS = 1_000;
const QUIET_MS = 10_000;

/** Long work: what runs now with its progress, what ended and how, and the sets of changes it left. */
export const JobsPage = () => {
  const { t } = useTranslation(['console', 'common']);
  const words = useWords();
  const newest = useRead(
    'job.list',
    {},
    { poll: (last) => (last?.rows.some(isRunning) === true ? POLL_MS : QUIET_MS) },
  );
  const older = usePages(
    'job.list',
    ['older'],
    (cursor) => ({ cursor }),
    (page) => page.next,
  );
  const running = newest.data?.rows.filter(isRunning) ?? [];
  const fresh = newest.data?.rows ?? [];
  const seen = new Set(fresh.map((job) => job.jobId));
  const rest = (older.data?.pages ?? []).flatMap((page) => page.rows).filter((job) => !seen.has(job.jobId));
  const ended = [...fresh, ...rest].filter((job) => !isRunning(job));
  return (
    <Page title={t('jobs.title')} lead={t('jobs.lead')}>
      {newest.data === undefined ? <Pending read={newest} rows={3} /> : null}
      {running.map((job) => (
        <Sheet key={job.jobId} title={words.say(`job.kind.${job.kind}`)}>
          <JobCard job={job} />
        </Sheet>
      ))}
      {newest.data !== undefined && fresh.length === 0 ? (
        <Empty title={t('jobs.none')}>{t('jobs.noneText')}</Empty>
      ) : null}
      {ended.length === 0 ? null : (
        <Sheet title={t('jobs.ended')}>
          <DataTable
            caption={t('jobs.ended')}
            head={[t('batches.what'), t('batches.state'), t('batches.who'), t('batches.when')]}
            rows={ended.map((job) => ({
              key: job.jobId,
              cells: [
                <Link key="what" to="/jobs/$jobId" params={{ jobId: job.jobId }}>
                  {words.say(`job.kind.${job.kind}`)}
                </Link>,
                words.say(`job.state.${job.state}`),
                job.startedBy ?? t('past.library'),
                words.moment(job.createdAt),
              ],
            }))}
          />
          {older.hasNextPage ? (
            <div>
              <Button variant="default" loading={older.isFetchingNextPage} onClick={() => void older.fetchNextPage()}>
                {t('common:more')}
              </Button>
            </div>
          ) : null}
        </Sheet>
      )}
      <Batches />
    </Page>
  );
};
