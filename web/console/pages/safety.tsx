import '../parts/home.css';
import { useTranslation } from 'react-i18next';
import { Page, Sheet } from '../../shared/ui/page.tsx';
import { Pending } from '../../shared/ui/waiting.tsx';
import { useRead } from '../api.ts';
import { BackupCopies } from '../parts/backup-copies.tsx';
import { SafetyCard } from '../parts/safety-card.tsx';
import { Calendar } from '../safety/calendar.tsx';
import { Lines, ownReminders } from '../safety/lines.tsx';
import { PutToTest } from '../safety/put-to-test.tsx';
import { Trend } from '../safety/trend.tsx';
import { WhereCopies } from '../safety/where-copies.tsx';

/** In the order a worried person asks: is it safe, what is missing, does it work, since when, which copies are there. */
export const SafetyPage = () => {
  const { t } = useTranslation(['console', 'common']);
  const safety = useRead('safety.get', {});
  const health = safety.data;
  return (
    <Page title={t('safety.title')} lead={t('health.lead')}>
      <SafetyCard withLink={false} />
      {health === undefined ? (
        <Pending read={safety} rows={3} height={200} />
      ) : (
        <>
          {health.others.length + ownReminders(health).length === 0 ? null : (
            <Sheet title={t('health.also')}>
              <Lines health={health} />
            </Sheet>
          )}
          <Sheet title={t('health.where')}>
            <WhereCopies health={health} />
          </Sheet>
          <Sheet title={t('health.tests')}>
            <PutToTest health={health} />
          </Sheet>
          <Calendar days={health.days} />
        </>
      )}
      <Trend />
      <Sheet title={t('safety.copies')}>
        <BackupCopies />
      </Sheet>
    </Page>
  );
};
