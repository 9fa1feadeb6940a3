import '@mantine/core/styles/Checkbox.css';
import '@mantine/core/styles/InlineInput.css';
import { Button, Checkbox } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecoveryRow } from '../../../shared/contracts/recovery.ts';
import { useWords } from '../../shared/i18n/words.ts';
import { DataTable } from '../../shared/ui/data-table.tsx';
import { ErrorNotice } from '../../shared/ui/error-notice.tsx';
import { Empty } from '../../shared/ui/page.tsx';
import { Pending } from '../../shared/ui/waiting.tsx';
import { usePages } from '../api.ts';
import type { LeftOut } from './left-out.ts';
import { useRowName } from './row-words.ts';
import { useCsv } from './use-csv.ts';

/** An answer holds a hundred records, more than anybody reads at a glance. */
const STEP = 25;

/** Every record a restore would change, page by page, each to look at and to leave out. */
export const PlanRows = ({
  jobId,
  at,
  leftOut,
}: {
  readonly jobId: string;
  readonly at: string;
  /** Absent where there is nothing to decide. */
  readonly leftOut?: LeftOut | undefined;
}) => {
  const { t } = useTranslation(['console', 'common']);
  const words = useWords();
  const nameOf = useRowName();
  const csv = useCsv(jobId);
  const list = usePages(
    'recovery.rows',
    [jobId],
    (cursor) => ({ jobId, cursor }),
    (page) => page.next,
  );
  const [most, setMost] = useState(STEP);
  const known = list.data?.pages.flatMap((page) => page.rows);
  const rows = known?.slice(0, most);
  if (known === undefined || rows === undefined) return <Pending read={list} rows={4} />;
  if (rows.length === 0) return <Empty title={t('recovery.noRows')} />;
  const stays = (row: RecoveryRow) =>
    row.kept === undefined ? undefined : <strong>{t(`recovery.kept.${row.kept}`)}</strong>;
  return (
    <>
      <div className="form-steps no-print">
        <Button variant="default" loading={csv.pending} onClick={csv.save}>
          {t('recovery.download')}
        </Button>
        {csv.error === null ? null : <ErrorNotice error={csv.error} />}
      </div>
      <DataTable
        caption={t('recovery.rows')}
        head={[
          t('recovery.record'),
          t('recovery.happens'),
          t('recovery.since'),
          ...(leftOut === undefined ? [] : [t('recovery.leaveOut')]),
        ]}
        rows={rows.map((row) => ({
          key: `${row.entity}-${row.id}`,
          cells: [
            <Link
              key="what"
              to="/time-machine/records/$entity/$recordId"
              params={{ entity: row.entity, recordId: row.id }}
              search={{ at }}
            >
              <bdi>{nameOf(row)}</bdi>
            </Link>,
            stays(row) ?? t(`recovery.does.${row.change}`),
            row.conflict === undefined
              ? undefined
              : t('recovery.changedSince', {
                  name: row.conflictName ?? t('past.somebody'),
                  when: words.moment(row.conflict.at),
                }),
            leftOut === undefined || row.kept !== undefined ? undefined : (
              <Checkbox
                key="leave"
                className="leave-out"
                label={t('recovery.leaveOut')}
                aria-label={t('recovery.leaveOutThis', { name: nameOf(row) })}
                checked={leftOut.has(row.id)}
                onChange={() => leftOut.toggle(row)}
              />
            ),
          ],
        }))}
      />
      {list.hasNextPage || most < known.length ? (
        <div>
          <Button
            variant="default"
            loading={list.isFetchingNextPage}
            onClick={() => {
              setMost(most + STEP);
              if (most + STEP > known.length && list.hasNextPage) void list.fetchNextPage();
            }}
          >
            {t('common:more')}
          </Button>
        </div>
      ) : null}
    </>
  );
};
