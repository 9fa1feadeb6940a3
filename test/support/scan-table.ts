import { type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import type { AttributeMap } from '../../shared/aws/attribute-value.ts';

/** Every item of a table, read by nothing of the product's own. */
export const scanTable = async (client: DynamoDBClient, TableName: string): Promise<AttributeMap[]> => {
  const items: AttributeMap[] = [];
  for await (const page of paginateScan({ client }, { TableName, ConsistentRead: true }))
    items.push(...(page.Items ?? []));
  return items;
};
