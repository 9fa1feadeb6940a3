import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useWords } from '../../shared/i18n/words.ts';
import { Sheet } from '../../shared/ui/page.tsx';
import { Pending } from '../../shared/ui/waiting.tsx';
import { useAction, useRead } from '../api.ts';
import { isRunning, JobCard } from '../jobs/job-card.tsx';
import { approvalOf, SecondPerson } from '../parts/second-person.tsx';

const POLL_MS = 1_000;

/** How far the copy is that is being made. */
export const CopyProgress = ({ jobId }: { readonly jobId: string }) => {
  const { t } = useTranslation('console');
  const job = useRead(
    'job.get',
    { jobId },
    { poll: (last) => (last === undefined || isRunning(last) ? POLL_MS : false) },
  );
  return (
    <Sheet title={t('takeHome.making')}>
      {job.data === undefined ? <Pending read={job} rows={1} height={90} /> : <JobCard job={job.data} />}
    </Sheet>
  );
};

/** Of which backup, what it takes, and the button; goes on by itself once a second manager has agreed. */
export const MakeCopy = () => {
  const { t } = useTranslation('console');
  const words = useWords();
  const backups = useRead('backup.list', {});
  const start = useAction('take-home.start');
  const newest = backups.data?.rows.find((row) => row.state === 'kept' && row.proof?.passed === true);
  const waits = approvalOf(start.error) !== undefined;
  const ask = () => (newest === undefined ? undefined : start.run({ backupId: newest.backupId }));
  return (
    <Sheet title={t('takeHome.make')}>
      {backups.data === undefined ? <Pending read={backups} rows={1} /> : null}
      {backups.data !== undefined && newest === undefined ? (
        <p>
          {t('takeHome.noBackup')} <Link to="/safety">{t('takeHome.noBackupLink')}</Link>
        </p>
      ) : null}
      {newest === undefined ? null : (
        <>
          <p>
            {t('takeHome.ofBackup', {
              when: words.moment(newest.exportTime),
              records: words.number(newest.records),
            })}
          </p>
          <p>{t('takeHome.second')}</p>
          <SecondPerson error={start.error} again={ask} />
          {waits ? null : (
            <div>
              <Button loading={start.pending} onClick={ask}>
                {t('takeHome.start')}
              </Button>
            </div>
          )}
        </>
      )}
    </Sheet>
  );
};
