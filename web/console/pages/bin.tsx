import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useWords } from '../../shared/i18n/words.ts';
import { DataTable } from '../../shared/ui/data-table.tsx';
import { ErrorNotice } from '../../shared/ui/error-notice.tsx';
import { Empty, Page, Sheet } from '../../shared/ui/page.tsx';
import { Pending } from '../../shared/ui/waiting.tsx';
import { useAction, usePages } from '../api.ts';
import { useMay } from '../session.ts';
import { useToast } from '../toasts.tsx';
import { rememberWrite } from '../written.ts';

export const BinPage = () => {
  const { t } = useTranslation(['console', 'common']);
  const words = useWords();
  const may = useMay();
  const toast = useToast();
  const titles = useAction('title.restore');
  const items = useAction('item.restore');
  const bin = usePages(
    'bin.list',
    [],
    (cursor) => ({ cursor }),
    (page) => page.next,
  );
  const rows = bin.data?.pages.flatMap((page) => page.rows);
  const error = titles.error ?? items.error;
  return (
    <Page title={t('bin.title')} lead={t('bin.lead')}>
      {error === null ? null : <ErrorNotice error={error} />}
      {rows === undefined ? <Pending read={bin} rows={3} /> : null}
      {rows?.length === 0 ? <Empty title={t('bin.none')}>{t('bin.noneText')}</Empty> : null}
      {rows === undefined || rows.length === 0 ? null : (
        <Sheet>
          <DataTable
            caption={t('bin.title')}
            head={[t('bin.what'), t('bin.who'), t('bin.when'), t('bin.why'), t('title.actions')]}
            rows={rows.map((row) => {
              const name = row.entity === 'item' ? t('bin.copyOf', { name: row.name }) : row.name;
              const restore = () => {
                if (row.entity === 'item')
                  items.run({ itemId: row.id }, { ifMatch: row.version }, () => toast(t('bin.back', { name })));
                else
                  titles.run({ titleId: row.id }, { ifMatch: row.version }, ({ version }) => {
                    rememberWrite(row.id, version, Date.now());
                    toast(t('bin.back', { name }));
                  });
              };
              return {
                key: row.id,
                cells: [
                  <Link key="what" to="/titles/$titleId" params={{ titleId: row.titleId }}>
                    <bdi>{name}</bdi>
                  </Link>,
                  row.binnedBy,
                  <time key="when" dateTime={row.binnedAt} title={words.full(row.binnedAt)}>
                    {words.moment(row.binnedAt)}
                  </time>,
                  row.reason,
                  may('bin.restore') ? (
                    <Button
                      key="restore"
                      variant="default"
                      disabled={titles.pending || items.pending}
                      aria-label={t('bin.takeOutThis', { name })}
                      onClick={restore}
                    >
                      {t('bin.takeOut')}
                    </Button>
                  ) : undefined,
                ],
              };
            })}
          />
          {bin.hasNextPage ? (
            <div>
              <Button variant="default" loading={bin.isFetchingNextPage} onClick={() => void bin.fetchNextPage()}>
                {t('common:more')}
              </Button>
            </div>
          ) : null}
        </Sheet>
      )}
    </Page>
  );
};
