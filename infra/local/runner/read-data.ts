import * as z from 'zod';
import { type TableDefinition, tableDefinition } from '../dynamodb/tables.ts';
import type { KeyDefinition } from '../kms/ensure-key.ts';
import type { BucketSpec } from '../s3/server.ts';
import { type Graph, propertiesOf, type Resource } from './graph.ts';

/** Names things for bills and people; nothing here reads it. */
export const tags = z.unknown().optional();

const tableShape = tableDefinition.shape;
const tableProperties = z.strictObject({
  AttributeDefinitions: tableShape.attributes,
  BillingMode: z.literal('PAY_PER_REQUEST'),
  DeletionProtectionEnabled: z.boolean().default(false),
  GlobalSecondaryIndexes: tableShape.indexes.default([]),
  KeySchema: tableShape.keySchema,
  PointInTimeRecoverySpecification: z.looseObject({ PointInTimeRecoveryEnabled: z.boolean() }).optional(),
  // The data file lies on the owner's own disk; that reads need the key is the proof of permissions' to check.
  SSESpecification: z.unknown().optional(),
  StreamSpecification: z.strictObject({ StreamViewType: tableShape.stream.unwrap() }).optional(),
  TimeToLiveSpecification: z.strictObject({ AttributeName: z.string(), Enabled: z.literal(true) }).optional(),
  Tags: tags,
});

export function readTables(graph: Graph): readonly TableDefinition[] {
  return graph.ofType('AWS::DynamoDB::Table').map((resource) => {
    const table = propertiesOf(resource, tableProperties);
    return {
      name: resource.identity.ref,
      keySchema: table.KeySchema,
      attributes: table.AttributeDefinitions,
      indexes: table.GlobalSecondaryIndexes,
      stream: table.StreamSpecification?.StreamViewType,
      ttlAttribute: table.TimeToLiveSpecification?.AttributeName,
      pitr: table.PointInTimeRecoverySpecification?.PointInTimeRecoveryEnabled ?? false,
      deletionProtection: table.DeletionProtectionEnabled,
    };
  });
}

const keySpecs = z.enum(['SYMMETRIC_DEFAULT', 'ECC_NIST_EDWARDS25519', 'ECC_NIST_P256']);
const keyProperties = z.strictObject({
  Description: z.string().default(''),
  EnableKeyRotation: z.boolean().default(false),
  KeyPolicy: z.unknown(),
  KeySpec: keySpecs.default('SYMMETRIC_DEFAULT'),
  // Follows from the spec for every spec there is here.
  KeyUsage: z.enum(['ENCRYPT_DECRYPT', 'SIGN_VERIFY']).optional(),
  Tags: tags,
});

export function readKeys(graph: Graph): readonly KeyDefinition[] {
  return graph.ofType('AWS::KMS::Key').map((resource) => {
    const key = propertiesOf(resource, keyProperties);
    return {
      logicalId: resource.logicalId,
      spec: key.KeySpec,
      policy: JSON.stringify(key.KeyPolicy),
      description: key.Description,
      rotation: key.EnableKeyRotation,
    };
  });
}

