import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useWords } from '../../shared/i18n/words.ts';
import { ErrorNotice } from '../../shared/ui/error-notice.tsx';
import { LoanList } from '../../shared/ui/loan-list.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Empty, Page, Sheet } from '../../shared/ui/page.tsx';
import { herePath, signInPath } from '../../shared/ui/sign-in-path.ts';
import { Pending } from '../../shared/ui/waiting.tsx';
import { useAction, useRead } from '../api.ts';

const MyLoans = () => {
  const { t } = useTranslation(['catalogue', 'common']);
  const words = useWords();
  const [said, setSaid] = useState<string | undefined>();
  const loans = useRead('my.loans', {});
  const me = useRead('my.record', {});
  const renew = useAction('my.renew', ({ loan }) => setSaid(t('common:renewed', { date: words.date(loan.dueDate) })));
  const endAll = useAction('session.end-all', () => window.location.assign('/'), false);
  const rows = loans.data?.rows;
  return (
    <>
      {me.data === undefined ? null : <p>{t('loans.valid', { date: words.date(me.data.expires) })}</p>}
      {renew.error === null ? null : <ErrorNotice error={renew.error} />}
      {said === undefined || renew.error !== null ? null : <Notice tone="safe" live title={said} />}
      {rows === undefined ? <Pending read={loans} rows={3} /> : null}
      {rows?.length === 0 ? <Empty title={t('loans.none')}>{t('loans.noneText')}</Empty> : null}
      {rows === undefined || rows.length === 0 ? null : (
        <Sheet>
          <LoanList
            loans={rows}
            label={t('loans.title')}
            pending={renew.pending}
            onRenew={({ loanId }) => renew.run({ loanId })}
          />
        </Sheet>
      )}
      <div>
        <Button variant="subtle" loading={endAll.pending} onClick={() => endAll.run({})}>
          {t('loans.all')}
        </Button>
      </div>
    </>
  );
};

export const LoansPage = () => {
  const { t } = useTranslation(['catalogue', 'common']);
  const session = useRead('session.get', {});
  return (
    <Page title={t('loans.title')}>
      {session.data === undefined ? <Pending read={session} rows={2} /> : null}
      {session.data?.signedIn === true ? <MyLoans /> : null}
      {session.data?.signedIn === false ? (
        <Empty
          title={t('loans.signIn')}
          action={
            <Button component="a" href={signInPath(herePath())}>
              {t('common:signIn')}
            </Button>
          }
        >
          {t('loans.signInText')}
        </Empty>
      ) : null}
    </Page>
  );
};
