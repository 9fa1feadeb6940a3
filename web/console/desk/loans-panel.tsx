import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { LoanView } from '../../../shared/contracts/loans.ts';
import { useWords } from '../../shared/i18n/words.ts';

/** What the patron at the desk has on loan, newest first. */
export const LoansPanel = ({
  loans,
  onRenew,
}: {
  readonly loans: readonly LoanView[];
  readonly onRenew: (loan: LoanView) => void;
}) => {
  const { t } = useTranslation(['console', 'common']);
  const words = useWords();
  return (
    <section className="desk-loans" aria-label={t('desk.onLoan')}>
      <h2>{t('desk.onLoan')}</h2>
      {loans.length === 0 ? <p className="desk-hint">{t('desk.noLoans')}</p> : null}
      <ul>
        {loans.map((loan) => (
          <li key={loan.loanId}>
            <span className="desk-loan-title" dir="auto">
              {loan.title}
            </span>
            <span className={loan.overdue ? 'desk-late' : 'desk-soft'}>
              {t(loan.overdue ? 'common:overdue' : 'common:due', { date: words.date(loan.dueDate) })}
            </span>
            {loan.renewalsLeft > 0 ? (
              <Button
                variant="subtle"
                aria-label={t('common:renewTitle', { title: loan.title })}
                onClick={() => onRenew(loan)}
              >
                {t('common:renew')}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
};
