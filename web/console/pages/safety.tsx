import '../parts/home.css';
import { useTranslation } from 'react-i18next';
import { Page, Sheet } from '../../shared/ui/page.tsx';
import { Pending } from '../../shared/ui/waiting.tsx';
import { useRead } from '../api.ts';
import { BackupCopies } from '../parts/backup-copies.tsx';
import { HeatMap } from '../parts/heat-map.tsx';
import { SafetyCard } from '../parts/safety-card.tsx';

/** In the order a worried person asks: is it safe, since when, which copies are there. */
export const SafetyPage = () => {
  const { t } = useTranslation(['console', 'common']);
  const safety = useRead('safety.get', {});
  return (
    <Page title={t('safety.title')}>
      <SafetyCard withLink={false} />
      <Sheet title={t('safety.calendar')}>
        {safety.data === undefined ? (
          <Pending read={safety} rows={1} height={200} />
        ) : (
          <HeatMap days={safety.data.days} />
        )}
      </Sheet>
      <Sheet title={t('safety.copies')}>
        <BackupCopies />
      </Sheet>
    </Page>
  );
};
