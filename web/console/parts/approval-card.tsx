import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type * as z from 'zod';
import type { ApprovalView } from '../../../shared/contracts/approvals.ts';
import { useWords } from '../../shared/i18n/words.ts';
import { ErrorNotice } from '../../shared/ui/error-notice.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { useAction } from '../api.ts';
import { useToast } from '../toasts.tsx';

export type ApprovalRow = z.infer<typeof ApprovalView>;

/** What a second person is asked to agree to, as a sentence. */
export const useApprovalWords = (): ((row: Pick<ApprovalRow, 'preview'>) => string) => {
  const words = useWords();
  return ({ preview: { code, params } }) => words.say(words.knows(code) ? code : `approval.preview.${code}`, params);
};

/** The plan of the time machine this is about, when it is about one. */
const planOf = ({ operation, preview: { params } }: Pick<ApprovalRow, 'operation' | 'preview'>): string | undefined => {
  const { planId } = params;
  return operation === 'recovery.restore' && typeof planId === 'string' ? planId : undefined;
};

/** Who asks and until when, a look at what would change, and two buttons; for one's own request, whom to ask. */
export const ApprovalCard = ({ row, withPlan = true }: { readonly row: ApprovalRow; readonly withPlan?: boolean }) => {
  const { t } = useTranslation(['console', 'common']);
  const words = useWords();
  const toast = useToast();
  const give = useAction('approval.give');
  const refuse = useAction('approval.refuse');
  const what = useApprovalWords()(row);
  const planId = planOf(row);
  const error = give.error ?? refuse.error;
  const name = row.requestedByName ?? t('past.somebody');
  return (
    <>
      <p>
        {t('approvals.asked', { name, when: words.moment(row.createdAt) })}{' '}
        {t('approvals.until', { when: words.moment(row.expiresAt) })}
      </p>
      {withPlan && planId !== undefined ? (
        <p>
          <Link
            to="/time-machine/plans/$jobId"
            params={{ jobId: planId }}
            search={row.mine ? {} : { review: row.approvalId }}
          >
            {t(row.mine ? 'approvals.toPlan' : 'approvals.seePlan')}
          </Link>
        </p>
      ) : null}
      {error === null ? null : <ErrorNotice error={error} />}
      {row.mine ? (
        <Notice tone="calm" title={t('approvals.mine')} />
      ) : (
        <div className="form-steps">
          <Button
            loading={give.pending}
            aria-label={t('approvals.giveThis', { what })}
            onClick={() =>
              give.run({ approvalId: row.approvalId }, { ifMatch: row.version }, () =>
                toast(t('approvals.given', { name })),
              )
            }
          >
            {t('approvals.give')}
          </Button>
          <Button
            variant="default"
            loading={refuse.pending}
            aria-label={t('approvals.refuseThis', { what })}
            onClick={() =>
              refuse.run({ approvalId: row.approvalId }, { ifMatch: row.version }, () => toast(t('approvals.refused')))
            }
          >
            {t('approvals.refuse')}
          </Button>
        </div>
      )}
    </>
  );
};
