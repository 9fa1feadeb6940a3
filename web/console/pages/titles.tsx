import '@mantine/core/styles/Checkbox.css';
import '@mantine/core/styles/InlineInput.css';
import { Button, Checkbox } from '@mantine/core';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import * as z from 'zod';
import { FoundTitles } from '../../shared/ui/found-titles.tsx';
import { Empty, Page, Sheet } from '../../shared/ui/page.tsx';
import { SearchField } from '../../shared/ui/search-field.tsx';
import { usePages } from '../api.ts';
import { useMay } from '../session.ts';
import { BinManyBar, BinManyProgress } from '../titles/bin-many.tsx';
import { useChoice } from '../titles/use-choice.ts';
import { ownWrites } from '../written.ts';

const Find = z.object({ q: z.string() });

/** Titles on their way to the bin: the job, and what the list hides until the search has followed. */
interface Going {
  readonly jobId: string;
  readonly titleIds: ReadonlySet<string>;
}

export const TitlesPage = () => {
  const { t } = useTranslation(['console', 'common']);
  const may = useMay();
  const go = useNavigate();
  const { q } = Find.parse(useSearch({ strict: false }));
  const find = useCallback((words: string) => void go({ to: '/titles', search: { q: words }, replace: true }), [go]);
  const found = usePages(
    'search',
    [q],
    (cursor) => ({ q, ...(cursor === undefined ? ownWrites(Date.now()) : { cursor }) }),
    (page) => page.next,
    q !== '',
  );
  const choice = useChoice(q);
  const [going, setGoing] = useState<Going | undefined>();
  const canBin = may('titles.bin');
  return (
    <Page
      title={t('titles.title')}
      actions={
        may('titles.write') ? (
          <Button component={Link} to="/titles/new">
            {t('titles.add')}
          </Button>
        ) : undefined
      }
    >
      <SearchField label={t('titles.label')} value={q} onSearch={find} autoFocus size="lg" />
      {going === undefined ? null : (
        <BinManyProgress
          key={going.jobId}
          jobId={going.jobId}
          onUndone={() => setGoing({ ...going, titleIds: new Set() })}
          onClose={() => setGoing(undefined)}
        />
      )}
      {q === '' ? (
        <Empty title={t('titles.begin')}>{t('titles.beginText')}</Empty>
      ) : (
        <Sheet>
          <FoundTitles
            pages={found.data?.pages}
            read={found}
            label={t('titles.results')}
            behind={t('titles.behind')}
            none={<Empty title={t('titles.none', { q })}>{t('titles.noneText')}</Empty>}
            hidden={going?.titleIds}
            {...(canBin
              ? {
                  before: (row) => (
                    <Checkbox
                      aria-label={t('many.choose', { title: row.brief.title })}
                      checked={choice.chosen.has(row.titleId)}
                      onChange={() => choice.toggle(row.titleId)}
                    />
                  ),
                  head: (rows) => (
                    <Checkbox
                      label={t('many.all')}
                      checked={rows.length > 0 && rows.every((row) => choice.chosen.has(row.titleId))}
                      indeterminate={choice.chosen.size > 0 && !rows.every((row) => choice.chosen.has(row.titleId))}
                      onChange={(event) =>
                        event.currentTarget.checked ? choice.all(rows.map((row) => row.titleId)) : choice.none()
                      }
                    />
                  ),
                }
              : {})}
          />
          {canBin ? (
            <BinManyBar
              choice={choice}
              onBegun={(jobId, titleIds) => {
                setGoing({ jobId, titleIds: new Set(titleIds) });
                choice.none();
              }}
            />
          ) : null}
        </Sheet>
      )}
    </Page>
  );
};
