import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useWords } from '../../shared/i18n/words.ts';
import { DataTable } from '../../shared/ui/data-table.tsx';
import { Mark } from '../../shared/ui/mark.tsx';
import { Empty, Page, Sheet } from '../../shared/ui/page.tsx';
import { SearchField } from '../../shared/ui/search-field.tsx';
import { Pending } from '../../shared/ui/waiting.tsx';
import { useRead } from '../api.ts';
import { useMay } from '../session.ts';

/** Finds on Enter, not while typing: each look is written down. The words stay out of the address. */
export const PatronsPage = () => {
  const { t } = useTranslation(['console', 'common']);
  const words = useWords();
  const may = useMay();
  const [asked, setAsked] = useState('');
  const found = useRead('patron.find', { words: asked }, { enabled: asked !== '' });
  const rows = found.data?.rows;
  return (
    <Page
      title={t('patrons.title')}
      actions={
        may('patrons.write') ? (
          <Button component={Link} to="/patrons/new">
            {t('patrons.register')}
          </Button>
        ) : undefined
      }
    >
      <SearchField label={t('patrons.label')} value={asked} onSearch={setAsked} live={false} autoFocus size="lg" />
      {asked === '' ? <Empty title={t('patrons.begin')}>{t('patrons.beginText')}</Empty> : null}
      {asked !== '' && rows === undefined ? <Pending read={found} rows={4} /> : null}
      {rows?.length === 0 ? <Empty title={t('patrons.none', { words: asked })}>{t('patrons.noneText')}</Empty> : null}
      {rows === undefined || rows.length === 0 ? null : (
        <Sheet>
          <p role="status">{t('patrons.found', { count: rows.length })}</p>
          <DataTable
            caption={t('patrons.results')}
            head={[t('patron.name'), t('patron.card'), t('patron.category'), t('patron.expires')]}
            rows={rows.map((row) => ({
              key: row.patronId,
              cells: [
                <Link key="name" to="/patrons/$patronId" params={{ patronId: row.patronId }}>
                  <bdi>{row.name}</bdi>
                </Link>,
                <Mark key="card">{row.card}</Mark>,
                t(`patron.categories.${row.category}`),
                row.blocked ? <strong key="blocked">{t('patron.blockedYes')}</strong> : words.date(row.expires),
              ],
            }))}
          />
        </Sheet>
      )}
    </Page>
  );
};
