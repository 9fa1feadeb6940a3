import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { AwsCall } from '../../../infra/local/aws-json/calls.ts';
import { createDynamo } from '../../../infra/local/dynamodb/dynamodb.ts';
import type { TableDefinition } from '../../../infra/local/dynamodb/tables.ts';

export const REGION = 'eu-central-1';
export const ACCOUNT = '000000000000';
export const ACCESS = { accessKeyId: 'AKIALOCALTEST', secretAccessKey: 'test-secret' };

export function tableNamed(name: string, more: Partial<TableDefinition> = {}): TableDefinition {
  return {
    name,
    keySchema: [
      { AttributeName: 'PK', KeyType: 'HASH' },
      { AttributeName: 'SK', KeyType: 'RANGE' },
    ],
    attributes: [
      { AttributeName: 'PK', AttributeType: 'S' },
      { AttributeName: 'SK', AttributeType: 'S' },
    ],
    indexes: [],
    stream: 'NEW_AND_OLD_IMAGES',
    pitr: true,
    deletionProtection: true,
    ...more,
  };
}

/** A running local DynamoDB with one client, a clock a test can move, and a bucket that is a map. */
export async function startDynamo(dir = mkdtempSync(join(tmpdir(), 'dynamo-'))) {
  const clock = { offset: 0 };
  const calls: AwsCall[] = [];
  const bucket = new Map<string, Buffer>();
  const log: string[] = [];
  const dynamo = await createDynamo({
    dir,
    region: REGION,
    accountId: ACCOUNT,
    now: () => new Date(Date.now() + clock.offset),
    credentials: (id) =>
      id === ACCESS.accessKeyId ? { secretAccessKey: ACCESS.secretAccessKey, principal: 'Desk' } : undefined,
    record: (call) => calls.push(call),
    putExportObject: async ({ key, body }) => {
      bucket.set(key, body);
      return createHash('md5').update(body).digest('hex');
    },
    log: (line) => log.push(line),
  });
  const server = await dynamo.listen(0);
  const client = new DynamoDBClient({ endpoint: server.url, region: REGION, credentials: ACCESS, maxAttempts: 1 });
  const stop = async () => {
    client.destroy();
    await server.close();
    await dynamo.close();
  };
  const remove = async () => {
    await stop();
    rmSync(dir, { recursive: true, force: true });
  };
  return { dir, dynamo, client, calls, clock, bucket, log, url: server.url, stop, remove };
}

export type RunningDynamo = Awaited<ReturnType<typeof startDynamo>>;
