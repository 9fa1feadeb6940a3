import { Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { Deployment } from '../config.ts';
import { acknowledge } from '../constructs/acknowledge.ts';
import { SafeBucket } from '../constructs/safe-bucket.ts';
import { siteOrigin } from '../constructs/site-values.ts';

/** Days a copy is kept, by class; the lock ends the day before the object may go. */
export const retentionDays = { daily: 35, weekly: 84, monthly: 397, 'yearly-catalogue': 2557 } as const;
/** Daily copies stay this much longer: changes need the full copy below them until the last of them has had its days. */
const chainDays = 8;
/**
 * Copies of vault objects get a delete marker at this age; they themselves stay while their locks are extended, because
 * a backup names them, and go when that ends.
 */
const vaultDays = 90;
/** A trial's locks end tomorrow, so that a wrong try costs a day and not seven years. */
const longestLock = { practice: 2, trial: 2, production: 2558 } as const;
/** Roles with this tag may read what nobody has checked yet. */
export const intakeReader = { key: 'strongroom-intake', value: 'reader' } as const;

const ownKey = { encryption: s3.BucketEncryption.S3_MANAGED } as const;
const leftovers: s3.LifecycleRule = { id: 'unfinished-uploads', abortIncompleteMultipartUploadAfter: Duration.days(1) };

export const logsBucket = (scope: Construct, keep: Duration): SafeBucket => {
  const made = new SafeBucket(scope, 'Logs', {
    encryption: ownKey,
    versioned: false,
    lifecycle: [leftovers, { id: 'old', expiration: keep }],
  });
  // By account rather than by bucket: naming the `web` bucket here would make two stacks need each other.
  made.bucket.addToResourcePolicy(
    new iam.PolicyStatement({
      sid: 'AccessLogs',
      principals: [new iam.ServicePrincipal('logging.s3.amazonaws.com')],
      actions: ['s3:PutObject'],
      resources: [made.bucket.arnForObjects('*')],
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
  );
  acknowledge(made, {
    'AwsSolutions-S1': 'This is the bucket the access logs go to; logging it into itself never ends.',
  });
  return made;
};

/** Locked copies. Under the AWS-managed S3 key, which nobody in the account can disable or delete. */
export const backupsBucket = (scope: Construct, deployment: Deployment, logs: s3.Bucket): SafeBucket => {
  const classes = Object.entries({ ...retentionDays, daily: retentionDays.daily + chainDays, vault: vaultDays }).map(
    ([name, days]) => ({
      id: name,
      prefix: `${name}/`,
      expiration: Duration.days(days + 1),
      noncurrentVersionExpiration: Duration.days(1),
    }),
  );
  const made = new SafeBucket(scope, 'Backups', {
    encryption: { encryption: s3.BucketEncryption.KMS_MANAGED },
    versioned: true,
    objectLock: true,
    logsTo: { bucket: logs, prefix: 'backups/' },
    lifecycle: [
      leftovers,
      ...classes,
      // Person keys live 35 days without a lock: an erasure must be final when this copy is gone.
      { id: 'keys', prefix: 'keys/', expiration: Duration.days(35), noncurrentVersionExpiration: Duration.days(1) },
      { id: 'markers', expiredObjectDeleteMarker: true },
    ],
  });
  // Absent is right, since the bucket's default is this key; parts of an upload cannot carry the header at all.
  made.deny('OnlyTheManagedKey', ['s3:PutObject'], {
    Null: { 's3:x-amz-server-side-encryption': 'false' },
    StringNotEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' },
  });
  made.deny('NameNoKey', ['s3:PutObject'], { Null: { 's3:x-amz-server-side-encryption-aws-kms-key-id': 'false' } });
  made.deny('NobodyBypassesGovernance', ['s3:BypassGovernanceRetention']);
  made.deny('NoLockBeyondTheLongestClass', ['s3:PutObject', 's3:PutObjectRetention'], {
    NumericGreaterThan: { 's3:object-lock-remaining-retention-days': String(longestLock[deployment.mode]) },
  });
  if (deployment.mode !== 'production') {
    made.deny('NoUndeletableCopiesYet', ['s3:PutObject', 's3:PutObjectRetention'], {
      StringEquals: { 's3:object-lock-mode': 'COMPLIANCE' },
    });
  }
  return made;
};

export const vaultBucket = (scope: Construct, key: kms.Key, logs: s3.Bucket): SafeBucket =>
  new SafeBucket(scope, 'Vault', {
    encryption: { encryption: s3.BucketEncryption.KMS, encryptionKey: key, bucketKeyEnabled: true },
    versioned: true,
    logsTo: { bucket: logs, prefix: 'vault/' },
    lifecycle: [leftovers],
  });

/** What comes from outside, before anybody knows what it is. */
export const intakeBucket = (scope: Construct, deployment: Deployment, logs: s3.Bucket): SafeBucket => {
  const made = new SafeBucket(scope, 'Intake', {
    encryption: ownKey,
    versioned: true,
    events: true,
    logsTo: { bucket: logs, prefix: 'intake/' },
    lifecycle: [
      leftovers,
      { id: 'old', expiration: Duration.days(30), noncurrentVersionExpiration: Duration.days(1) },
      { id: 'markers', expiredObjectDeleteMarker: true },
    ],
    cors: [
      {
        allowedMethods: [s3.HttpMethods.PUT],
        allowedOrigins: [siteOrigin(Stack.of(scope), deployment, 'console')],
        allowedHeaders: ['content-type', 'if-none-match', 'x-amz-*'],
        exposedHeaders: ['etag', 'x-amz-checksum-sha256', 'x-amz-version-id'],
        maxAge: 3600,
      },
    ],
  });
  made.deny('OnlyTheCheckerReads', ['s3:GetObject', 's3:GetObjectVersion'], {
    StringNotEquals: { [`aws:PrincipalTag/${intakeReader.key}`]: intakeReader.value },
  });
  return made;
};

/** Export landing and search bases: everything here can be made again. */
export const workBucket = (scope: Construct, logs: s3.Bucket): SafeBucket =>
  new SafeBucket(scope, 'Work', {
    encryption: ownKey,
    versioned: false,
    logsTo: { bucket: logs, prefix: 'work/' },
    lifecycle: [
      leftovers,
      { id: 'exports', prefix: 'exports/', expiration: Duration.days(3) },
      // A take-home copy is to be taken home; the sealed file is not kept here longer than its links are given out.
      { id: 'take-home', prefix: 'take-home/', expiration: Duration.days(7) },
    ],
  });
