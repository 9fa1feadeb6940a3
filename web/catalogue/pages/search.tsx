import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import * as z from 'zod';
import { FoundTitles } from '../../shared/ui/found-titles.tsx';
import { Empty, Page, Sheet } from '../../shared/ui/page.tsx';
import { SearchField } from '../../shared/ui/search-field.tsx';
import { usePages, useRead } from '../api.ts';

const Find = z.object({ q: z.string() });

/** One page for the way in and for what was found: the field never moves under the fingers. */
export const SearchPage = () => {
  const { t } = useTranslation(['catalogue', 'common']);
  const go = useNavigate();
  const session = useRead('session.get', {});
  const { q } = Find.parse(useSearch({ strict: false }));
  const find = useCallback((words: string) => void go({ to: '/', search: { q: words }, replace: true }), [go]);
  const found = usePages(
    'search',
    [q],
    (cursor) => ({ q, cursor }),
    (page) => page.next,
    q !== '',
  );
  const field = <SearchField label={t('home.label')} value={q} onSearch={find} size="lg" autoFocus />;
  if (q === '')
    return (
      <div className="welcome">
        <Page title={session.data?.library.name ?? t('results.title')} lead={t('home.lead')}>
          {field}
        </Page>
      </div>
    );
  return (
    <Page title={t('results.title')}>
      {field}
      <Sheet>
        <FoundTitles
          pages={found.data?.pages}
          read={found}
          label={t('results.label')}
          none={<Empty title={t('results.none', { q })}>{t('results.noneText')}</Empty>}
        />
      </Sheet>
    </Page>
  );
};
