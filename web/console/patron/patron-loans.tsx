import { useTranslation } from 'react-i18next';
import { useWords } from '../../shared/i18n/words.ts';
import { ErrorNotice } from '../../shared/ui/error-notice.tsx';
import { LoanList } from '../../shared/ui/loan-list.tsx';
import { Empty } from '../../shared/ui/page.tsx';
import { Pending } from '../../shared/ui/waiting.tsx';
import { useAction, useRead } from '../api.ts';
import { useMay } from '../session.ts';
import { useToast } from '../toasts.tsx';

/** A patron's open loans, renewable from here. */
export const PatronLoans = ({ patronId }: { readonly patronId: string }) => {
  const { t } = useTranslation(['console', 'common']);
  const words = useWords();
  const may = useMay();
  const toast = useToast();
  const loans = useRead('patron.loans', { patronId });
  const renew = useAction('loan.renew', ({ loan }) => toast(t('common:renewed', { date: words.date(loan.dueDate) })));
  if (loans.data === undefined) return <Pending read={loans} rows={2} />;
  if (loans.data.rows.length === 0) return <Empty title={t('patron.noLoans')}>{t('patron.noLoansText')}</Empty>;
  return (
    <>
      {renew.error === null ? null : <ErrorNotice error={renew.error} />}
      <LoanList
        loans={loans.data.rows}
        label={t('patron.loans')}
        pending={renew.pending}
        onRenew={may('desk.lend') ? ({ loanId }) => renew.run({ loanId }) : undefined}
      />
    </>
  );
};
