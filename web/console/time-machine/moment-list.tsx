import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { RecoveryPoint } from '../../../shared/contracts/recovery.ts';
import { useWords } from '../../shared/i18n/words.ts';
import { DataTable } from '../../shared/ui/data-table.tsx';
import { inOrder, pointKind, pointSigns, usePointWords } from './point-words.ts';
import type { LibraryClock } from './use-zone.ts';

/** The same moments as the line has, newest first, one key away. */
export const MomentList = ({
  points,
  clock,
  onChoose,
}: {
  readonly points: readonly RecoveryPoint[];
  readonly clock: LibraryClock;
  readonly onChoose: (at: string) => void;
}) => {
  const { t } = useTranslation(['console', 'common']);
  const words = useWords();
  const pointWords = usePointWords();
  return (
    <details>
      <summary>{t('recovery.allMoments')}</summary>
      <DataTable
        caption={t('recovery.allMoments')}
        head={[t('recovery.when'), t('recovery.whatIs'), t('recovery.holds'), t('title.actions')]}
        rows={[...inOrder(points)].reverse().map((point) => ({
          key: `${point.kind}-${point.id}`,
          cells: [
            <time key="when" dateTime={point.at}>
              {clock.moment(point.at)}
            </time>,
            <span key="what">
              <span aria-hidden="true">{pointSigns[pointKind(point)]}</span> <span dir="auto">{pointWords(point)}</span>
            </span>,
            point.records === undefined ? undefined : words.number(point.records),
            <Button
              key="choose"
              variant="subtle"
              aria-label={t('recovery.chooseThis', { when: clock.moment(point.at) })}
              onClick={() => onChoose(point.at)}
            >
              {t('recovery.choose')}
            </Button>,
          ],
        }))}
      />
    </details>
  );
};
