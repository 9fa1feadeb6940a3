import { Button } from '@mantine/core';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import * as z from 'zod';
import { unknownProblem } from '../../../shared/contracts/messages/en/imports.ts';
import { useWords } from '../../shared/i18n/words.ts';
import { DataTable } from '../../shared/ui/data-table.tsx';
import { Empty } from '../../shared/ui/page.tsx';
import { Pending } from '../../shared/ui/waiting.tsx';
import { usePages } from '../api.ts';

const Search = z.object({ only: z.enum(['repaired', 'refused']).optional() });
const filters = [undefined, 'repaired', 'refused'] as const;

/** Record by record what an import did: which came in, which were repaired and how, which were refused and why. */
export const Report = ({ jobId }: { readonly jobId: string }) => {
  const { t } = useTranslation(['console', 'common']);
  const words = useWords();
  const go = useNavigate();
  const { only } = Search.parse(useSearch({ strict: false }));
  const report = usePages(
    'import.report',
    [jobId, only],
    (cursor) => ({ jobId, only, cursor }),
    (page) => page.next,
  );
  const rows = report.data?.pages.flatMap((page) => page.rows);
  const problem = (code: string, params: Readonly<Record<string, string | number | boolean>> = {}) =>
    words.knows(`import.${code}`) ? words.say(`import.${code}`, params) : words.fill(unknownProblem.text, { code });
  return (
    <>
      <fieldset className="choice">
        <legend>{t('report.show')}</legend>
        {filters.map((filter) => (
          <Button
            key={filter ?? 'all'}
            variant={only === filter ? 'filled' : 'default'}
            aria-pressed={only === filter}
            onClick={() => void go({ to: '/jobs/$jobId', params: { jobId }, search: { only: filter }, replace: true })}
          >
            {t(`report.${filter ?? 'all'}`)}
          </Button>
        ))}
      </fieldset>
      {rows === undefined ? <Pending read={report} rows={4} /> : null}
      {rows?.length === 0 ? <Empty title={t('report.none')} /> : null}
      {rows === undefined || rows.length === 0 ? null : (
        <DataTable
          caption={t('report.title')}
          head={[t('report.record'), t('report.status'), t('report.titleOf'), t('title.copies'), t('report.problems')]}
          rows={rows.map((row) => ({
            key: String(row.index),
            cells: [
              <span key="at" title={t('report.offset', { offset: words.number(row.offset) })}>
                {words.number(row.index + 1)}
              </span>,
              <span key="status" className={`outcome-tag outcome-tag-${row.status}`}>
                {t(`report.statuses.${row.status}`)}
              </span>,
              row.titleId === undefined ? (
                <bdi key="title">{row.title}</bdi>
              ) : (
                <Link key="title" to="/titles/$titleId" params={{ titleId: row.titleId }}>
                  <bdi>{row.title}</bdi>
                </Link>
              ),
              words.number(row.copies),
              row.problems.length === 0 ? undefined : (
                <ul key="problems" className="checks">
                  {row.problems.map(({ code, params }) => (
                    <li key={code}>{problem(code, params)}</li>
                  ))}
                  {row.status === 'refused' ? (
                    <li>{t('report.offset', { offset: words.number(row.offset) })}</li>
                  ) : null}
                </ul>
              ),
            ],
          }))}
        />
      )}
      {report.hasNextPage ? (
        <div>
          <Button variant="default" loading={report.isFetchingNextPage} onClick={() => void report.fetchNextPage()}>
            {t('common:more')}
          </Button>
        </div>
      ) : null}
    </>
  );
};
