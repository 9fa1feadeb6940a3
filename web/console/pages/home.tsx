import '../parts/home.css';
import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Page, Sheet } from '../../shared/ui/page.tsx';
import { Pending } from '../../shared/ui/waiting.tsx';
import { useRead } from '../api.ts';
import { Removals } from '../home/removals.tsx';
import { SafetyCard } from '../parts/safety-card.tsx';
import { WeekChart } from '../parts/week-chart.tsx';
import { useMay } from '../session.ts';

const Today = () => {
  const { t } = useTranslation(['console', 'common']);
  const may = useMay();
  const today = useRead('desk.today', {}, { enabled: may('loans.read') });
  const approvals = useRead('approval.list', {}, { enabled: may('approvals.decide') });
  const waiting = approvals.data?.rows.filter((row) => row.state === 'waiting').length;
  const { data } = today;
  if (data === undefined) return <Pending read={today} rows={2} />;
  const overdue = data.overdueIsCapped
    ? t('home.overdueCapped', { count: data.overdue })
    : t('home.overdue', { count: data.overdue });
  return (
    <>
      <ul className="today">
        <li>{data.overdue === 0 ? t('home.overdueNone') : <Link to="/overdue">{overdue}</Link>}</li>
        {waiting === undefined ? null : (
          <li>
            {waiting === 0 ? (
              t('home.approvalsNone')
            ) : (
              <Link to="/approvals">{t('home.approvals', { count: waiting })}</Link>
            )}
          </li>
        )}
      </ul>
      {may('desk.lend') ? (
        <div>
          <Button component={Link} to="/desk" variant="default">
            {t('home.toDesk')}
          </Button>
        </div>
      ) : null}
    </>
  );
};

const Week = () => {
  const today = useRead('desk.today', {});
  return today.data === undefined ? (
    <Pending read={today} rows={1} height={200} />
  ) : (
    <WeekChart week={today.data.week} />
  );
};

/** Four minutes on Monday: is it safe, what is for me today, how was the week. */
export const HomePage = () => {
  const { t } = useTranslation(['console', 'common']);
  const may = useMay();
  return (
    <Page title={t('home.title')}>
      <div className="home">
        {may('ledger.read') ? <Removals /> : null}
        {may('backups.read') ? <SafetyCard /> : null}
        {may('loans.read') ? (
          <>
            <Sheet title={t('home.today')}>
              <Today />
            </Sheet>
            <div className="home-wide">
              <Week />
            </div>
          </>
        ) : null}
      </div>
    </Page>
  );
};
