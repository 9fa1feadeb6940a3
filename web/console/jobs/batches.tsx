import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useWords } from '../../shared/i18n/words.ts';
import { DataTable } from '../../shared/ui/data-table.tsx';
import { Empty, Sheet } from '../../shared/ui/page.tsx';
import { Pending } from '../../shared/ui/waiting.tsx';
import { usePages } from '../api.ts';
import { useBatchName } from './batch-name.ts';

/** Imports and other sets of changes, newest first; each leads to its report and its undo. */
export const Batches = () => {
  const { t } = useTranslation(['console', 'common']);
  const words = useWords();
  const nameOf = useBatchName();
  const batches = usePages(
    'batch.list',
    [],
    (cursor) => ({ cursor }),
    (page) => page.next,
  );
  const rows = batches.data?.pages.flatMap((page) => page.rows);
  return (
    <Sheet title={t('batches.title')}>
      {rows === undefined ? <Pending read={batches} rows={2} /> : null}
      {rows?.length === 0 ? <Empty title={t('batches.none')}>{t('batches.noneText')}</Empty> : null}
      {rows === undefined || rows.length === 0 ? null : (
        <DataTable
          caption={t('batches.title')}
          head={[t('batches.what'), t('batches.state'), t('batches.who'), t('batches.when')]}
          rows={rows.map((batch) => ({
            key: batch.batchId,
            cells: [
              batch.jobId === undefined ? (
                <bdi key="what">{nameOf(batch)}</bdi>
              ) : (
                <Link key="what" to="/jobs/$jobId" params={{ jobId: batch.jobId }}>
                  <bdi>{nameOf(batch)}</bdi>
                </Link>
              ),
              t(`batches.states.${batch.state}`),
              batch.startedBy ?? t('past.library'),
              words.moment(batch.createdAt),
            ],
          }))}
        />
      )}
    </Sheet>
  );
};
