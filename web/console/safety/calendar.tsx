import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SafetyHealth } from '../../../shared/contracts/health.ts';
import { useWords } from '../../shared/i18n/words.ts';
import { DataTable } from '../../shared/ui/data-table.tsx';
import { Sheet } from '../../shared/ui/page.tsx';
import { HeatMap } from '../parts/heat-map.tsx';

/** Backups and proofs of five weeks as a calendar, with the table one key away. */
export const Calendar = ({ days }: { readonly days: SafetyHealth['days'] }) => {
  const { t } = useTranslation(['console', 'common']);
  const words = useWords();
  const [asTable, setAsTable] = useState(false);
  return (
    <Sheet
      title={t('safety.calendar')}
      actions={
        <Button variant="subtle" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          {asTable ? t('health.asCalendar') : t('health.asTable')}
        </Button>
      }
    >
      {asTable ? (
        <DataTable
          caption={t('safety.calendar')}
          head={[t('health.day'), t('health.copies'), t('health.proofs'), t('health.failures')]}
          rows={[...days].reverse().map(({ day, backups, proved, failed }) => ({
            key: day,
            cells: [words.date(day), words.number(backups), words.number(proved), words.number(failed)],
          }))}
        />
      ) : (
        <HeatMap days={days} />
      )}
    </Sheet>
  );
};
