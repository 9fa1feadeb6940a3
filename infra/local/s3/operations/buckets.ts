import * as z from 'zod';
import { headerValue } from '../../sigv4/canonical.ts';
import { documentBody } from '../body.ts';
import type { BucketConfig } from '../config.ts';
import type { Core } from '../core.ts';
import { S3Error } from '../errors.ts';
import type { Answer, Call } from '../types.ts';
import { parseXml, xmlDocument } from '../xml.ts';

const createSchema = z.strictObject({
  CreateBucketConfiguration: z.union([z.strictObject({ LocationConstraint: z.string().optional() }), z.literal('')]),
});
const versioningSchema = z.strictObject({
  VersioningConfiguration: z.strictObject({ Status: z.enum(['Enabled', 'Suspended']) }),
});
const number = z.string().regex(/^\d+$/).transform(Number);
const lockSchema = z.strictObject({
  ObjectLockConfiguration: z.strictObject({
    ObjectLockEnabled: z.literal('Enabled'),
    Rule: z
      .strictObject({
        DefaultRetention: z.strictObject({
          Mode: z.enum(['GOVERNANCE', 'COMPLIANCE']),
          Days: number.optional(),
          Years: number.optional(),
        }),
      })
      .optional(),
  }),
});

const DONE: Answer = { status: 200, headers: {} };

function configOf(core: Core, call: Call, action: string): BucketConfig {
  core.authoriser.require(call, action, { bucket: call.bucket });
  return core.buckets.get(call.bucket).config;
}

export async function listBuckets(core: Core, call: Call): Promise<Answer> {
  core.authoriser.require(call, 'ListAllMyBuckets', { bucket: undefined });
  const buckets = core.buckets.all().map(({ name, createdAt }) => ({
    Name: name,
    CreationDate: new Date(createdAt).toISOString(),
  }));
  const body = xmlDocument('ListAllMyBucketsResult', { Owner: { ID: core.accountId }, Buckets: { Bucket: buckets } });
  return { status: 200, headers: {}, body };
}

export async function createBucket(core: Core, call: Call): Promise<Answer> {
  const { bucket } = call;
  core.authoriser.require(call, 'CreateBucket', { bucket });
  const length = headerValue(call.headers, 'content-length');
  if (length !== undefined && length !== '0') {
    parseXml(await documentBody(call, { checksumRequired: false }), createSchema);
  }
  const locked = headerValue(call.headers, 'x-amz-bucket-object-lock-enabled')?.toLowerCase() === 'true';
  core.buckets.create(bucket, locked ? { versioning: 'Enabled', objectLock: { enabled: true } } : {}, core.now());
  return { status: 200, headers: { location: `/${bucket}` } };
}

export async function deleteBucket(core: Core, call: Call): Promise<Answer> {
  core.authoriser.require(call, 'DeleteBucket', { bucket: call.bucket });
  core.buckets.remove(call.bucket);
  await core.blobs.removeBucket(call.bucket);
  return { status: 204, headers: {} };
}

export async function headBucket(core: Core, call: Call): Promise<Answer> {
  configOf(core, call, 'ListBucket');
  return { status: 200, headers: { 'x-amz-bucket-region': core.region } };
}

export async function getBucketLocation(core: Core, call: Call): Promise<Answer> {
  configOf(core, call, 'GetBucketLocation');
  // The oldest region has no name here.
  const body = xmlDocument('LocationConstraint', core.region === 'us-east-1' ? '' : core.region);
  return { status: 200, headers: {}, body };
}

export async function getBucketVersioning(core: Core, call: Call): Promise<Answer> {
  const { versioning } = configOf(core, call, 'GetBucketVersioning');
  const body = xmlDocument('VersioningConfiguration', { Status: versioning === 'Off' ? undefined : versioning });
  return { status: 200, headers: {}, body };
}

export async function putBucketVersioning(core: Core, call: Call): Promise<Answer> {
  const config = configOf(core, call, 'PutBucketVersioning');
  const text = await documentBody(call, { checksumRequired: true });
  const versioning = parseXml(text, versioningSchema).VersioningConfiguration.Status;
  if (config.objectLock && versioning === 'Suspended') {
    throw new S3Error(
      'InvalidBucketState',
      'An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.',
    );
  }
  core.buckets.configure(call.bucket, { ...config, versioning });
  return DONE;
}

export async function getObjectLockConfiguration(core: Core, call: Call): Promise<Answer> {
  const { objectLock } = configOf(core, call, 'GetBucketObjectLockConfiguration');
  if (!objectLock) {
    throw new S3Error(
      'ObjectLockConfigurationNotFoundError',
      'Object Lock configuration does not exist for this bucket',
    );
  }
  const rule = objectLock.defaultRetention;
  const body = xmlDocument('ObjectLockConfiguration', {
    ObjectLockEnabled: 'Enabled',
    Rule: rule && { DefaultRetention: { Mode: rule.mode, Days: rule.days, Years: rule.years } },
  });
  return { status: 200, headers: {}, body };
}

export async function putObjectLockConfiguration(core: Core, call: Call): Promise<Answer> {
  const config = configOf(core, call, 'PutBucketObjectLockConfiguration');
  const text = await documentBody(call, { checksumRequired: true });
  const rule = parseXml(text, lockSchema).ObjectLockConfiguration.Rule?.DefaultRetention;
  if (config.versioning !== 'Enabled') {
    throw new S3Error(
      'InvalidBucketState',
      "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration",
    );
  }
  const retention = rule && {
    mode: rule.Mode,
    ...(rule.Days !== undefined && { days: rule.Days }),
    ...(rule.Years !== undefined && { years: rule.Years }),
  };
  const objectLock = { enabled: true, ...(retention && { defaultRetention: retention }) } as const;
  core.buckets.configure(call.bucket, { ...config, objectLock });
  return DONE;
}

export async function getBucketEncryption(core: Core, call: Call): Promise<Answer> {
  const { algorithm, kmsKeyId, bucketKeyEnabled } = configOf(
    core,
    call,
    'GetEncryptionConfiguration',
  ).defaultEncryption;
  const body = xmlDocument('ServerSideEncryptionConfiguration', {
    Rule: {
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: algorithm, KMSMasterKeyID: kmsKeyId },
      BucketKeyEnabled: bucketKeyEnabled ?? false,
    },
  });
  return { status: 200, headers: {}, body };
}

export async function getPublicAccessBlock(core: Core, call: Call): Promise<Answer> {
  const block = configOf(core, call, 'GetBucketPublicAccessBlock').publicAccessBlock;
  const body = xmlDocument('PublicAccessBlockConfiguration', {
    // Absent is AWS's default for new buckets: everything blocked.
    BlockPublicAcls: block?.blockPublicAcls ?? true,
    IgnorePublicAcls: block?.ignorePublicAcls ?? true,
    BlockPublicPolicy: block?.blockPublicPolicy ?? true,
    RestrictPublicBuckets: block?.restrictPublicBuckets ?? true,
  });
  return { status: 200, headers: {}, body };
}
