import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ItemView, TitleView } from '../../../shared/contracts/titles.ts';
import { useWords } from '../../shared/i18n/words.ts';
import { DataTable } from '../../shared/ui/data-table.tsx';
import { ErrorNotice } from '../../shared/ui/error-notice.tsx';
import { Mark } from '../../shared/ui/mark.tsx';
import { Empty } from '../../shared/ui/page.tsx';
import { useAction } from '../api.ts';
import { useMay } from '../session.ts';
import { useToast } from '../toasts.tsx';
import { CopyForm } from './copy-form.tsx';

/** The copies of a title: where each is, and what can be done with it. */
export const Copies = ({ view }: { readonly view: TitleView }) => {
  const { t } = useTranslation(['console', 'common']);
  const words = useWords();
  const may = useMay();
  const toast = useToast();
  const binning = useAction('item.bin');
  const restoring = useAction('item.restore');
  const [form, setForm] = useState<'new' | ItemView | undefined>();
  const write = may('titles.write') && view.binnedAt === undefined;
  const error = binning.error ?? restoring.error;

  const bin = (item: ItemView) =>
    binning.run({ itemId: item.itemId }, { ifMatch: item.version }, (written) =>
      toast(t('title.copyBinned', { barcode: item.barcode }), () =>
        restoring.run({ itemId: item.itemId }, { ifMatch: written.version }, () =>
          toast(t('title.copyRestored', { barcode: item.barcode })),
        ),
      ),
    );
  const state = (item: ItemView) => {
    if (!item.onLoan) return t('common:availability.shelf');
    return item.dueDate === undefined
      ? t('common:availability.out')
      : t('common:availability.outUntil', { date: words.date(item.dueDate) });
  };
  const actions = (item: ItemView) => (
    <>
      {write ? (
        <Button
          variant="subtle"
          aria-label={t('title.editCopy', { barcode: item.barcode })}
          onClick={() => setForm(item)}
        >
          {t('common:edit')}
        </Button>
      ) : null}
      {may('titles.bin') && view.binnedAt === undefined ? (
        <Button variant="subtle" aria-label={t('title.binCopy', { barcode: item.barcode })} onClick={() => bin(item)}>
          {t('title.bin')}
        </Button>
      ) : null}
    </>
  );

  return (
    <div className="page">
      {error === null ? null : <ErrorNotice error={error} />}
      {view.items.length === 0 ? (
        <Empty title={t('title.noCopies')}>{t('title.noCopiesText')}</Empty>
      ) : (
        <DataTable
          caption={t('title.copies')}
          head={[
            t('title.barcode'),
            t('title.state'),
            t('title.callNumber'),
            t('title.itemType'),
            t('title.location'),
            t('title.note'),
            t('title.actions'),
          ]}
          rows={view.items.map((item) => ({
            key: item.itemId,
            cells: [
              <Mark key="barcode">{item.barcode}</Mark>,
              state(item),
              <Mark key="callNumber">{item.callNumber}</Mark>,
              t(`common:itemType.${item.itemType}`),
              item.location,
              item.note,
              actions(item),
            ],
          }))}
        />
      )}
      {form !== undefined ? (
        <CopyForm
          key={form === 'new' ? 'new' : form.itemId}
          titleId={view.titleId}
          item={form === 'new' ? undefined : form}
          onDone={(said) => {
            setForm(undefined);
            if (said !== undefined) toast(said);
          }}
        />
      ) : null}
      {write && form === undefined ? (
        <div>
          <Button onClick={() => setForm('new')}>{t('title.addCopy')}</Button>
        </div>
      ) : null}
    </div>
  );
};
