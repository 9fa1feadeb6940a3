import '@mantine/core/styles/Input.css';
import '../parts/form.css';
import { Button, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Notice } from '../../shared/ui/notice.tsx';
import { useAction } from '../api.ts';
import { approvalOf, SecondPerson } from '../parts/second-person.tsx';
import { forgetRequest, keepRequest, keptRequest, type RestoreRequest } from './kept-request.ts';
import { changingCount, type LeftOut } from './left-out.ts';
import type { FinishedPlan } from './plan-sentences.tsx';
import type { LibraryClock } from './use-zone.ts';

const ALONE = 25;

/** What happens to later changes, why it is done, what is noted first, and the button. */
export const Decide = ({
  jobId,
  plan,
  clock,
  leftOut,
}: {
  readonly jobId: string;
  readonly plan: FinishedPlan;
  readonly clock: LibraryClock;
  readonly leftOut: LeftOut;
}) => {
  const { t } = useTranslation(['console', 'common']);
  const go = useNavigate();
  const [conflicts, setConflicts] = useState<'keep' | 'replace'>('keep');
  const [reason, setReason] = useState('');
  const [asked, setAsked] = useState<RestoreRequest | undefined>();
  const restore = useAction('recovery.restore', (job) => {
    forgetRequest(sessionStorage, jobId);
    void go({ to: '/time-machine/plans/$jobId', params: { jobId }, search: { restore: job.jobId }, replace: true });
  });
  const ask = (request: RestoreRequest) => {
    setAsked(request);
    keepRequest(sessionStorage, jobId, request);
    restore.run({ jobId, ...request });
  };
  const resumed = useRef(false);
  useEffect(() => {
    if (resumed.current) return;
    resumed.current = true;
    const kept = keptRequest(sessionStorage, jobId);
    if (kept === undefined) return;
    if (kept.planHash === plan.planHash) ask(kept);
    else forgetRequest(sessionStorage, jobId);
  });
  const count = changingCount(plan, conflicts, leftOut.rows);
  const waits = approvalOf(restore.error) !== undefined;
  const leaveOut = leftOut.rows.map(({ id }) => id);
  return (
    <div className="form">
      {plan.conflicts === 0 ? null : (
        <fieldset className="conflicts" disabled={waits}>
          <legend>{t('recovery.conflicts', { count: plan.conflicts })}</legend>
          {(['keep', 'replace'] as const).map((one) => (
            <label key={one}>
              <input type="radio" name="conflicts" checked={conflicts === one} onChange={() => setConflicts(one)} />
              <span>
                <strong>{t(`recovery.conflict.${one}`)}</strong>
                <br />
                {t(`recovery.conflictHelp.${one}`)}
              </span>
            </label>
          ))}
        </fieldset>
      )}
      {leaveOut.length === 0 ? null : <p>{t('recovery.leftOut', { count: leaveOut.length })}</p>}
      <TextInput
        label={t('recovery.reason')}
        description={t('recovery.reasonHelp')}
        value={reason}
        maxLength={500}
        disabled={waits}
        dir="auto"
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <Notice tone="safe" title={t('recovery.safetyPoint', { when: clock.moment(plan.safetyPoint) })}>
        <p>{t('recovery.safetyPointText')}</p>
      </Notice>
      {count > ALONE && !waits ? <p>{t('recovery.second', { count: ALONE })}</p> : null}
      <SecondPerson error={restore.error} again={() => (asked === undefined ? undefined : ask(asked))} />
      {waits ? null : (
        <div>
          <Button
            size="md"
            loading={restore.pending}
            disabled={count === 0}
            onClick={() =>
              ask({
                planHash: plan.planHash,
                conflicts,
                ...(leaveOut.length === 0 ? {} : { leaveOut }),
                ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
              })
            }
          >
            {t('recovery.restore', { count })}
          </Button>
        </div>
      )}
    </div>
  );
};
