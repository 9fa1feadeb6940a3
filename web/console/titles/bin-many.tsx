import '../bin/bin.css';
import '../parts/form.css';
import { Button, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '../../shared/ui/error-notice.tsx';
import { useAction } from '../api.ts';
import { JobWatch } from '../jobs/job-watch.tsx';
import type { Choice } from './use-choice.ts';

/** More at once need a second person; the server decides. */
const ALONE = 25;

/** The titles that went to the bin together, how far that is, and the undo right there. */
export const BinManyProgress = ({
  jobId,
  onUndone,
  onClose,
}: {
  readonly jobId: string;
  readonly onUndone: () => void;
  readonly onClose: () => void;
}) => {
  const { t } = useTranslation(['console', 'common']);
  const undo = useAction('bin.undo', onUndone);
  const [undoJob, setUndoJob] = useState<string | undefined>();
  return (
    <section className="page" aria-label={t('many.running')} data-testid="bin-many">
      {undoJob === undefined ? (
        <JobWatch jobId={jobId}>
          {({ batchId, tally }) => (
            <>
              {undo.error === null ? null : <ErrorNotice error={undo.error} />}
              <div className="form-steps">
                {batchId === undefined || (tally['binned'] ?? 0) === 0 ? null : (
                  <Button
                    variant="default"
                    loading={undo.pending}
                    onClick={() => undo.run({ batchId }, {}, (job) => setUndoJob(job.jobId))}
                  >
                    {t('many.undo')}
                  </Button>
                )}
                <Link to="/bin">{t('many.seeBin')}</Link>
                <Button variant="subtle" onClick={onClose}>
                  {t('many.close')}
                </Button>
              </div>
            </>
          )}
        </JobWatch>
      ) : (
        <JobWatch jobId={undoJob}>
          {() => (
            <div>
              <Button variant="subtle" onClick={onClose}>
                {t('many.close')}
              </Button>
            </div>
          )}
        </JobWatch>
      )}
    </section>
  );
};

/** What can be done with the chosen titles. */
export const BinManyBar = ({
  choice,
  onBegun,
}: {
  readonly choice: Choice;
  readonly onBegun: (jobId: string, titleIds: readonly string[]) => void;
}) => {
  const { t } = useTranslation(['console', 'common']);
  const [reason, setReason] = useState('');
  const titleIds = [...choice.chosen];
  const bin = useAction('title.bin-many');
  const why = reason.trim() === '' ? {} : { reason: reason.trim() };
  if (titleIds.length === 0) return null;
  return (
    <section className="bin-bar" aria-label={t('many.bar')}>
      {bin.error === null ? null : <ErrorNotice error={bin.error} />}
      <strong role="status">{t('many.chosen', { count: titleIds.length })}</strong>
      {titleIds.length > ALONE ? <p className="bin-help">{t('many.second', { limit: ALONE })}</p> : null}
      <TextInput
        className="bin-filter"
        label={t('many.why')}
        description={t('many.whyHelp')}
        value={reason}
        maxLength={500}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <div className="form-steps">
        <Button
          loading={bin.pending}
          onClick={() => bin.run({ titleIds, ...why }, {}, (job) => onBegun(job.jobId, titleIds))}
        >
          {t('many.bin', { count: titleIds.length })}
        </Button>
        <Button variant="subtle" onClick={choice.none}>
          {t('many.none')}
        </Button>
      </div>
    </section>
  );
};
