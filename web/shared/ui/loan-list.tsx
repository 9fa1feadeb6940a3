import './loan-list.css';
import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { LoanView } from '../../../shared/contracts/loans.ts';
import { useWords } from '../i18n/words.ts';

/** What somebody has on loan: title, due date, and renewing where that is still possible. */
export const LoanList = ({
  loans,
  label,
  pending,
  onRenew,
}: {
  readonly loans: readonly LoanView[];
  readonly label: string;
  /** The loan being renewed just now. */
  readonly pending: boolean;
  readonly onRenew: ((loan: LoanView) => void) | undefined;
}) => {
  const { t } = useTranslation('common');
  const words = useWords();
  return (
    <ul className="loans" aria-label={label}>
      {loans.map((loan) => (
        <li key={loan.loanId}>
          <Link to="/titles/$titleId" params={{ titleId: loan.titleId }} className="loans-title">
            <bdi>{loan.title}</bdi>
          </Link>
          <span className={loan.overdue ? 'loans-late' : 'loans-due'}>
            {t(loan.overdue ? 'overdue' : 'due', { date: words.date(loan.dueDate) })}
          </span>
          <span className="loans-soft">
            {loan.renewalsLeft > 0 ? t('renewalsLeft', { count: loan.renewalsLeft }) : t('renewalsNone')}
          </span>
          {onRenew !== undefined && loan.renewalsLeft > 0 ? (
            <Button
              variant="default"
              disabled={pending}
              aria-label={t('renewTitle', { title: loan.title })}
              onClick={() => onRenew(loan)}
            >
              {t('renew')}
            </Button>
          ) : null}
        </li>
      ))}
    </ul>
  );
};
