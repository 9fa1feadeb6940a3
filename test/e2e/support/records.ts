import { DynamoDBClient, ListTablesCommand, paginateScan } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import type { Ready } from './library.ts';

const Row = z.looseObject({
  PK: z.string(),
  SK: z.string(),
  entity: z.string(),
  id: z.string(),
  version: z.number(),
  createdAt: z.string(),
  updatedAt: z.string(),
  binnedAt: z.string().optional(),
});
export type Row = z.infer<typeof Row>;

export interface Records {
  /** Every record as it is now, read straight from the table. */
  readonly all: () => Promise<Row[]>;
  /** Records of one kind that are not in the bin. */
  readonly of: (entity: string) => Promise<Row[]>;
  readonly close: () => void;
}

/** Looks at the tables past the product, as an auditor with a standard AWS client would. */
export const openRecords = async ({ aws }: Ready): Promise<Records> => {
  const { accessKeyId, secretAccessKey, region, endpoints } = aws;
  const dynamo = new DynamoDBClient({
    region,
    endpoint: endpoints.dynamodb,
    credentials: { accessKeyId, secretAccessKey },
  });
  const { TableNames = [] } = await dynamo.send(new ListTablesCommand({}));
  const table = TableNames.find((name) => /records/i.test(name));
  if (table === undefined) throw new Error(`no table of records among ${TableNames.join(', ')}`);
  const all = async (): Promise<Row[]> => {
    const rows: Row[] = [];
    const pages = paginateScan(
      { client: dynamo },
      {
        TableName: table,
        ConsistentRead: true,
        FilterExpression: '#SK = :record',
        ExpressionAttributeNames: { '#SK': 'SK' },
        ExpressionAttributeValues: { ':record': { S: 'REC' } },
      },
    );
    for await (const page of pages) rows.push(...(page.Items ?? []).map((item) => Row.parse(unmarshall(item))));
    return rows;
  };
  return {
    all,
    of: async (entity) => (await all()).filter((row) => row.entity === entity && row.binnedAt === undefined),
    close: () => dynamo.destroy(),
  };
};
