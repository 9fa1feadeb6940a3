import { remove, update } from '../aws/fragments.ts';
import { gateKey } from '../aws/keys.ts';
import type { Fragment } from '../aws/transaction.ts';
import { AppError } from '../kernel/app-error.ts';

const changed = (entity: 'title' | 'item') => () => new AppError('stale-version', { entity });

/** Keeps a title in the bin for good: its copies are going one after the other. */
export const beginPurgeTx = (records: string, titleId: string): Fragment =>
  update(
    'title-gate',
    records,
    gateKey('title', titleId),
    {
      update: 'SET #purging = :true',
      condition: '#closed = :true AND #loans = :zero',
      names: { '#purging': 'purging', '#closed': 'closed', '#loans': 'loans' },
      values: { ':true': true, ':zero': 0 },
    },
    changed('title'),
  );

/** The gate of a title that goes with this many copies: one that the plan did not see stops it. */
export const dropTitleGateTx = (records: string, titleId: string, items: number): Fragment =>
  remove(
    'title-gate',
    records,
    gateKey('title', titleId),
    {
      condition: '#closed = :true AND #loans = :zero AND #holds = :zero AND #items = :items',
      names: { '#closed': 'closed', '#loans': 'loans', '#holds': 'holds', '#items': 'items' },
      values: { ':true': true, ':zero': 0, ':items': items },
    },
    changed('title'),
  );

export const dropItemGateTx = (records: string, itemId: string): Fragment =>
  remove(
    `item-gate:${itemId}`,
    records,
    gateKey('item', itemId),
    {
      condition: 'attribute_exists(#pk) AND attribute_not_exists(#loan)',
      names: { '#pk': 'PK', '#loan': 'loanId' },
      values: {},
    },
    changed('item'),
  );

/** A copy that went before its title: it counts no more. */
export const uncountItemTx = (records: string, titleId: string): Fragment =>
  update(
    'title-gate',
    records,
    gateKey('title', titleId),
    {
      update: 'ADD #items :less',
      condition: '#purging = :true AND #items > :zero',
      names: { '#items': 'items', '#purging': 'purging' },
      values: { ':less': -1, ':zero': 0, ':true': true },
    },
    changed('title'),
  );
