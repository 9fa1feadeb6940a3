import { setTimeout as sleep } from 'node:timers/promises';
import { BatchWriteItemCommand, type DynamoDBClient, type WriteRequest } from '@aws-sdk/client-dynamodb';
import { AppError } from '../kernel/app-error.ts';
import type { AttributeMap } from './attribute-value.ts';
import { isThrottled } from './throttled.ts';

/** DynamoDB takes this many puts in one request, of 16 MB at most: 25 items of 400 KB are less. */
export const MOST_PUTS = 25;
const RETRIES = 10;
const LONGEST_PAUSE_MS = 5_000;

export interface Put {
  readonly table: string;
  readonly item: AttributeMap;
}

/**
 * Writes up to 25 items, of one table or several, over whatever is there: for tables nobody else writes to.
 * What DynamoDB leaves unprocessed is written again, ever more slowly; throttling that does not end is `busy`.
 * Returns the write units consumed.
 */
export const putItems = async (
  client: DynamoDBClient,
  puts: readonly Put[],
  jitter: () => number = Math.random,
): Promise<number> => {
  if (puts.length > MOST_PUTS) throw new Error(`${puts.length} items are more than one request takes`);
  let request: Record<string, WriteRequest[]> = {};
  for (const { table, item } of puts) {
    request[table] ??= [];
    request[table].push({ PutRequest: { Item: item } });
  }
  let units = 0;
  for (let attempt = 0; Object.keys(request).length > 0; attempt += 1) {
    if (attempt > RETRIES) throw new AppError('busy');
    if (attempt > 0) await sleep(Math.min(LONGEST_PAUSE_MS, 2 ** attempt * 25 * (0.5 + jitter())));
    try {
      const answer = await client.send(
        new BatchWriteItemCommand({ RequestItems: request, ReturnConsumedCapacity: 'TOTAL' }),
      );
      for (const { CapacityUnits = 0 } of answer.ConsumedCapacity ?? []) units += CapacityUnits;
      request = answer.UnprocessedItems ?? {};
    } catch (error) {
      // Nothing of the request was written: it is made again as it is.
      if (!isThrottled(error)) throw error;
    }
  }
  return units;
};
