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
