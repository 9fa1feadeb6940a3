import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useWords } from '../../shared/i18n/words.ts';
import { DataTable } from '../../shared/ui/data-table.tsx';
import { Mark } from '../../shared/ui/mark.tsx';
import { Empty, Page, Sheet } from '../../shared/ui/page.tsx';
import { Pending } from '../../shared/ui/waiting.tsx';
import { usePages } from '../api.ts';

export const OverduePage = () => {
  const { t } = useTranslation(['console', 'common']);
  const words = useWords();
  const overdue = usePages(
    'loan.overdue',
    [],
    (cursor) => ({ cursor }),
    (page) => page.next,
  );
  const rows = overdue.data?.pages.flatMap((page) => page.rows);
  const more = overdue.hasNextPage ? (
    <div>
      <Button variant="default" loading={overdue.isFetchingNextPage} onClick={() => void overdue.fetchNextPage()}>
        {t('common:more')}
      </Button>
    </div>
  ) : null;
  return (
    <Page
      title={t('overdue.title')}
      lead={t('overdue.lead')}
      actions={
        <Button variant="default" onClick={() => window.print()}>
          {t('overdue.print')}
        </Button>
      }
    >
      {rows === undefined ? <Pending read={overdue} rows={5} /> : null}
      {rows?.length === 0 ? <Empty title={t('overdue.none')}>{t('overdue.noneText')}</Empty> : null}
      {rows === undefined || rows.length === 0 ? null : (
        <Sheet>
          <DataTable
            caption={t('overdue.list')}
            head={[t('overdue.book'), t('overdue.who'), t('title.barcode'), t('overdue.due')]}
            rows={rows.map(({ loan, daysOver, borrower }) => ({
              key: loan.loanId,
              cells: [
                <Link key="title" to="/titles/$titleId" params={{ titleId: loan.titleId }}>
                  <bdi>{loan.title}</bdi>
                </Link>,
                borrower === undefined ? (
                  ''
                ) : (
                  <Link key="who" to="/patrons/$patronId" params={{ patronId: borrower.patronId }}>
                    <bdi>{borrower.name}</bdi>
                  </Link>
                ),
                <Mark key="barcode">{loan.barcode}</Mark>,
                <span key="due">
                  {words.date(loan.dueDate)}{' '}
                  <span className="page-lead">({t('overdue.days', { count: daysOver })})</span>
                </span>,
              ],
            }))}
          />
          {more}
        </Sheet>
      )}
    </Page>
  );
};
