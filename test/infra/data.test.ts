import { describe, expect, it } from 'vitest';
import { library } from './support/library.ts';
import { bucketPolicy } from './support/policies.ts';

/** Kept when replaced or deleted; gone again when its very first creation failed. */
const kept = ['RetainExceptOnCreate', 'Retain'];
const trial = library('trial');
const production = library('production');
const practice = library('practice');
const table = (name: string) => trial.one('AWS::DynamoDB::Table', `${name}Table`);
const bucket = (name: string) => trial.one('AWS::S3::Bucket', `${name}Bucket`);

describe('tables', () => {
  it('are four, paid by use, found by PK and SK, and kept when their stack goes', () => {
    const tables = trial.ofType('AWS::DynamoDB::Table');
    expect(tables.map(({ id }) => id.replace(/Table.*/, '')).sort()).toEqual([
      'Ledger',
      'PersonKeys',
      'Records',
      'Transient',
    ]);
    for (const { Properties, DeletionPolicy, UpdateReplacePolicy } of tables) {
      expect(Properties['BillingMode']).toBe('PAY_PER_REQUEST');
      expect(Properties['DeletionProtectionEnabled']).toBe(true);
      expect(Properties['KeySchema']).toEqual([
        { AttributeName: 'PK', KeyType: 'HASH' },
        { AttributeName: 'SK', KeyType: 'RANGE' },
      ]);
      expect(Properties['TableName']).toBeUndefined();
      expect([DeletionPolicy, UpdateReplacePolicy]).toEqual(kept);
    }
  });

  it('are all under the data key', () => {
    const key = trial.one('AWS::KMS::Key', 'KeysData').id;
    for (const { Properties } of trial.ofType('AWS::DynamoDB::Table')) {
      expect(Properties['SSESpecification']).toMatchObject({
        SSEEnabled: true,
        SSEType: 'KMS',
        KMSMasterKeyId: { 'Fn::GetAtt': [key, 'Arn'] },
      });
    }
  });

  it.each([
    ['Records', ['ALL', 'ALL', 'ALL'], true, true],
    ['Ledger', ['KEYS_ONLY', 'ALL', 'ALL'], true, true],
    ['PersonKeys', [], false, true],
    ['Transient', [], false, false],
  ])('%s has its indexes, its stream and its point-in-time recovery', (name, projections, stream, pitr) => {
    const { Properties } = table(name);
    const indexes = projections.map((ProjectionType, at) => ({
      IndexName: `GSI${at + 1}`,
      KeySchema: [
        { AttributeName: `GSI${at + 1}PK`, KeyType: 'HASH' },
        { AttributeName: `GSI${at + 1}SK`, KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType },
    }));
    expect(Properties['GlobalSecondaryIndexes'] ?? []).toEqual(indexes);
    expect(Properties['StreamSpecification']).toEqual(stream ? { StreamViewType: 'NEW_AND_OLD_IMAGES' } : undefined);
    expect(Properties['PointInTimeRecoverySpecification']).toEqual({ PointInTimeRecoveryEnabled: pitr });
  });

  it('forget only what may be forgotten', () => {
    expect(table('Transient').Properties['TimeToLiveSpecification']).toEqual({
      AttributeName: 'expires',
      Enabled: true,
    });
    for (const name of ['Records', 'Ledger', 'PersonKeys']) {
      expect(table(name).Properties['TimeToLiveSpecification']).toBeUndefined();
    }
  });
});

describe('keys', () => {
  it('are three, turned every year where that can be, and kept', () => {
    const keys = trial.ofType('AWS::KMS::Key');
    expect(keys.map(({ id }) => id.replace(/[0-9A-F]{8}$/, ''))).toEqual(['KeysData', 'KeysVault', 'KeysSigning']);
    for (const { id, Properties, DeletionPolicy, UpdateReplacePolicy } of keys) {
      expect([DeletionPolicy, UpdateReplacePolicy]).toEqual(kept);
      if (!id.startsWith('KeysSigning')) expect(Properties['EnableKeyRotation']).toBe(true);
    }
    expect(trial.one('AWS::KMS::Key', 'KeysSigning').Properties).toMatchObject({
      KeySpec: 'ECC_NIST_EDWARDS25519',
      KeyUsage: 'SIGN_VERIFY',
    });
  });
});

describe('every bucket', () => {
  it.each(trial.ofType('AWS::S3::Bucket'))('$id is private, kept, unnamed, and refuses the open road', (found) => {
    const { Properties } = found;
    expect(Properties['PublicAccessBlockConfiguration']).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
    expect(Properties['BucketName']).toBeUndefined();
    expect(Properties['OwnershipControls']).toEqual({ Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] });
    expect([found.DeletionPolicy, found.UpdateReplacePolicy]).toEqual(kept);
    const denied = bucketPolicy(trial, found).filter(({ Effect }) => Effect === 'Deny');
    expect(denied).toContainEqual(
      expect.objectContaining({ Action: ['s3:*'], Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    );
    expect(denied).toContainEqual(
      expect.objectContaining({ Action: ['s3:*'], Condition: { NumericLessThan: { 's3:TlsVersion': 1.2 } } }),
    );
    expect(denied).toContainEqual(
      expect.objectContaining({
        Action: ['s3:PutObject'],
        Condition: { Null: { 's3:x-amz-server-side-encryption-customer-algorithm': 'false' } },
      }),
    );
    if (!found.id.startsWith('Logs')) expect(Properties['LoggingConfiguration']).toBeDefined();
  });

  it('stands under the key its content asks for', () => {
    const encryption = (name: string) =>
      JSON.stringify(trial.one('AWS::S3::Bucket', `${name}Bucket`).Properties['BucketEncryption']);
    for (const name of ['Logs', 'Work', 'Intake', 'Web']) expect(encryption(name)).toContain('"AES256"');
    expect(encryption('Vault')).toContain(trial.one('AWS::KMS::Key', 'KeysVault').id);
    expect(encryption('Backups')).toContain('"aws:kms"');
    expect(encryption('Backups')).not.toContain('KMSMasterKeyID');
  });
});

describe('backups', () => {
  const conditions = (of: typeof trial) =>
    bucketPolicy(of, of.one('AWS::S3::Bucket', 'BackupsBucket')).filter(({ Sid }) => Sid !== undefined);

  it('can be locked, version by version, with no lock of the bucket’s own', () => {
    const { Properties } = bucket('Backups');
    expect(Properties['ObjectLockEnabled']).toBe(true);
    expect(Properties['ObjectLockConfiguration']).toBeUndefined();
    expect(Properties['VersioningConfiguration']).toEqual({ Status: 'Enabled' });
  });

  it('take no other encryption, name no key, and let nobody round a lock', () => {
    const bySid = new Map(conditions(trial).map((one) => [one.Sid, one]));
    expect(bySid.get('OnlyTheManagedKey')).toMatchObject({
      Effect: 'Deny',
      Action: ['s3:PutObject'],
      Condition: {
        Null: { 's3:x-amz-server-side-encryption': 'false' },
        StringNotEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' },
      },
    });
    expect(bySid.get('NameNoKey')).toMatchObject({
      Effect: 'Deny',
      Condition: { Null: { 's3:x-amz-server-side-encryption-aws-kms-key-id': 'false' } },
    });
    expect(bySid.get('NobodyBypassesGovernance')).toMatchObject({
      Effect: 'Deny',
      Action: ['s3:BypassGovernanceRetention'],
      Principal: { AWS: '*' },
    });
    expect(bySid.get('NobodyBypassesGovernance')?.Condition).toBeUndefined();
  });

  it.each([
    ['practice', practice, '2', true],
    ['trial', trial, '2', true],
    ['production', production, '2558', false],
  ] as const)('%s: no lock beyond the longest class, and compliance only in production', (_way, of, days, gentle) => {
    const bySid = new Map(conditions(of).map((one) => [one.Sid, one]));
    expect(bySid.get('NoLockBeyondTheLongestClass')).toMatchObject({
      Effect: 'Deny',
      Action: ['s3:PutObject', 's3:PutObjectRetention'],
      Condition: { NumericGreaterThan: { 's3:object-lock-remaining-retention-days': days } },
    });
    expect(bySid.has('NoUndeletableCopiesYet')).toBe(gentle);
  });

  it('go only after their lock has ended, and person keys after 35 days', () => {
    const rules = JSON.stringify(bucket('Backups').Properties['LifecycleConfiguration']);
    for (const [prefix, days] of [
      // The last changes of a chain stand on its full copy for a week longer.
      ['daily/', 44],
      ['weekly/', 85],
      ['monthly/', 398],
      ['yearly-catalogue/', 2558],
      ['keys/', 35],
    ]) {
      expect(rules).toMatch(new RegExp(`"ExpirationInDays":${days},[^{}]*(\\{[^{}]*\\}[^{}]*)?"Prefix":"${prefix}"`));
    }
  });
});

describe('intake, vault and work', () => {
  it('tells EventBridge of every upload and keeps what was replaced for a day', () => {
    const { Properties } = bucket('Intake');
    expect(Properties['NotificationConfiguration']).toEqual({ EventBridgeConfiguration: { EventBridgeEnabled: true } });
    expect(Properties['VersioningConfiguration']).toEqual({ Status: 'Enabled' });
    expect(JSON.stringify(Properties['LifecycleConfiguration'])).toContain('"NoncurrentDays":1');
  });

  it('takes uploads from the console alone', () => {
    const cors = (of: typeof trial) =>
      JSON.stringify(of.one('AWS::S3::Bucket', 'IntakeBucket').Properties['CorsConfiguration']);
    expect(cors(production)).toContain('"AllowedOrigins":["https://console.library.example"]');
    expect(cors(production)).toContain('"AllowedMethods":["PUT"]');
    expect(cors(trial)).toContain('https://console.invalid');
    expect(cors(practice)).toContain('{"Ref":"ConsoleOrigin"}');
  });

  it('is unreadable to all but those who check and import', () => {
    const denied = bucketPolicy(trial, bucket('Intake')).find(({ Sid }) => Sid === 'OnlyTheCheckerReads');
    expect(denied).toMatchObject({
      Effect: 'Deny',
      Action: ['s3:GetObject', 's3:GetObjectVersion'],
      Condition: { StringNotEquals: { 'aws:PrincipalTag/strongroom-intake': 'reader' } },
    });
    const readers = trial
      .ofType('AWS::IAM::Role')
      .filter(({ Properties }) => JSON.stringify(Properties['Tags'] ?? []).includes('strongroom-intake'))
      .map(({ Properties }) => String(Properties['Description']).replace('Strongroom: ', ''));
    expect(readers.sort()).toEqual(['GuardDuty looks at what people send in', 'intake-check', 'intake-import']);
  });

  it('keeps every version in the vault, and lets exports go after three days and take-home copies after some, but never a search base', () => {
    expect(bucket('Vault').Properties['VersioningConfiguration']).toEqual({ Status: 'Enabled' });
    const work = JSON.stringify(bucket('Work').Properties['LifecycleConfiguration']);
    expect(work).toContain('"ExpirationInDays":3');
    const prefixes = [...work.matchAll(/"Prefix":"([^"]*)"/g)].map(([, prefix]) => prefix);
    expect(prefixes.sort()).toEqual(['exports/', 'take-home/']);
    expect(work.match(/ExpirationInDays/g)).toHaveLength(2);
  });
});
