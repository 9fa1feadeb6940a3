import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { DataTable } from '../../shared/ui/data-table.tsx';
import { ErrorNotice } from '../../shared/ui/error-notice.tsx';
import { Empty } from '../../shared/ui/page.tsx';
import { Pending } from '../../shared/ui/waiting.tsx';
import { usePages } from '../api.ts';
import { useBatchName } from '../jobs/batch-name.ts';
import { usePlan } from './use-plan.ts';
import type { LibraryClock } from './use-zone.ts';

/** Take one import or another set of changes back. */
export const BatchPicker = ({ clock }: { readonly clock: LibraryClock }) => {
  const { t } = useTranslation(['console', 'common']);
  const plan = usePlan();
  const nameOf = useBatchName();
  const batches = usePages(
    'batch.list',
    [],
    (cursor) => ({ cursor }),
    (page) => page.next,
  );
  const rows = batches.data?.pages.flatMap((page) => page.rows).filter((batch) => batch.state === 'closed');
  if (rows === undefined) return <Pending read={batches} rows={3} />;
  return (
    <div className="page">
      {plan.error === null ? null : <ErrorNotice error={plan.error} />}
      {rows.length === 0 ? <Empty title={t('recovery.noBatches')}>{t('recovery.noBatchesText')}</Empty> : null}
      {rows.length === 0 ? null : (
        <DataTable
          caption={t('batches.title')}
          head={[t('batches.what'), t('batches.who'), t('batches.when'), t('title.actions')]}
          rows={rows.map((batch) => ({
            key: batch.batchId,
            cells: [
              <span key="what" dir="auto">
                {nameOf(batch)}
              </span>,
              batch.startedBy ?? t('past.library'),
              <time key="when" dateTime={batch.createdAt}>
                {clock.moment(batch.createdAt)}
              </time>,
              <Button
                key="ask"
                variant="default"
                disabled={plan.pending}
                aria-label={t('recovery.askThis', { label: nameOf(batch) })}
                onClick={() => plan.ask({ kind: 'batch', batchId: batch.batchId })}
              >
                {t('recovery.ask')}
              </Button>,
            ],
          }))}
        />
      )}
      {batches.hasNextPage ? (
        <div>
          <Button variant="default" loading={batches.isFetchingNextPage} onClick={() => void batches.fetchNextPage()}>
            {t('common:more')}
          </Button>
        </div>
      ) : null}
    </div>
  );
};
