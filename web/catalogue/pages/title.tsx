import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import * as z from 'zod';
import type { ItemView } from '../../../shared/contracts/titles.ts';
import { useWords } from '../../shared/i18n/words.ts';
import { Availability } from '../../shared/ui/availability.tsx';
import { DataTable } from '../../shared/ui/data-table.tsx';
import { Mark } from '../../shared/ui/mark.tsx';
import { Page, Sheet } from '../../shared/ui/page.tsx';
import { TitleRecord } from '../../shared/ui/title-head.tsx';
import { Pending } from '../../shared/ui/waiting.tsx';
import { useRead } from '../api.ts';

const Params = z.object({ titleId: z.string() });

const Copies = ({ items }: { readonly items: readonly ItemView[] }) => {
  const { t } = useTranslation(['catalogue', 'common']);
  const words = useWords();
  if (items.length === 0) return <p>{t('title.noCopies')}</p>;
  const now = (item: ItemView) => {
    if (!item.onLoan) return t('common:availability.shelf');
    return item.dueDate === undefined
      ? t('common:availability.out')
      : t('common:availability.outUntil', { date: words.date(item.dueDate) });
  };
  return (
    <DataTable
      caption={t('title.copies')}
      head={[t('title.callNumber'), t('title.place'), t('title.kind'), t('title.now')]}
      rows={items.map((item) => ({
        key: item.itemId,
        cells: [
          <Mark key="mark">{item.callNumber ?? item.barcode}</Mark>,
          item.location ?? item.branch,
          t(`common:itemType.${item.itemType}`),
          now(item),
        ],
      }))}
    />
  );
};

export const TitlePage = () => {
  const { t } = useTranslation(['catalogue', 'common']);
  const { titleId } = Params.parse(useParams({ strict: false }));
  const title = useRead('title.get', { titleId });
  const view = title.data;
  if (view === undefined)
    return (
      <Page title={t('results.title')}>
        <Pending read={title} rows={3} height={120} />
      </Page>
    );
  const available = view.items.filter((item) => !item.onLoan).length;
  return (
    <Page serif title={view.brief.title} lead={<Availability items={view.items.length} available={available} />}>
      <Sheet>
        <TitleRecord view={view} />
      </Sheet>
      <Sheet title={t('title.copies')}>
        <Copies items={view.items} />
      </Sheet>
    </Page>
  );
};
