import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemError } from '../../shared/api/problem.ts';
import { useWords } from '../../shared/i18n/words.ts';
import { ErrorNotice } from '../../shared/ui/error-notice.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { useRead } from '../api.ts';
import { useMay, useSession } from '../session.ts';
import { useColleagues } from './use-colleagues.ts';

const POLL_MS = 2_000;

/** The approval a refused act waits for, when that is why it was refused. */
export const approvalOf = (error: unknown): string | undefined => {
  if (!(error instanceof ProblemError) || error.code !== 'approval-needed') return undefined;
  const { approvalId } = error.params;
  return typeof approvalId === 'string' ? approvalId : undefined;
};

const Waiting = ({ approvalId, again }: { readonly approvalId: string; readonly again: () => void }) => {
  const { t } = useTranslation(['console', 'common']);
  const words = useWords();
  const { person } = useSession();
  const colleagues = useColleagues();
  const spent = useRef<string>(undefined);
  const list = useRead('approval.list', {}, { poll: () => POLL_MS, always: true });
  const approval = list.data?.rows.find((row) => row.approvalId === approvalId);
  const state = approval?.state;
  useEffect(() => {
    // Once for each approval: an answer that is on its way must not be asked for a second time.
    if (state !== 'given' || spent.current === approvalId) return;
    spent.current = approvalId;
    again();
  }, [state, approvalId, again]);
  const others = colleagues.filter((one) => one.role === 'manager' && one.staffId !== person.personId);
  if (state === 'refused' || state === 'expired')
    return (
      <Notice tone="act" live title={t(`secondPerson.${state}`)}>
        <p>{t('secondPerson.refusedNext')}</p>
        <div className="notice-actions">
          <Button variant="default" onClick={again}>
            {t('secondPerson.askAgain')}
          </Button>
        </div>
      </Notice>
    );
  if (state === 'given' || state === 'used') return <Notice tone="calm" live title={t('secondPerson.given')} />;
  return (
    <Notice
      tone="look"
      live
      title={
        others.length === 0
          ? t('secondPerson.nobody')
          : t('secondPerson.waiting', { names: words.either(others.map(({ name }) => name)) })
      }
    >
      <p>{others.length === 0 ? t('secondPerson.nobodyNext') : t('secondPerson.waitingNext')}</p>
    </Notice>
  );
};

/** A refusal; where it is for want of a second person, who is waited for. The act goes on by itself once they agree. */
export const SecondPerson = ({ error, again }: { readonly error: unknown; readonly again: () => void }) => {
  const may = useMay();
  const approvalId = approvalOf(error);
  if (error === null) return null;
  if (approvalId === undefined) return <ErrorNotice error={error} />;
  // Who may not look under Approvals cannot watch either, and tries again by hand.
  if (!may('approvals.decide')) return <ErrorNotice error={error} again={again} />;
  return <Waiting approvalId={approvalId} again={again} />;
};
