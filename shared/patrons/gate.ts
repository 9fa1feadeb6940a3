import * as z from 'zod';
import type { AttributeMap } from '../aws/attribute-value.ts';
import { numberOf, putNew, toItem, update } from '../aws/fragments.ts';
import { gateKey } from '../aws/keys.ts';
import { plainOf } from '../aws/stored.ts';
import type { Fragment } from '../aws/transaction.ts';
import { AppError } from '../kernel/app-error.ts';

/** The counter item beside a patron: what is open, and whether the record is closed because it lies in the bin. */
export const PatronGate = z.object({
  loans: z.int().min(0),
  holds: z.int().min(0),
  charges: z.int().min(0),
  closed: z.boolean().optional(),
});
export type PatronGate = z.infer<typeof PatronGate>;

export const readPatronGate = (item: AttributeMap | undefined): PatronGate | undefined =>
  item === undefined ? undefined : PatronGate.parse(plainOf(item));

export const newPatronGateTx = (records: string, patronId: string): Fragment =>
  putNew(
    'patron-gate',
    records,
    toItem({ ...gateKey('patron', patronId), loans: 0, holds: 0, charges: 0 }),
    () => new AppError('already-exists'),
  );

/** One loan more, below the limit. Two desks lending to one patron cannot pass it together. */
export const addLoanTx = (records: string, patronId: string, limit: number): Fragment =>
  update(
    'patron-gate',
    records,
    gateKey('patron', patronId),
    {
      update: 'ADD #loans :one',
      condition: 'attribute_exists(#pk) AND attribute_not_exists(#closed) AND #loans < :limit',
      names: { '#loans': 'loans', '#pk': 'PK', '#closed': 'closed' },
      values: { ':one': 1, ':limit': limit },
    },
    (found) => {
      if (found === undefined) return new AppError('not-found', { entity: 'patron' });
      if (found['closed']?.BOOL === true) return new AppError('in-bin', { entity: 'patron' });
      return new AppError('loan-limit', { limit, loans: numberOf(found['loans']) ?? 0 });
    },
  );

export const dropLoanTx = (records: string, patronId: string): Fragment =>
  update(
    'patron-gate',
    records,
    gateKey('patron', patronId),
    {
      update: 'ADD #loans :less',
      condition: '#loans > :zero',
      names: { '#loans': 'loans' },
      values: { ':less': -1, ':zero': 0 },
    },
    () => new AppError('item-not-on-loan'),
  );

/** Closes a patron for lending; refused while anything is open. */
export const closePatronTx = (records: string, patronId: string): Fragment =>
  update(
    'patron-gate',
    records,
    gateKey('patron', patronId),
    {
      update: 'SET #closed = :true',
      condition: '#loans = :zero AND #holds = :zero AND #charges = :zero AND attribute_not_exists(#closed)',
      names: { '#loans': 'loans', '#holds': 'holds', '#charges': 'charges', '#closed': 'closed' },
      values: { ':zero': 0, ':true': true },
    },
    (found) => new AppError('patron-has-loans', { count: numberOf(found?.['loans']) ?? 0 }),
  );

export const openPatronTx = (records: string, patronId: string): Fragment =>
  update(
    'patron-gate',
    records,
    gateKey('patron', patronId),
    {
      update: 'REMOVE #closed',
      condition: '#closed = :true',
      names: { '#closed': 'closed' },
      values: { ':true': true },
    },
    () => new AppError('not-in-bin', { entity: 'patron' }),
  );
