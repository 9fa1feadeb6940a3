import '@mantine/core/styles/Tabs.css';
import { Button, Tabs } from '@mantine/core';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import * as z from 'zod';
import type { TitleView } from '../../../shared/contracts/titles.ts';
import { useWords } from '../../shared/i18n/words.ts';
import { ErrorNotice } from '../../shared/ui/error-notice.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { Page, Sheet } from '../../shared/ui/page.tsx';
import { TitleRecord } from '../../shared/ui/title-head.tsx';
import { Pending } from '../../shared/ui/waiting.tsx';
import { useRead } from '../api.ts';
import { useMay } from '../session.ts';
import { Copies } from '../title/copies.tsx';
import { Marc } from '../title/marc.tsx';
import { Past } from '../title/past.tsx';
import { useTitleBin } from '../title/use-title-bin.ts';

const Params = z.object({ titleId: z.string() });
const tabs = ['record', 'copies', 'marc', 'past'] as const;
const Search = z.object({ tab: z.enum(tabs) });

const Actions = ({ view }: { readonly view: TitleView }) => {
  const { t } = useTranslation(['console', 'common']);
  const may = useMay();
  const { bin, restore, pending, error } = useTitleBin();
  const { titleId, version } = view;
  const binned = view.binnedAt !== undefined;
  return (
    <>
      {may('titles.write') && !binned ? (
        <Button component={Link} to={`/titles/${titleId}/edit`} variant="default">
          {t('common:edit')}
        </Button>
      ) : null}
      {may('titles.bin') && !binned ? (
        <Button variant="default" loading={pending} onClick={() => bin(titleId, version, view.brief.title)}>
          {t('title.bin')}
        </Button>
      ) : null}
      {may('bin.restore') && binned ? (
        <Button loading={pending} onClick={() => restore(titleId, version, view.brief.title)}>
          {t('title.restore')}
        </Button>
      ) : null}
      {error === null ? null : <ErrorNotice error={error} />}
    </>
  );
};

export const TitlePage = () => {
  const { t } = useTranslation(['console', 'common']);
  const words = useWords();
  const go = useNavigate();
  const { titleId } = Params.parse(useParams({ strict: false }));
  const { tab } = Search.parse(useSearch({ strict: false }));
  const title = useRead('title.get', { titleId });
  const view = title.data;
  if (view === undefined)
    return (
      <Page title={t('titles.title')}>
        <Pending read={title} rows={3} height={120} />
      </Page>
    );
  return (
    <Page
      serif
      title={view.brief.title}
      lead={
        <time dateTime={view.updatedAt}>
          {t('title.lastChange', { version: view.version, when: words.moment(view.updatedAt) })}
        </time>
      }
      actions={<Actions view={view} />}
    >
      {view.binnedAt === undefined ? null : (
        <Notice tone="look" title={t('title.inBin', { when: words.moment(view.binnedAt) })}>
          <p>{t('title.inBinNext')}</p>
        </Notice>
      )}
      <Sheet>
        <Tabs
          value={tab}
          keepMounted={false}
          onChange={(next) =>
            void go({ to: '/titles/$titleId', params: { titleId }, search: { tab: next ?? 'record' }, replace: true })
          }
        >
          <Tabs.List aria-label={t('title.tabs')}>
            {tabs.map((name) => (
              <Tabs.Tab key={name} value={name}>
                {t(`title.${name}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <Tabs.Panel value="record" pt="md">
            <TitleRecord view={view} />
          </Tabs.Panel>
          <Tabs.Panel value="copies" pt="md">
            <Copies view={view} />
          </Tabs.Panel>
          <Tabs.Panel value="marc" pt="md">
            <Marc titleId={titleId} />
          </Tabs.Panel>
          <Tabs.Panel value="past" pt="md">
            <Past titleId={titleId} version={view.version} binned={view.binnedAt !== undefined} />
          </Tabs.Panel>
        </Tabs>
      </Sheet>
    </Page>
  );
};
