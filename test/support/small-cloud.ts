import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { createDynamo, type LocalDynamo } from '../../infra/local/dynamodb/dynamodb.ts';
import type { TableDefinition } from '../../infra/local/dynamodb/tables.ts';
import { createKms } from '../../infra/local/kms/kms.ts';
import { createS3 } from '../../infra/local/s3/server.ts';
import { classKeyFragment } from '../../shared/aws/keyring.ts';
import { composeSystem, type System } from '../../shared/aws/system.ts';
import { found } from '../../shared/settings/found.ts';
import { inviteStaffTx } from '../../shared/staff/staff-store.ts';

const REGION = 'eu-central-1';
const ACCOUNT = '000000000000';
const ACCESS = { accessKeyId: 'AKIALOCALTEST', secretAccessKey: 'test-secret' };
const credentials = (id: string) =>
  id === ACCESS.accessKeyId ? { secretAccessKey: ACCESS.secretAccessKey, principal: 'test' } : undefined;

const indexes = ['GSI1', 'GSI2', 'GSI3'];
/** As in the templates: the ledger's first index, of events without a place in the tree, holds keys alone. */
const projectionOf = (table: string, index: string) =>
  table === 'ledger' && index === 'GSI1' ? ('KEYS_ONLY' as const) : ('ALL' as const);

