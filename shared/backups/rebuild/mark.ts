import * as z from 'zod';
import { putNew, toItem, update } from '../../aws/fragments.ts';
import { restoreKey } from '../../aws/keys.ts';
import { plainOf } from '../../aws/stored.ts';
import type { System } from '../../aws/system.ts';
import { getItem } from '../../aws/table.ts';
import type { Fragment } from '../../aws/transaction.ts';
import { Instant, Sha256Hex, Ulid } from '../../contracts/values.ts';
import { RestoreRefused } from './source.ts';

/**
 * What a restore leaves in `keys` of the deployment it fills: without it the tables have to be empty, with it a killed
 * restore of the same backup goes on.
 */
export const RestoreMark = z.strictObject({
  restoreId: Ulid,
  backupId: Ulid,
  manifestHash: Sha256Hex,
  startedAt: Instant,
  /** `write`: rows go in. `open`: they are in and were read back. `people`: the library is open. */
  stage: z.enum(['write', 'open', 'people', 'done']),
  cursor: z
    .strictObject({ file: z.string(), line: z.int().min(0), rows: z.int().min(0), units: z.number().min(0) })
    .optional(),
  /** Numbers of what was done so far, for the report of a run that only finishes. */
  tally: z.record(z.string(), z.number()),
});
export type RestoreMark = z.infer<typeof RestoreMark>;

export const readMark = async ({
  dynamo,
  tables,
}: Pick<System, 'dynamo' | 'tables'>): Promise<RestoreMark | undefined> => {
  const item = await getItem(dynamo, tables.keys, restoreKey());
  return item === undefined ? undefined : RestoreMark.parse(plainOf(item));
};

const other = () =>
  new RestoreRefused('Another restore into this deployment began meanwhile. Let one of them finish, then look.');

export const newMarkTx = (keys: string, mark: RestoreMark): Fragment =>
  putNew('restore', keys, toItem({ ...restoreKey(), ...mark }), other);

/** How far the restore is; refused when it is another's. */
export const markTx = (keys: string, mark: RestoreMark, by: Partial<RestoreMark>): Fragment => {
  const { stage, cursor, tally } = { ...mark, ...by };
  return update(
    'restore',
    keys,
    restoreKey(),
    {
      update: `SET #stage = :stage, #tally = :tally${cursor === undefined ? '' : ', #cursor = :cursor'}`,
      condition: '#id = :id',
      names: {
        '#id': 'restoreId',
        '#stage': 'stage',
        '#tally': 'tally',
        ...(cursor === undefined ? {} : { '#cursor': 'cursor' }),
      },
      values: {
        ':id': mark.restoreId,
        ':stage': stage,
        ':tally': tally,
        ...(cursor === undefined ? {} : { ':cursor': cursor }),
      },
    },
    other,
  );
};
