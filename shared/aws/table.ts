import { setTimeout as sleep } from 'node:timers/promises';
import {
  BatchGetItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  type QueryCommandInput,
  type QueryCommandOutput,
} from '@aws-sdk/client-dynamodb';
import { AppError } from '../kernel/app-error.ts';
import type { AttributeMap } from './attribute-value.ts';
import { toItem } from './fragments.ts';
import type { Key } from './keys.ts';

/** The last key text can reach: dynoxide folds ASCII case in `begins_with`, so prefixes are ranges. */
const LAST = '\u{10FFFF}';

export interface QueryOptions {
  readonly index?: 'GSI1' | 'GSI2' | 'GSI3';
  readonly prefix?: string;
  readonly after?: string;
  readonly before?: string;
  readonly newestFirst?: boolean;
  readonly limit?: number;
  readonly from?: AttributeMap;
  readonly consistent?: boolean;
}

/** One item, read from the leader unless told otherwise. */
export const getItem = async (
  client: DynamoDBClient,
  table: string,
  key: Key,
  consistent = true,
): Promise<AttributeMap | undefined> =>
  (await client.send(new GetItemCommand({ TableName: table, Key: toItem({ ...key }), ConsistentRead: consistent })))
    .Item;

export interface Wanted {
  readonly table: string;
  readonly key: Key;
}

const keyText = (table: string, key: AttributeMap): string => `${table}\n${key['PK']?.S ?? ''}\n${key['SK']?.S ?? ''}`;

/**
 * Many items, of several tables, in the order asked for; absent ones are undefined.
 * A key that DynamoDB leaves unprocessed is asked for again; one that stays unread is `busy`, never "absent".
 */
export const getItems = async (
  client: DynamoDBClient,
  wanted: readonly Wanted[],
  consistent = true,
): Promise<(AttributeMap | undefined)[]> => {
  const found = new Map<string, AttributeMap>();
  const unique = new Map(wanted.map(({ table, key }) => [keyText(table, toItem({ ...key })), { table, key }]));
  const list = [...unique.values()];
  for (let start = 0; start < list.length; start += 100)
    await batch(client, list.slice(start, start + 100), consistent, found);
  return wanted.map(({ table, key }) => found.get(keyText(table, toItem({ ...key }))));
};

const batch = async (
  client: DynamoDBClient,
  wanted: readonly Wanted[],
  consistent: boolean,
  found: Map<string, AttributeMap>,
) => {
  let request: Record<string, { Keys: AttributeMap[]; ConsistentRead: boolean }> = {};
  for (const { table, key } of wanted) {
    request[table] ??= { Keys: [], ConsistentRead: consistent };
    request[table].Keys.push(toItem({ ...key }));
  }
  for (let attempt = 0; Object.keys(request).length > 0; attempt += 1) {
    if (attempt > 6) throw new AppError('busy');
    if (attempt > 0) await sleep(2 ** attempt * 10);
    const answer = await client.send(new BatchGetItemCommand({ RequestItems: request }));
    for (const [table, items] of Object.entries(answer.Responses ?? {}))
      for (const item of items) found.set(keyText(table, item), item);
    request = {};
    for (const [table, left] of Object.entries(answer.UnprocessedKeys ?? {}))
      request[table] = { Keys: left.Keys ?? [], ConsistentRead: consistent };
  }
};

/** One page of a partition; `next` is the key to go on from. */
export const queryPage = async (
  client: DynamoDBClient,
  table: string,
  partition: string,
  options: QueryOptions = {},
): Promise<{ items: AttributeMap[]; next?: AttributeMap }> => {
  const pk = options.index === undefined ? 'PK' : `${options.index}PK`;
  const sk = options.index === undefined ? 'SK' : `${options.index}SK`;
  const range = rangeOf(options);
  const input: QueryCommandInput = {
    TableName: table,
    KeyConditionExpression: range === undefined ? '#pk = :pk' : `#pk = :pk AND ${range.text}`,
    ExpressionAttributeNames: range === undefined ? { '#pk': pk } : { '#pk': pk, '#sk': sk },
    ExpressionAttributeValues: toItem({ ':pk': partition, ...range?.values }),
    ScanIndexForward: options.newestFirst !== true,
    ConsistentRead: options.index === undefined && options.consistent !== false,
    ...(options.index === undefined ? {} : { IndexName: options.index }),
    ...(options.limit === undefined ? {} : { Limit: options.limit }),
    ...(options.from === undefined ? {} : { ExclusiveStartKey: options.from }),
  };
  const answer = await client.send(new QueryCommand(input));
  return {
    items: answer.Items ?? [],
    ...(answer.LastEvaluatedKey === undefined ? {} : { next: answer.LastEvaluatedKey }),
  };
};

const rangeOf = (options: QueryOptions): { text: string; values: Record<string, string> } | undefined => {
  if (options.prefix !== undefined)
    return {
      text: '#sk BETWEEN :low AND :high',
      values: { ':low': options.prefix, ':high': `${options.prefix}${LAST}` },
    };
  if (options.after !== undefined && options.before !== undefined)
    return { text: '#sk BETWEEN :low AND :high', values: { ':low': options.after, ':high': options.before } };
  if (options.after !== undefined) return { text: '#sk > :low', values: { ':low': options.after } };
  if (options.before !== undefined) return { text: '#sk < :high', values: { ':high': options.before } };
  return undefined;
};

/** Every item of a partition, page by page. */
export async function* queryAll(
  client: DynamoDBClient,
  table: string,
  partition: string,
  options: QueryOptions = {},
): AsyncGenerator<AttributeMap> {
  let from: AttributeMap | undefined = options.from;
  do {
    const page: Awaited<ReturnType<typeof queryPage>> = await queryPage(client, table, partition, {
      ...options,
      ...(from === undefined ? {} : { from }),
    });
    yield* page.items;
    from = page.next;
  } while (from !== undefined);
}

/** How many items a partition of an index holds, without reading them out. */
export const queryCount = async (
  client: DynamoDBClient,
  table: string,
  partition: string,
  index: 'GSI1' | 'GSI2' | 'GSI3',
): Promise<number> => {
  let count = 0;
  let from: AttributeMap | undefined;
  do {
    const answer: QueryCommandOutput = await client.send(
      new QueryCommand({
        TableName: table,
        IndexName: index,
        Select: 'COUNT',
        KeyConditionExpression: '#pk = :pk',
        ExpressionAttributeNames: { '#pk': `${index}PK` },
        ExpressionAttributeValues: toItem({ ':pk': partition }),
        ...(from === undefined ? {} : { ExclusiveStartKey: from }),
      }),
    );
    count += answer.Count ?? 0;
    from = answer.LastEvaluatedKey;
  } while (from !== undefined);
  return count;
};
