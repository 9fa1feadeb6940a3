import * as z from 'zod';
import { S3Error } from './errors.ts';

const retentionSchema = z
  .strictObject({
    mode: z.enum(['GOVERNANCE', 'COMPLIANCE']),
    days: z.int().min(1).max(36_500).optional(),
    years: z.int().min(1).max(100).optional(),
  })
  .refine((rule) => (rule.days === undefined) !== (rule.years === undefined), 'either days or years');

const corsRuleSchema = z.strictObject({
  id: z.string().optional(),
  allowedOrigins: z.array(z.string()).min(1),
  allowedMethods: z.array(z.enum(['GET', 'PUT', 'HEAD', 'POST', 'DELETE'])).min(1),
  allowedHeaders: z.array(z.string()).default([]),
  exposeHeaders: z.array(z.string()).default([]),
  maxAgeSeconds: z.int().min(0).optional(),
});

const lifecycleRuleSchema = z.strictObject({
  id: z.string().optional(),
  enabled: z.boolean(),
  prefix: z.string().default(''),
  expirationDays: z.int().min(1).optional(),
  expiredObjectDeleteMarker: z.boolean().optional(),
  noncurrentDays: z.int().min(1).optional(),
  newerNoncurrentVersions: z.int().min(1).optional(),
  abortIncompleteMultipartDays: z.int().min(1).optional(),
});

const encryptionSchema = z
  .strictObject({
    algorithm: z.enum(['AES256', 'aws:kms']),
    /** Absent with `aws:kms`: the AWS-managed key of S3. */
    kmsKeyId: z.string().min(1).optional(),
    bucketKeyEnabled: z.boolean().optional(),
  })
  .refine((rule) => rule.algorithm === 'aws:kms' || rule.kmsKeyId === undefined, 'a KMS key needs aws:kms');

const settings = z.strictObject({
  versioning: z.enum(['Off', 'Enabled', 'Suspended']).default('Off'),
  objectLock: z.strictObject({ enabled: z.literal(true), defaultRetention: retentionSchema.optional() }).optional(),
  defaultEncryption: encryptionSchema.default({ algorithm: 'AES256' }),
  lifecycle: z.array(lifecycleRuleSchema).default([]),
  cors: z.array(corsRuleSchema).default([]),
  notifications: z.strictObject({ eventBridge: z.boolean() }).default({ eventBridge: false }),
  publicAccessBlock: z
    .strictObject({
      blockPublicAcls: z.boolean(),
      ignorePublicAcls: z.boolean(),
      blockPublicPolicy: z.boolean(),
      restrictPublicBuckets: z.boolean(),
    })
    .optional(),
});

/** A bucket as the template (or a request) configures it. Locks need versioning, as on AWS. */
export const bucketConfigSchema = settings.refine(
  (config) => !config.objectLock || config.versioning === 'Enabled',
  'Object Lock needs versioning Enabled',
);

export type BucketConfig = z.output<typeof bucketConfigSchema>;
export type BucketConfigInput = z.input<typeof bucketConfigSchema>;
export type CorsRule = z.output<typeof corsRuleSchema>;
export type LifecycleRule = z.output<typeof lifecycleRuleSchema>;
export type DefaultRetention = z.output<typeof retentionSchema>;

const BUCKET_NAME = /^(?!xn--)(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9](?:[a-z0-9-]|\.(?!\.)){1,61}[a-z0-9]$/;

/** @throws S3Error InvalidBucketName */
export function checkBucketName(name: string): string {
  if (!BUCKET_NAME.test(name)) throw new S3Error('InvalidBucketName', `The specified bucket is not valid: ${name}`);
  return name;
}
