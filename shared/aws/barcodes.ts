import * as z from 'zod';
import { AppError } from '../kernel/app-error.ts';
import { putNew, remove, toItem } from './fragments.ts';
import { barcodeKey } from './keys.ts';
import { plainOf } from './stored.ts';
import type { System } from './system.ts';
import { getItem, getItems } from './table.ts';
import type { Fragment } from './transaction.ts';

const Owner = z.object({ entity: z.enum(['item', 'patron']), id: z.string() });
export type BarcodeOwner = z.infer<typeof Owner>;
type Of = Pick<System, 'dynamo' | 'tables' | 'keyring'>;

/** Cards and copies share one name space, by keyed hash: one barcode is never both (RULES 19). */
export const claimBarcodeTx = (records: string, hash: string, owner: BarcodeOwner, barcode: string): Fragment =>
  putNew(
    `barcode:${owner.id}`,
    records,
    toItem({ ...barcodeKey(hash), ...owner }),
    () => new AppError('barcode-in-use', owner.entity === 'item' ? { barcode } : {}),
  );

/** Gives a barcode back, if it is still this owner's. */
export const freeBarcodeTx = (records: string, hash: string, owner: BarcodeOwner): Fragment =>
  remove(
    `barcode:${owner.id}`,
    records,
    barcodeKey(hash),
    { condition: '#id = :id', names: { '#id': 'id' }, values: { ':id': owner.id } },
    () => new AppError('stale-version', { entity: owner.entity }),
  );

/** Whose barcode it is; undefined when nobody's. */
export const barcodeOwner = async (system: Of, barcode: string): Promise<BarcodeOwner | undefined> => {
  const hash = await system.keyring.lookupHash('barcode', barcode);
  const item = await getItem(system.dynamo, system.tables.records, barcodeKey(hash));
  return item === undefined ? undefined : Owner.parse(plainOf(item));
};

/** Which of these barcodes are taken. */
export const takenBarcodes = async (system: Of, barcodes: readonly string[]): Promise<ReadonlySet<string>> => {
  const hashes = await Promise.all(barcodes.map((barcode) => system.keyring.lookupHash('barcode', barcode)));
  const items = await getItems(
    system.dynamo,
    hashes.map((hash) => ({ table: system.tables.records, key: barcodeKey(hash) })),
  );
  return new Set(barcodes.filter((_, index) => items[index] !== undefined));
};
