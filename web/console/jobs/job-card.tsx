import './jobs.css';
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { JobView } from '../../../shared/contracts/jobs.ts';
import { useWords } from '../../shared/i18n/words.ts';
import { ErrorNotice } from '../../shared/ui/error-notice.tsx';
import { Notice, type Tone } from '../../shared/ui/notice.tsx';
import { ProgressLine } from '../../shared/ui/progress-line.tsx';
import { useAction } from '../api.ts';
import { useMay, useSession } from '../session.ts';
import { tallyNames } from './tally.ts';

export const isRunning = (job: Pick<JobView, 'state'>): boolean => job.state === 'waiting' || job.state === 'running';
const tones: Readonly<Record<JobView['state'], Tone>> = {
  waiting: 'calm',
  running: 'calm',
  done: 'safe',
  failed: 'act',
  cancelled: 'look',
};

/** The one progress component: how far, how long, what came of it, and the way to stop. */
export const JobCard = ({ job }: { readonly job: JobView }) => {
  const { t } = useTranslation(['console', 'common']);
  const words = useWords();
  const may = useMay();
  const person = useSession().person.personId;
  const cancel = useAction('job.cancel');
  const name = words.say(`job.kind.${job.kind}`);
  const counted = job.unit === 'bytes' ? words.bytes : words.number;
  const text =
    job.total === undefined
      ? t('jobs.doneSoFar', { done: counted(job.done) })
      : t('jobs.doneOf', { done: counted(job.done), total: counted(job.total) });
  const tally = tallyNames.filter((one) => job.tally[one] !== undefined);
  return (
    <div className="job" data-testid="job" data-job={job.jobId} data-state={job.state} data-kind={job.kind}>
      {isRunning(job) ? <ProgressLine label={name} done={job.done} total={job.total} text={text} /> : null}
      <Notice tone={tones[job.state]} title={words.say(`job.state.${job.state}`)} live={!isRunning(job)}>
        {job.failure === undefined ? null : (
          <>
            <p>{words.say(job.failure.code, job.failure.params)}</p>
            <p>{words.next(job.failure.code, job.failure.params)}</p>
          </>
        )}
        {tally.length === 0 ? null : (
          <ul className="job-tally">
            {tally.map((one) => (
              <li key={one} data-tally={one}>
                {t(`jobs.tally.${one}`, { count: job.tally[one] ?? 0 })}
              </li>
            ))}
          </ul>
        )}
        <p className="notice-small">
          {job.startedBy === undefined ? null : `${t('jobs.by', { name: job.startedBy })} `}
          <time dateTime={job.createdAt} title={words.full(job.createdAt)}>
            {words.moment(job.createdAt)}
          </time>
        </p>
      </Notice>
      {cancel.error === null ? null : <ErrorNotice error={cancel.error} />}
      {isRunning(job) && (may('jobs.stop') || job.startedById === person) ? (
        <div>
          <Button
            variant="default"
            disabled={job.cancelAsked}
            loading={cancel.pending}
            onClick={() => cancel.run({ jobId: job.jobId })}
          >
            {job.cancelAsked ? t('jobs.stopping') : t('jobs.stop')}
          </Button>
        </div>
      ) : null}
    </div>
  );
};
