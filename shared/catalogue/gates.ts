import * as z from 'zod';
import type { AttributeMap } from '../aws/attribute-value.ts';
import { numberOf, putNew, textOf, toItem, update } from '../aws/fragments.ts';
import { gateKey } from '../aws/keys.ts';
import { plainOf } from '../aws/stored.ts';
import type { Fragment } from '../aws/transaction.ts';
import { AppError } from '../kernel/app-error.ts';

/**
 * Gates are the counter items beside a title and its items: what is open, and whether the record is closed
 * because it lies in the bin. Lending holds its conditions here, so that binning needs to know nothing of lending.
 */
export const TitleGate = z.object({
  items: z.int().min(0),
  loans: z.int().min(0),
  holds: z.int().min(0),
  closed: z.boolean().optional(),
});
export type TitleGate = z.infer<typeof TitleGate>;
export const ItemGate = z.object({
  loanId: z.string().optional(),
  patronId: z.string().optional(),
  holds: z.int().min(0),
  closed: z.boolean().optional(),
});
export type ItemGate = z.infer<typeof ItemGate>;

export const readTitleGate = (item: AttributeMap | undefined): TitleGate | undefined =>
  item === undefined ? undefined : TitleGate.parse(plainOf(item));
export const readItemGate = (item: AttributeMap | undefined): ItemGate | undefined =>
  item === undefined ? undefined : ItemGate.parse(plainOf(item));

const titleRefusal = (titleId: string) => (found: AttributeMap | undefined) => {
  if (found === undefined) return new AppError('not-found', { entity: 'title' });
  if (found['closed']?.BOOL === true) return new AppError('in-bin', { entity: 'title' });
  return new AppError('items-on-loan', { count: numberOf(found['loans']) ?? 0, titleId });
};
const itemRefusal = (found: AttributeMap | undefined) => {
  if (found === undefined) return new AppError('not-found', { entity: 'item' });
  const loanId = textOf(found['loanId']);
  const patronId = textOf(found['patronId']);
  if (loanId !== undefined) return new AppError('item-on-loan', { loanId, patronId: patronId ?? '' });
  return new AppError('in-bin', { entity: 'item' });
};

export const newTitleGateTx = (records: string, titleId: string, items: number): Fragment =>
  putNew(
    'title-gate',
    records,
    toItem({ ...gateKey('title', titleId), items, loans: 0, holds: 0 }),
    () => new AppError('already-exists'),
  );
export const newItemGateTx = (records: string, itemId: string): Fragment =>
  putNew(
    `item-gate:${itemId}`,
    records,
    toItem({ ...gateKey('item', itemId), holds: 0 }),
    () => new AppError('already-exists'),
  );

/** One copy more or less. Refused while the title lies in the bin. */
export const countItemsTx = (records: string, titleId: string, by: number): Fragment =>
  update(
    'title-gate',
    records,
    gateKey('title', titleId),
    {
      update: 'ADD #items :by',
      condition: 'attribute_exists(#pk) AND attribute_not_exists(#closed)',
      names: { '#items': 'items', '#pk': 'PK', '#closed': 'closed' },
      values: { ':by': by },
    },
    titleRefusal(titleId),
  );

/** The same where copies go back in time: also beneath a title in the bin, where they stand with it. */
export const recountItemsTx = (records: string, titleId: string, by: 1 | -1): Fragment =>
  update(
    'title-gate',
    records,
    gateKey('title', titleId),
    {
      update: 'ADD #items :by',
      condition: 'attribute_exists(#pk)',
      names: { '#items': 'items', '#pk': 'PK' },
      values: { ':by': by },
    },
    () => new AppError('not-found', { entity: 'title' }),
  );

/** Closes a title for lending; refused while a copy is on loan. `items` falls where its copies go with it. */
export const closeTitleTx = (records: string, titleId: string, itemsLeaving = 0): Fragment =>
  update(
    'title-gate',
    records,
    gateKey('title', titleId),
    {
      update: 'SET #closed = :true ADD #items :by',
      condition: '#loans = :zero AND attribute_not_exists(#closed)',
      names: { '#items': 'items', '#loans': 'loans', '#closed': 'closed' },
      values: { ':zero': 0, ':true': true, ':by': -itemsLeaving },
    },
    titleRefusal(titleId),
  );

export const openTitleTx = (records: string, titleId: string, itemsComing = 0): Fragment =>
  update(
    'title-gate',
    records,
    gateKey('title', titleId),
    {
      update: 'REMOVE #closed ADD #items :by',
      condition: '#closed = :true AND attribute_not_exists(#purging)',
      names: { '#closed': 'closed', '#items': 'items', '#purging': 'purging' },
      values: { ':true': true, ':by': itemsComing },
    },
    (found) => new AppError(found?.['purging']?.BOOL === true ? 'in-purge' : 'not-in-bin', { entity: 'title' }),
  );

export const closeItemTx = (records: string, itemId: string): Fragment =>
  update(
    `item-gate:${itemId}`,
    records,
    gateKey('item', itemId),
    {
      update: 'SET #closed = :true',
      condition: 'attribute_exists(#pk) AND attribute_not_exists(#loan) AND attribute_not_exists(#closed)',
      names: { '#pk': 'PK', '#loan': 'loanId', '#closed': 'closed' },
      values: { ':true': true },
    },
    itemRefusal,
  );

export const openItemTx = (records: string, itemId: string): Fragment =>
  update(
    `item-gate:${itemId}`,
    records,
    gateKey('item', itemId),
    {
      update: 'REMOVE #closed',
      condition: '#closed = :true',
      names: { '#closed': 'closed' },
      values: { ':true': true },
    },
    () => new AppError('not-in-bin', { entity: 'item' }),
  );

/** Holds an item for a loan: of two desks, one finds it free. */
export const takeItemTx = (records: string, itemId: string, loanId: string, patronId: string): Fragment =>
  update(
    'item-gate',
    records,
    gateKey('item', itemId),
    {
      update: 'SET #loan = :loan, #patron = :patron',
      condition: 'attribute_exists(#pk) AND attribute_not_exists(#loan) AND attribute_not_exists(#closed)',
      names: { '#pk': 'PK', '#loan': 'loanId', '#patron': 'patronId', '#closed': 'closed' },
      values: { ':loan': loanId, ':patron': patronId },
    },
    itemRefusal,
  );

/** Gives an item back from exactly this loan, and cuts its link to the patron. */
export const freeItemTx = (records: string, itemId: string, loanId: string): Fragment =>
  update(
    'item-gate',
    records,
    gateKey('item', itemId),
    {
      update: 'REMOVE #loan, #patron',
      condition: '#loan = :loan',
      names: { '#loan': 'loanId', '#patron': 'patronId' },
      values: { ':loan': loanId },
    },
    () => new AppError('item-not-on-loan'),
  );

export const countTitleLoansTx = (records: string, titleId: string, by: 1 | -1): Fragment =>
  update(
    'title-gate',
    records,
    gateKey('title', titleId),
    {
      update: 'ADD #loans :by',
      // A loan can always come back, also to a title that was closed by mistake.
      condition: by === 1 ? 'attribute_exists(#pk) AND attribute_not_exists(#closed)' : 'attribute_exists(#pk)',
      names: by === 1 ? { '#loans': 'loans', '#pk': 'PK', '#closed': 'closed' } : { '#loans': 'loans', '#pk': 'PK' },
      values: { ':by': by },
    },
    titleRefusal(titleId),
  );
