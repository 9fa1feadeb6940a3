import { Button } from '@mantine/core';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import * as z from 'zod';
import { FoundTitles } from '../../shared/ui/found-titles.tsx';
import { Empty, Page, Sheet } from '../../shared/ui/page.tsx';
import { SearchField } from '../../shared/ui/search-field.tsx';
import { usePages } from '../api.ts';
import { useMay } from '../session.ts';
import { ownWrites } from '../written.ts';

const Find = z.object({ q: z.string() });

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
          />
        </Sheet>
      )}
    </Page>
  );
};
