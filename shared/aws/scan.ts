import { type DynamoDBClient, ScanCommand, type ScanCommandOutput } from '@aws-sdk/client-dynamodb';
import type { AttributeMap } from './attribute-value.ts';

/**
 * Every record of one kind, by a scan: for rebuilding the search index and for proofs alone.
 * Gates, history and other helpers beside the records carry no `entity` and are left out.
 */
export async function* scanRecords(
  client: DynamoDBClient,
  table: string,
  entity: string,
): AsyncGenerator<AttributeMap> {
  let from: AttributeMap | undefined;
  do {
    const page: ScanCommandOutput = await client.send(
      new ScanCommand({
        TableName: table,
        ConsistentRead: true,
        FilterExpression: '#entity = :entity AND #sk = :record',
        ExpressionAttributeNames: { '#entity': 'entity', '#sk': 'SK' },
        ExpressionAttributeValues: { ':entity': { S: entity }, ':record': { S: 'REC' } },
        ...(from === undefined ? {} : { ExclusiveStartKey: from }),
      }),
    );
    yield* page.Items ?? [];
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
}

/** Every item of a table, page by page, as it stands at the moment each page is read: for proofs and restores alone. */
export async function* scanAll(
  client: DynamoDBClient,
  table: string,
  limit?: number,
): AsyncGenerator<readonly AttributeMap[]> {
  let from: AttributeMap | undefined;
  do {
    const page: ScanCommandOutput = await client.send(
      new ScanCommand({
        TableName: table,
        ConsistentRead: true,
        ...(limit === undefined ? {} : { Limit: limit }),
        ...(from === undefined ? {} : { ExclusiveStartKey: from }),
      }),
    );
    yield page.Items ?? [];
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
}

export interface ScanPage {
  readonly items: readonly AttributeMap[];
  /** The key to go on from. */
  readonly next?: AttributeMap;
}

/** One page of a table: for work that may be broken off and goes on from where it was. */
export const scanPage = async (client: DynamoDBClient, table: string, from?: AttributeMap): Promise<ScanPage> => {
  const page = await client.send(
    new ScanCommand({
      TableName: table,
      ConsistentRead: true,
      ...(from === undefined ? {} : { ExclusiveStartKey: from }),
    }),
  );
  return { items: page.Items ?? [], ...(page.LastEvaluatedKey === undefined ? {} : { next: page.LastEvaluatedKey }) };
};
