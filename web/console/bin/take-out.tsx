import { Button, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BinRow } from '../../../shared/contracts/bin.ts';
import { Barcode } from '../../../shared/contracts/values.ts';
import { ErrorNotice } from '../../shared/ui/error-notice.tsx';
import { useAction } from '../api.ts';
import { useMay } from '../session.ts';
import { useToast } from '../toasts.tsx';
import { rememberWrite } from '../written.ts';

/** Takes a record out of the bin, each kind by its own operation. */
const useTakeOut = (row: BinRow, name: string) => {
  const { t } = useTranslation(['console', 'common']);
  const toast = useToast();
  const titles = useAction('title.restore');
  const items = useAction('item.restore');
  const patrons = useAction('patron.restore');
  const branches = useAction('branch.restore');
  const version = { ifMatch: row.version };
  const done = () => toast(t('bin.back', { name }));
  const run = (barcode?: string) => {
    switch (row.entity) {
      case 'title':
        return titles.run({ titleId: row.id }, version, (back) => {
          rememberWrite(row.id, back.version, Date.now());
          if (back.stayed.length > 0) toast(t('bin.backBut', { name, barcodes: back.stayed.join(', ') }));
          else toast(back.copies > 0 ? t('bin.backWith', { name, count: back.copies }) : t('bin.back', { name }));
        });
      case 'item':
        return items.run({ itemId: row.id, ...(barcode === undefined ? {} : { barcode }) }, version, done);
      case 'patron':
        return patrons.run({ patronId: row.id }, version, done);
      case 'branch':
        return branches.run({ branchId: row.id }, version, done);
    }
  };
  const all = [titles, items, patrons, branches];
  return {
    run,
    pending: all.some(({ pending }) => pending),
    error: all.map(({ error }) => error).find((error) => error !== null) ?? null,
  };
};

/** A copy whose barcode something else has by now: it comes back with a new one. */
const WithNewBarcode = ({
  row,
  name,
  pending,
  onBarcode,
}: {
  readonly row: BinRow;
  readonly name: string;
  readonly pending: boolean;
  readonly onBarcode: (barcode: string) => void;
}) => {
  const { t } = useTranslation(['console', 'common']);
  const [wrong, setWrong] = useState(false);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const { data } = Barcode.safeParse(new FormData(event.currentTarget).get('barcode'));
    setWrong(data === undefined);
    if (data !== undefined) onBarcode(data);
  };
  return (
    <form className="bin-out" onSubmit={submit} noValidate>
      <span className="bin-help">{t('bin.taken', { barcode: row.barcode ?? '' })}</span>
      <TextInput
        name="barcode"
        label={t('bin.newBarcode')}
        aria-label={t('bin.newBarcodeOf', { name })}
        autoComplete="off"
        {...(wrong ? { error: t('form.check') } : {})}
      />
      <Button type="submit" variant="default" loading={pending} aria-label={t('bin.takeOutThis', { name })}>
        {t('bin.takeOut')}
      </Button>
    </form>
  );
};

/** The way back out of the bin, or what has to be done first. */
export const TakeOut = ({ row, name }: { readonly row: BinRow; readonly name: string }) => {
  const { t } = useTranslation(['console', 'common']);
  const may = useMay();
  const out = useTakeOut(row, name);
  if (!may(row.entity === 'branch' ? 'settings.write' : 'bin.restore')) return null;
  if (row.titleInBin === true && row.titleId !== undefined)
    return (
      <Link className="bin-help" to="/titles/$titleId" params={{ titleId: row.titleId }}>
        {t('bin.titleFirst')}
      </Link>
    );
  return (
    <div className="bin-out">
      {row.barcodeTaken === true ? (
        <WithNewBarcode row={row} name={name} pending={out.pending} onBarcode={out.run} />
      ) : (
        <Button
          variant="default"
          loading={out.pending}
          aria-label={t('bin.takeOutThis', { name })}
          onClick={() => out.run()}
        >
          {t('bin.takeOut')}
        </Button>
      )}
      {out.error === null ? null : <ErrorNotice error={out.error} />}
    </div>
  );
};
