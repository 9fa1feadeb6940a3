import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BinRow } from '../../../shared/contracts/bin.ts';
import { ErrorNotice } from '../../shared/ui/error-notice.tsx';
import { useAction } from '../api.ts';
import { JobWatch } from '../jobs/job-watch.tsx';

/** Deletes what is chosen for good: what that means first, then a second person, then the work as it goes on. */
export const PurgeBar = ({ rows, onNone }: { readonly rows: readonly BinRow[]; readonly onNone: () => void }) => {
  const { t } = useTranslation(['console', 'common']);
  const [jobId, setJobId] = useState<string | undefined>();
  const purge = useAction('bin.purge', (job) => {
    setJobId(job.jobId);
    onNone();
  });
  const none = () => {
    purge.reset();
    onNone();
  };
  return (
    <>
      {jobId === undefined ? null : <JobWatch jobId={jobId} />}
      {rows.length === 0 ? null : (
        <section className="bin-bar" aria-label={t('bin.chosen', { count: rows.length })}>
          {purge.error === null ? null : <ErrorNotice error={purge.error} />}
          <div className="form-steps">
            <strong role="status">{t('bin.chosen', { count: rows.length })}</strong>
            <Button
              variant="default"
              loading={purge.pending}
              onClick={() => purge.run({ records: rows.map(({ entity, id, version }) => ({ entity, id, version })) })}
            >
              {t('bin.deleteNow')}
            </Button>
            <Button variant="subtle" onClick={none}>
              {t('bin.forget')}
            </Button>
          </div>
          <p className="bin-help">{t('bin.deleteHelp')}</p>
          {rows.some((row) => row.entity === 'patron') ? <p className="bin-help">{t('bin.patronHelp')}</p> : null}
        </section>
      )}
    </>
  );
};
