import '@mantine/core/styles/Input.css';
import '../parts/form.css';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ItemInput, ItemType, type ItemView } from '../../../shared/contracts/titles.ts';
import { ErrorNotice } from '../../shared/ui/error-notice.tsx';
import { checkForm, formTexts } from '../../shared/ui/form.ts';
import { useAction } from '../api.ts';

/** Adds a copy, or corrects one. */
export const CopyForm = ({
  titleId,
  item,
  onDone,
}: {
  readonly titleId: string;
  readonly item: ItemView | undefined;
  readonly onDone: (said?: string) => void;
}) => {
  const { t } = useTranslation(['console', 'common']);
  const [wrong, setWrong] = useState<ReadonlySet<string>>(new Set());
  const creating = useAction('item.create');
  const editing = useAction('item.edit');
  const error = creating.error ?? editing.error;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const kept = item === undefined ? {} : { branch: item.branch, price: item.price };
    const checked = checkForm(ItemInput, { ...kept, ...formTexts(event.currentTarget) });
    setWrong(checked.wrong);
    const input = checked.value;
    if (input === undefined) return;
    if (item === undefined)
      creating.run({ titleId, ...input }, {}, () => onDone(t('title.copyAdded', { barcode: input.barcode })));
    else
      editing.run({ itemId: item.itemId, ...input }, { ifMatch: item.version }, () =>
        onDone(t('title.copySaved', { barcode: input.barcode })),
      );
  };
  const mark = (name: string) => (wrong.has(name) ? { error: t('form.check') } : {});
  return (
    <form className="form" onSubmit={submit} noValidate>
      <h2>{item === undefined ? t('title.copyForm') : t('title.copyFormEdit', { barcode: item.barcode })}</h2>
      {error === null ? null : <ErrorNotice error={error} />}
      <TextInput
        name="barcode"
        label={t('title.barcode')}
        required
        maxLength={40}
        defaultValue={item?.barcode}
        autoFocus
        {...mark('barcode')}
      />
      <TextInput
        name="callNumber"
        label={t('title.callNumber')}
        maxLength={120}
        defaultValue={item?.callNumber}
        {...mark('callNumber')}
      />
      <NativeSelect
        name="itemType"
        label={t('title.itemType')}
        defaultValue={item?.itemType ?? 'book'}
        data={ItemType.options.map((value) => ({ value, label: t(`common:itemType.${value}`) }))}
      />
      <TextInput
        name="location"
        label={t('title.location')}
        maxLength={120}
        defaultValue={item?.location}
        {...mark('location')}
      />
      <TextInput name="note" label={t('title.note')} maxLength={500} defaultValue={item?.note} {...mark('note')} />
      <div className="form-steps">
        <Button type="submit" loading={creating.pending || editing.pending}>
          {t('common:save')}
        </Button>
        <Button variant="default" onClick={() => onDone()}>
          {t('common:cancel')}
        </Button>
      </div>
    </form>
  );
};
