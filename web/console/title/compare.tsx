import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { DataTable } from '../../shared/ui/data-table.tsx';
import { Sheet } from '../../shared/ui/page.tsx';
import { Pending } from '../../shared/ui/waiting.tsx';
import { useRead } from '../api.ts';
import { compareRecords } from './compare-fields.ts';

/** Two versions of a title side by side: only what differs. */
export const Compare = ({
  titleId,
  from,
  to,
  onClose,
}: {
  readonly titleId: string;
  readonly from: number;
  readonly to: number;
  readonly onClose: () => void;
}) => {
  const { t } = useTranslation(['console', 'common']);
  const before = useRead('title.version', { titleId, version: from });
  const after = useRead('title.version', { titleId, version: to });
  const close = (
    <Button variant="subtle" onClick={onClose}>
      {t('past.close')}
    </Button>
  );
  if (before.data === undefined) return <Pending read={before} rows={3} />;
  if (after.data === undefined) return <Pending read={after} rows={3} />;
  const differences = compareRecords(before.data.record, after.data.record);
  return (
    <Sheet title={t('past.between', { from, to })} actions={close}>
      {differences.length === 0 ? (
        <p>{t('past.same')}</p>
      ) : (
        <DataTable
          caption={t('past.between', { from, to })}
          head={[t('past.field'), t('past.was', { version: from }), t('past.was', { version: to })]}
          rows={differences.map((difference, at) => ({
            key: `${difference.tag}-${at}`,
            cells: [
              difference.tag,
              difference.before === undefined ? (
                <i key="absent">{t('past.absent')}</i>
              ) : (
                <del key="was">{difference.before}</del>
              ),
              difference.after === undefined ? (
                <i key="absent">{t('past.absent')}</i>
              ) : (
                <ins key="is">{difference.after}</ins>
              ),
            ],
          }))}
        />
      )}
    </Sheet>
  );
};