const lifecycleRule = z.strictObject({
  Id: z.string().optional(),
  Status: z.enum(['Enabled', 'Disabled']),
  Prefix: z.string().default(''),
  ExpirationInDays: z.number().optional(),
  ExpiredObjectDeleteMarker: z.boolean().optional(),
  NoncurrentVersionExpiration: z
    .strictObject({ NoncurrentDays: z.number(), NewerNoncurrentVersions: z.number().optional() })
    .optional(),
  AbortIncompleteMultipartUpload: z.strictObject({ DaysAfterInitiation: z.number() }).optional(),
});
const corsRule = z.strictObject({
  Id: z.string().optional(),
  AllowedOrigins: z.array(z.string()),
  AllowedMethods: z.array(z.enum(['GET', 'PUT', 'HEAD', 'POST', 'DELETE'])),
  AllowedHeaders: z.array(z.string()).default([]),
  ExposedHeaders: z.array(z.string()).default([]),
  MaxAge: z.number().optional(),
});
const encryption = z.strictObject({
  ServerSideEncryptionConfiguration: z.tuple([
    z.strictObject({
      BucketKeyEnabled: z.boolean().optional(),
      ServerSideEncryptionByDefault: z.strictObject({
        SSEAlgorithm: z.enum(['AES256', 'aws:kms']),
        KMSMasterKeyID: z.string().optional(),
      }),
    }),
  ]),
});
const bucketProperties = z.strictObject({
  BucketEncryption: encryption,
  CorsConfiguration: z.strictObject({ CorsRules: z.array(corsRule) }).optional(),
  LifecycleConfiguration: z.strictObject({ Rules: z.array(lifecycleRule) }).optional(),
  // Access logs are lines nobody reads on a practice machine; who read what is in the ledger.
  LoggingConfiguration: z.unknown().optional(),
  NotificationConfiguration: z
    .strictObject({ EventBridgeConfiguration: z.strictObject({ EventBridgeEnabled: z.literal(true) }) })
    .optional(),
  ObjectLockEnabled: z.boolean().default(false),
  // The local S3 has no ACLs, which is what this asks for.
  OwnershipControls: z.strictObject({
    Rules: z.array(z.strictObject({ ObjectOwnership: z.literal('BucketOwnerEnforced') })),
  }),
  PublicAccessBlockConfiguration: z.strictObject({
    BlockPublicAcls: z.boolean(),
    BlockPublicPolicy: z.boolean(),
    IgnorePublicAcls: z.boolean(),
    RestrictPublicBuckets: z.boolean(),
  }),
  VersioningConfiguration: z.strictObject({ Status: z.enum(['Enabled', 'Suspended']) }).optional(),
  Tags: tags,
});

function lifecycleOf(rule: z.infer<typeof lifecycleRule>) {
  const noncurrent = rule.NoncurrentVersionExpiration;
  const all = {
    id: rule.Id,
    enabled: rule.Status === 'Enabled',
    prefix: rule.Prefix,
    expirationDays: rule.ExpirationInDays,
    expiredObjectDeleteMarker: rule.ExpiredObjectDeleteMarker,
    noncurrentDays: noncurrent?.NoncurrentDays,
    newerNoncurrentVersions: noncurrent?.NewerNoncurrentVersions,
    abortIncompleteMultipartDays: rule.AbortIncompleteMultipartUpload?.DaysAfterInitiation,
  };
  return { enabled: all.enabled, ...defined(all) };
}

/** Leaves out what is undefined, for types where absent and undefined differ. */
function defined<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const present: { [K in keyof T]?: Exclude<T[K], undefined> } = {};
  for (const key in value) {
    const part = value[key];
    if (isDefined(part)) present[key] = part;
  }
  return present;
}

function isDefined<V>(value: V): value is Exclude<V, undefined> {
  return value !== undefined;
}

function corsOf(rule: z.infer<typeof corsRule>) {
  return {
    allowedOrigins: rule.AllowedOrigins,
    allowedMethods: rule.AllowedMethods,
    allowedHeaders: rule.AllowedHeaders,
    exposeHeaders: rule.ExposedHeaders,
    ...defined({ id: rule.Id, maxAgeSeconds: rule.MaxAge }),
  };
}

function bucketOf(resource: Resource): BucketSpec {
  const bucket = propertiesOf(resource, bucketProperties);
  const [{ ServerSideEncryptionByDefault: sse, BucketKeyEnabled }] =
    bucket.BucketEncryption.ServerSideEncryptionConfiguration;
  const access = bucket.PublicAccessBlockConfiguration;
  return {
    name: resource.identity.ref,
    versioning: bucket.VersioningConfiguration?.Status ?? 'Off',
    ...(bucket.ObjectLockEnabled ? { objectLock: { enabled: true } as const } : {}),
    defaultEncryption: {
      algorithm: sse.SSEAlgorithm,
      ...defined({ kmsKeyId: sse.KMSMasterKeyID, bucketKeyEnabled: BucketKeyEnabled }),
    },
    lifecycle: (bucket.LifecycleConfiguration?.Rules ?? []).map(lifecycleOf),
    cors: (bucket.CorsConfiguration?.CorsRules ?? []).map(corsOf),
    notifications: { eventBridge: bucket.NotificationConfiguration !== undefined },
    publicAccessBlock: {
      blockPublicAcls: access.BlockPublicAcls,
      blockPublicPolicy: access.BlockPublicPolicy,
      ignorePublicAcls: access.IgnorePublicAcls,
      restrictPublicBuckets: access.RestrictPublicBuckets,
    },
  };
}

export function readBuckets(graph: Graph): readonly BucketSpec[] {
  return graph.ofType('AWS::S3::Bucket').map(bucketOf);
}