const tableOf = (name: string, indexed: boolean, pitr: boolean): TableDefinition => ({
  name,
  keySchema: [
    { AttributeName: 'PK', KeyType: 'HASH' },
    { AttributeName: 'SK', KeyType: 'RANGE' },
  ],
  attributes: ['PK', 'SK', ...(indexed ? indexes.flatMap((index) => [`${index}PK`, `${index}SK`]) : [])].map(
    (AttributeName) => ({ AttributeName, AttributeType: 'S' }),
  ),
  indexes: indexed
    ? indexes.map((IndexName) => ({
        IndexName,
        KeySchema: [
          { AttributeName: `${IndexName}PK`, KeyType: 'HASH' },
          { AttributeName: `${IndexName}SK`, KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: projectionOf(name, IndexName) },
      }))
    : [],
  stream: 'NEW_AND_OLD_IMAGES',
  pitr,
  deletionProtection: true,
});

export const buckets = { work: 'work', backups: 'backups', vault: 'vault', intake: 'intake' } as const;
export const tableArns = {
  records: `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/records`,
  ledger: `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/ledger`,
  keys: `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/keys`,
} as const;

export interface SmallCloud {
  readonly dir: string;
  readonly dynamo: LocalDynamo;
  readonly system: System;
  readonly s3: S3Client;
  readonly managerId: string;
  /** Moves the clock of the system; the services keep the real one, because requests are signed with it. */
  readonly clock: { offsetMs: number };
  /**
   * Moves the clock of the system and of DynamoDB forward: changes made from now on are that much younger, and their
   * exports are of the new time. Requests are still signed by the real clock.
   */
  readonly travel: (ms: number) => void;
  /** Another system over the same tables, as another container would have. */
  readonly container: (dynamo?: DynamoDBClient) => System;
  readonly dynamoClient: () => DynamoDBClient;
  /** What a function of the product would find in its environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly close: () => Promise<void>;
}

/** The engine dates its changes by the machine's clock, which no test can move: what it writes is dated on at once. */
const dateChangesAhead = (dir: string, seconds: number): void => {
  const db = new DatabaseSync(join(dir, 'dynamodb', 'tables.sqlite'), { timeout: 5000 });
  try {
    db.exec(`
      CREATE TABLE IF NOT EXISTS test_clock (ahead INTEGER NOT NULL);
      DELETE FROM test_clock; INSERT INTO test_clock VALUES (${Math.floor(seconds)});
      CREATE TRIGGER IF NOT EXISTS test_ahead AFTER INSERT ON _stream_records BEGIN
        UPDATE _stream_records SET created_at = created_at + (SELECT ahead FROM test_clock) WHERE id = NEW.id;
      END;
    `);
  } finally {
    db.close();
  }
};

/** DynamoDB, S3 and KMS of the local cloud in this process, with tables, buckets and a founded library. */
export const startSmallCloud = async (): Promise<SmallCloud> => {
  const dir = mkdtempSync(join(tmpdir(), 'small-cloud-'));
  const clock = { offsetMs: 0 };
  let sinceMs = 0;
  let ahead = 0;
  const now = () => new Date(Date.now() - sinceMs);
  const common = { dir, region: REGION, accountId: ACCOUNT, now, credentials, record: () => undefined };
  const kms = createKms(common);
  const kmsServer = await kms.listen(0);
  const store = await createS3({
    ...common,
    access: () => ({ effect: 'allow', hasList: true }),
    onEvent: () => undefined,
  });
  const port = await store.listen(0);
  for (const name of [buckets.backups, buckets.vault, buckets.intake])
    store.configureBucket({
      name,
      versioning: 'Enabled',
      ...(name === buckets.backups
        ? { objectLock: { enabled: true as const }, defaultEncryption: { algorithm: 'aws:kms' as const } }
        : {}),
    });
  store.configureBucket({ name: buckets.work });
  const client = { region: REGION, credentials: ACCESS };
  const s3 = new S3Client({ ...client, endpoint: `http://127.0.0.1:${port}`, forcePathStyle: true, maxAttempts: 1 });
  const dynamo = await createDynamo({
    ...common,
    now: () => new Date(now().getTime() + ahead),
    signedAt: now,
    putExportObject: async ({ bucket, key, body }) =>
      (await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }))).ETag?.replaceAll('"', '') ?? '',
    log: () => undefined,
  });
  const dynamoServer = await dynamo.listen(0);
  // Recovery was switched on before the first moment a test may ask for.
  sinceMs = 3_600_000;
  for (const name of ['records', 'ledger']) await dynamo.ensureTable(tableOf(name, true, true));
  await dynamo.ensureTable(tableOf('keys', false, true));
  await dynamo.ensureTable({ ...tableOf('transient', false, false), ttlAttribute: 'expires' });
  sinceMs = 0;
  const kmsClient = new KMSClient({ ...client, endpoint: kmsServer.url });
  const dynamoClient = () => new DynamoDBClient({ ...client, endpoint: dynamoServer.url });
  const tables = { records: 'records', ledger: 'ledger', keys: 'keys', transient: 'transient' };
  const container = (own: DynamoDBClient = dynamoClient()) =>
    composeSystem({ dynamo: own, kms: kmsClient, tables, clock: () => new Date(Date.now() + clock.offsetMs) });
  const system = container();
  const dataKeyId = (await kmsClient.send(new CreateKeyCommand({}))).KeyMetadata?.KeyId ?? '';
  const founded = await found(
    system,
    {
      classKeyTx: (keysTable) => classKeyFragment(dataKeyId, keysTable, kmsClient),
      inviteTx: inviteStaffTx,
      invite: async () => undefined,
    },
    {
      libraryName: 'Test Library',
      zone: 'Europe/Berlin',
      language: 'en',
      managerName: 'Maria Manager',
      managerEmail: 'maria@example.org',
    },
  );
  return {
    dir,
    dynamo,
    system,
    s3,
    clock,
    travel: (ms) => {
      ahead += ms;
      clock.offsetMs += ms;
      dateChangesAhead(dir, ahead / 1000);
    },
    container,
    dynamoClient,
    environment: {
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: ACCESS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: ACCESS.secretAccessKey,
      AWS_ENDPOINT_URL_DYNAMODB: dynamoServer.url,
      AWS_ENDPOINT_URL_KMS: kmsServer.url,
      RECORDS_TABLE: tables.records,
      LEDGER_TABLE: tables.ledger,
      KEYS_TABLE: tables.keys,
      TRANSIENT_TABLE: tables.transient,
    },
    managerId: founded.managerId ?? '',
    close: async () => {
      s3.destroy();
      kmsClient.destroy();
      system.dynamo.destroy();
      await dynamoServer.close();
      await dynamo.close();
      await store.close();
      await kmsServer.close();
      kms.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
};
