import { useTranslation } from 'react-i18next';
import type { RecoveryRow } from '../../../shared/contracts/recovery.ts';

/** What people know the record of a row by. Patrons stay nameless in lists: each look at one is written down. */
export const useRowName = (): ((row: Pick<RecoveryRow, 'entity' | 'label'>) => string) => {
  const { t } = useTranslation(['console', 'common']);
  return ({ entity, label: { title, barcode, name } }) => {
    if (entity === 'item')
      return title === undefined
        ? t('recovery.copy', { barcode: barcode ?? '' })
        : t('recovery.copyOf', { barcode: barcode ?? '', title });
    return title ?? name ?? t(`recovery.entity.${entity}`);
  };
};
