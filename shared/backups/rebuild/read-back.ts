import { scanAll } from '../../aws/scan.ts';
import type { System } from '../../aws/system.ts';
import { newDigest } from '../digest.ts';
import { isDeploymentOwn } from './held.ts';

export interface ReadBack {
  readonly digest: string;
  readonly items: { readonly records: number; readonly ledger: number; readonly keys: number };
}

/** What the tables hold now, every item of them. */
export const readBack = async ({ dynamo, tables }: Pick<System, 'dynamo' | 'tables'>): Promise<ReadBack> => {
  const digest = newDigest();
  const items = { records: 0, ledger: 0, keys: 0 };
  for (const table of ['keys', 'records', 'ledger'] as const)
    for await (const found of scanAll(dynamo, tables[table]))
      for (const item of found) {
        if (table === 'keys' && isDeploymentOwn(item)) continue;
        digest.add(table, item);
        items[table] += 1;
      }
  return { digest: digest.value(), items };
};

/** The first table that holds anything. */
export const firstFilled = async ({
  dynamo,
  tables,
}: Pick<System, 'dynamo' | 'tables'>): Promise<'records' | 'ledger' | 'keys' | undefined> => {
  for (const table of ['records', 'ledger', 'keys'] as const)
    for await (const found of scanAll(dynamo, tables[table], 1)) if (found.length > 0) return table;
  return undefined;
};
