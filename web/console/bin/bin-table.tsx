import './bin.css';
import '@mantine/core/styles/Input.css';
import '@mantine/core/styles/Checkbox.css';
import '@mantine/core/styles/InlineInput.css';
import { Button, Checkbox } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BinRow } from '../../../shared/contracts/bin.ts';
import { useWords } from '../../shared/i18n/words.ts';
import { DataTable } from '../../shared/ui/data-table.tsx';
import { Empty, Sheet } from '../../shared/ui/page.tsx';
import { Pending } from '../../shared/ui/waiting.tsx';
import { useMay } from '../session.ts';
import { PurgeBar } from './purge-bar.tsx';
import { TakeOut } from './take-out.tsx';

/** What a row is called: a copy by its title and barcode. */
export const useRowName = () => {
  const { t } = useTranslation(['console', 'common']);
  return (row: BinRow): string =>
    row.entity === 'item' ? t('bin.copyName', { name: row.name, barcode: row.barcode ?? '' }) : row.name;
};

const What = ({ row, name }: { readonly row: BinRow; readonly name: string }) => {
  if (row.titleId !== undefined)
    return (
      <Link to="/titles/$titleId" params={{ titleId: row.titleId }}>
        <bdi>{name}</bdi>
      </Link>
    );
  return row.entity === 'patron' ? (
    <Link to="/patrons/$patronId" params={{ patronId: row.id }}>
      <bdi>{name}</bdi>
    </Link>
  ) : (
    <bdi>{name}</bdi>
  );
};

/** When it goes for good, and what would still hold it then. */
const Outlook = ({ row }: { readonly row: BinRow }) => {
  const { t } = useTranslation(['console', 'common']);
  const words = useWords();
  const { days, from, heldUntil } = row.purge;
  if (heldUntil === undefined)
    return (
      <>
        {days === 0 ? null : (
          <time className="bin-days" dateTime={from} title={words.full(from)}>
            {t('bin.inDays', { count: days })}
          </time>
        )}
        <span className="bin-waits">{days === 0 ? t('bin.waits') : t('bin.waitsHelp')}</span>
      </>
    );
  return (
    <>
      <time className="bin-days" dateTime={from} title={words.full(from)}>
        {days === 0 ? t('bin.tonight') : t('bin.inDays', { count: days })}
      </time>
      <span className="bin-held">{t('bin.held', { date: words.date(heldUntil.slice(0, 10)) })}</span>
    </>
  );
};

export interface BinRead {
  readonly error: unknown;
  readonly refetch: () => unknown;
}

/** One kind of record in the bin: who, when, why, how long still, and the two ways out. */
export const BinTable = ({
  kind,
  rows,
  read,
  person,
  more,
}: {
  readonly kind: BinRow['entity'];
  readonly rows: readonly BinRow[] | undefined;
  readonly read: BinRead;
  /** Whose removals alone are shown. */
  readonly person: string | undefined;
  readonly more?: { readonly loading: boolean; readonly show: () => void } | undefined;
}) => {
  const { t } = useTranslation(['console', 'common']);
  const words = useWords();
  const may = useMay();
  const nameOf = useRowName();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  if (rows === undefined) return <Pending read={read} rows={3} />;
  const purge = may('bin.purge');
  const toggle = (id: string) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  };
  const marked = rows.filter((row) => chosen.has(row.id));
  const empty =
    person === undefined ? (
      <Empty title={t(`bin.none.${kind}`)}>{t(`bin.noneText.${kind}`)}</Empty>
    ) : (
      <Empty title={t('bin.noneOf', { name: person })}>{t('bin.noneOfText')}</Empty>
    );
  return (
    <Sheet>
      {rows.length === 0 ? (
        empty
      ) : (
        <DataTable
          caption={t(`bin.kinds.${kind}`)}
          head={[t('bin.what'), t('bin.who'), t('bin.when'), t('bin.why'), t('bin.purge'), t('bin.actions')]}
          rows={rows.map((row) => {
            const name = nameOf(row);
            return {
              key: row.id,
              cells: [
                <div key="what" className="bin-what">
                  {purge ? (
                    <Checkbox
                      aria-label={t('bin.choose', { name })}
                      checked={chosen.has(row.id)}
                      onChange={() => toggle(row.id)}
                    />
                  ) : null}
                  <What row={row} name={name} />
                </div>,
                row.binnedBy ?? (row.binnedById === 'system' ? t('bin.library') : t('past.somebody')),
                <time key="when" dateTime={row.binnedAt} title={words.full(row.binnedAt)}>
                  {words.moment(row.binnedAt)}
                </time>,
                row.reason,
                <div key="purge" className="bin-purge">
                  <Outlook row={row} />
                </div>,
                <TakeOut key="out" row={row} name={name} />,
              ],
            };
          })}
        />
      )}
      {more === undefined ? null : (
        <div>
          <Button variant="default" loading={more.loading} onClick={more.show}>
            {t('common:more')}
          </Button>
        </div>
      )}
      {purge ? <PurgeBar rows={marked} onNone={() => setChosen(new Set())} /> : null}
    </Sheet>
  );
};
