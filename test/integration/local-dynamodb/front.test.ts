import {
  BatchGetItemCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ACCESS, REGION, type RunningDynamo, startDynamo, tableNamed } from './dynamo-fixture.ts';

let local: RunningDynamo;
beforeAll(async () => {
  local = await startDynamo();
  await local.dynamo.ensureTable(
    tableNamed('records', {
      attributes: ['PK', 'SK', 'GSI1PK', 'GSI1SK'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      indexes: [
        {
          IndexName: 'GSI1',
          KeySchema: [
            { AttributeName: 'GSI1PK', KeyType: 'HASH' },
            { AttributeName: 'GSI1SK', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    }),
  );
  await local.dynamo.ensureTable(tableNamed('ledger'));
  await local.dynamo.ensureTable(tableNamed('transient', { stream: undefined, pitr: false, ttlAttribute: 'expires' }));
});
afterAll(() => local.remove());

const key = (pk: string, sk = 'A') => ({ PK: { S: pk }, SK: { S: sk } });

describe('the local DynamoDB', () => {
  it('keeps an item and gives it back, named by the ARN of our region and account', async () => {
    await local.client.send(
      new PutItemCommand({ TableName: 'records', Item: { ...key('T#1'), title: { S: 'Émile' } } }),
    );
    const got = await local.client.send(new GetItemCommand({ TableName: 'records', Key: key('T#1') }));
    expect(got.Item?.['title']).toEqual({ S: 'Émile' });
    const { Table } = await local.client.send(new DescribeTableCommand({ TableName: 'records' }));
    expect(Table?.TableArn).toBe('arn:aws:dynamodb:eu-central-1:000000000000:table/records');
  });

  it('refuses a request signed with a wrong secret or an unknown key', async () => {
    for (const [credentials, name] of [
      [{ ...ACCESS, secretAccessKey: 'other' }, 'InvalidSignatureException'],
      [{ ...ACCESS, accessKeyId: 'AKIANOBODY' }, 'UnrecognizedClientException'],
    ] as const) {
      const stranger = new DynamoDBClient({ endpoint: local.url, region: REGION, credentials, maxAttempts: 1 });
      const asked = stranger.send(new GetItemCommand({ TableName: 'records', Key: key('T#1') }));
      await expect(asked).rejects.toMatchObject({ name });
    }
  });

  it('records every table of a transaction by the verb of its items, and of a batch by the batch verb', async () => {
    local.calls.length = 0;
    await local.client.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          { Put: { TableName: 'records', Item: key('T#2') } },
          { Put: { TableName: 'records', Item: key('T#3') } },
          { ConditionCheck: { TableName: 'records', Key: key('T#1'), ConditionExpression: 'attribute_exists(PK)' } },
          { Put: { TableName: 'ledger', Item: key('E#1') } },
        ],
      }),
    );
    await local.client.send(
      new BatchGetItemCommand({ RequestItems: { records: { Keys: [key('T#2')] }, ledger: { Keys: [key('E#1')] } } }),
    );
    await local.client.send(
      new QueryCommand({
        TableName: 'records',
        IndexName: 'GSI1',
        KeyConditionExpression: '#p = :p',
        ExpressionAttributeNames: { '#p': 'GSI1PK' },
        ExpressionAttributeValues: { ':p': { S: 'x' } },
      }),
    );
    const arn = 'arn:aws:dynamodb:eu-central-1:000000000000:table/';
    expect(local.calls.map(({ principal, action, resource }) => `${principal} ${action} ${resource}`)).toEqual([
      `Desk PutItem ${arn}records`,
      `Desk ConditionCheckItem ${arn}records`,
      `Desk PutItem ${arn}ledger`,
      `Desk BatchGetItem ${arn}records`,
      `Desk BatchGetItem ${arn}ledger`,
      `Desk Query ${arn}records/index/GSI1`,
    ]);
  });

  it.each([
    [
      'an item over 400 KB',
      [{ Put: { TableName: 'records', Item: { ...key('big'), x: { S: 'x'.repeat(410_000) } } } }],
    ],
    [
      'a transaction of 101 items',
      Array.from({ length: 101 }, (_, i) => ({ Put: { TableName: 'records', Item: key(`n${i}`) } })),
    ],
    [
      'a transaction over 4 MB',
      Array.from({ length: 50 }, (_, i) => ({
        Put: { TableName: 'records', Item: { ...key(`m${i}`), x: { S: 'x'.repeat(100_000) } } },
      })),
    ],
    [
      'a transaction with one item twice',
      [{ Put: { TableName: 'records', Item: key('same') } }, { Delete: { TableName: 'records', Key: key('same') } }],
    ],
  ])('refuses %s', async (_, TransactItems) => {
    const sent = local.client.send(new TransactWriteItemsCommand({ TransactItems }));
    await expect(sent).rejects.toMatchObject({
      name: expect.stringMatching(/ValidationException|TransactionCanceledException/),
    });
    const left = await local.client.send(new GetItemCommand({ TableName: 'records', Key: key('same') }));
    expect(left.Item).toBeUndefined();
  });

  it('says what it does not have', async () => {
    const { RestoreTableToPointInTimeCommand } = await import('@aws-sdk/client-dynamodb');
    const asked = local.client.send(new RestoreTableToPointInTimeCommand({ TargetTableName: 'records2' }));
    await expect(asked).rejects.toMatchObject({ name: 'UnknownOperationException' });
  });

  it('deletes what has expired, and only that, when it sweeps', async () => {
    const put = (pk: string, expires: number) =>
      local.client.send(
        new PutItemCommand({ TableName: 'transient', Item: { ...key(pk), expires: { N: String(expires) } } }),
      );
    const now = Math.floor(Date.now() / 1000);
    await put('old', now - 60);
    await put('new', now + 60);
    expect(await local.dynamo.sweep()).toBe(1);
    const left = await local.client.send(
      new BatchGetItemCommand({ RequestItems: { transient: { Keys: [key('old'), key('new')] } } }),
    );
    expect(left.Responses?.['transient']?.map((item) => item['PK'])).toEqual([{ S: 'new' }]);
  });

  it('keeps a table whose template is read again, and refuses a template that would replace it', async () => {
    await local.dynamo.ensureTable(tableNamed('ledger'));
    const other = tableNamed('ledger', { keySchema: [{ AttributeName: 'PK', KeyType: 'HASH' }] });
    await expect(local.dynamo.ensureTable(other)).rejects.toThrow('would replace it');
  });
});
