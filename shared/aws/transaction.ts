import { setTimeout as sleep } from 'node:timers/promises';
import {
  type DynamoDBClient,
  TransactionCanceledException,
  TransactionInProgressException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { AppError } from '../kernel/app-error.ts';
import type { AttributeMap } from './attribute-value.ts';
import { isThrottled } from './throttled.ts';

/** One part of a transaction: what it writes, and what it means when its condition does not hold. */
export interface Fragment {
  readonly label: string;
  readonly item: TransactWriteItem;
  /** `found` is the item as it stands (absent: there is none), so that 404 and 409 are told apart. */
  readonly refused: (found: AttributeMap | undefined) => Error;
}

export const MAX_FRAGMENTS = 100;
const RETRIES = 8;
/** Refusals by DynamoDB that mean "again": another transaction on the same item, or no capacity. */
const passing = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);

/**
 * Commits all fragments or none. `token`, new for each commit, makes a retry after a lost answer harmless for ten minutes.
 * Throws what the first refused fragment says; `busy` when conflicts do not end or there is no capacity.
 */
export const commit = async (
  client: DynamoDBClient,
  fragments: readonly Fragment[],
  token: string,
  jitter: () => number,
): Promise<void> => {
  if (fragments.length === 0 || fragments.length > MAX_FRAGMENTS)
    throw new Error(`a transaction of ${fragments.length} parts is not possible`);
  let cancelled = 0;
  for (let attempt = 0; ; attempt += 1) {
    try {
      await client.send(
        new TransactWriteItemsCommand({
          TransactItems: fragments.map((fragment) => fragment.item),
          // A cancelled transaction is remembered under its token too, so each attempt has its own.
          ClientRequestToken: cancelled === 0 ? token : `${token}-${cancelled}`,
        }),
      );
      return;
    } catch (error) {
      if (isThrottled(error)) throw new AppError('busy', {}, { cause: error });
      if (error instanceof TransactionInProgressException && attempt < RETRIES) {
        // Our own first try, whose answer was lost, still runs: under its token we wait for how it ends.
        await sleep(2 ** attempt * 10 * (0.5 + jitter()));
        continue;
      }
      if (!(error instanceof TransactionCanceledException)) throw error;
      const reasons = error.CancellationReasons ?? [];
      for (const [index, fragment] of fragments.entries()) {
        const reason = reasons[index];
        if (reason?.Code === 'ConditionalCheckFailed') throw fragment.refused(reason.Item);
      }
      const again = reasons.some((reason) => passing.has(reason.Code ?? ''));
      if (!again) throw error;
      cancelled += 1;
      if (attempt >= RETRIES) throw new AppError('busy', {}, { cause: error });
      await sleep(2 ** attempt * 10 * (0.5 + jitter()));
    }
  }
};
