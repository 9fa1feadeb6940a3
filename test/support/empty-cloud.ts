import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { createDynamo } from '../../infra/local/dynamodb/dynamodb.ts';
import { createKms } from '../../infra/local/kms/kms.ts';
import { wrapWithKms } from '../../shared/aws/class-key-wrap.ts';
import { composeSystem, type System } from '../../shared/aws/system.ts';

const REGION = 'eu-central-1';
const ACCESS = { accessKeyId: 'AKIALOCALTEST', secretAccessKey: 'test-secret' };
const tables = { records: 'records', ledger: 'ledger', keys: 'keys', transient: 'transient' };
const indexes = ['GSI1', 'GSI2', 'GSI3'];
const text = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const });
const schema = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: 'HASH' as const },
  { AttributeName: range, KeyType: 'RANGE' as const },
];

export interface EmptyCloud {
  readonly system: System;
  /** Another container over the same tables. */
  readonly container: (dynamo: DynamoDBClient) => System;
  readonly dynamoClient: () => DynamoDBClient;
  readonly kms: KMSClient;
  readonly wrap: (plain: Uint8Array) => Promise<Uint8Array>;
  readonly close: () => Promise<void>;
}

/** A deployment nobody founded: four empty tables and a KMS key of its own, which opens nothing of another's. */
export const startEmptyCloud = async (): Promise<EmptyCloud> => {
  const dir = mkdtempSync(join(tmpdir(), 'empty-cloud-'));
  const credentials = (id: string) =>
    id === ACCESS.accessKeyId ? { secretAccessKey: ACCESS.secretAccessKey, principal: 'test' } : undefined;
  const now = () => new Date();
  const common = { dir, region: REGION, accountId: '000000000000', now, credentials, record: () => undefined };
  const kms = createKms(common);
  const kmsServer = await kms.listen(0);
  const dynamo = await createDynamo({
    ...common,
    putExportObject: () => Promise.reject(new Error('this deployment exports nothing')),
    log: () => undefined,
  });
  const dynamoServer = await dynamo.listen(0);
  for (const name of Object.values(tables)) {
    const indexed = name === 'records' || name === 'ledger';
    await dynamo.ensureTable({
      name,
      keySchema: schema('PK', 'SK'),
      attributes: ['PK', 'SK', ...(indexed ? indexes.flatMap((of) => [`${of}PK`, `${of}SK`]) : [])].map(text),
      indexes: indexed
        ? indexes.map((IndexName) => ({
            IndexName,
            KeySchema: schema(`${IndexName}PK`, `${IndexName}SK`),
            Projection: { ProjectionType: 'ALL' as const },
          }))
        : [],
      stream: 'NEW_AND_OLD_IMAGES',
      pitr: false,
      deletionProtection: false,
      ...(name === 'transient' ? { ttlAttribute: 'expires' } : {}),
    });
  }
  const client = { region: REGION, credentials: ACCESS };
  const kmsClient = new KMSClient({ ...client, endpoint: kmsServer.url });
  const dynamoClient = () => new DynamoDBClient({ ...client, endpoint: dynamoServer.url });
  const keyId = (await kmsClient.send(new CreateKeyCommand({}))).KeyMetadata?.KeyId ?? '';
  const container = (own: DynamoDBClient) =>
    composeSystem({ dynamo: own, kms: kmsClient, tables, clock: () => new Date() });
  const system = container(dynamoClient());
  return {
    system,
    container,
    dynamoClient,
    kms: kmsClient,
    wrap: (plain) => wrapWithKms(kmsClient, keyId, plain),
    close: async () => {
      kmsClient.destroy();
      system.dynamo.destroy();
      await dynamoServer.close();
      await dynamo.close();
      await kmsServer.close();
      kms.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
};
