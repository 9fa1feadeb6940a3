import * as z from 'zod';
import { CHECKSUM_ALGORITHMS } from './checksums.ts';

export const encryptionStateSchema = z.strictObject({
  algorithm: z.enum(['AES256', 'aws:kms']),
  kmsKeyId: z.string().optional(),
  bucketKeyEnabled: z.boolean().optional(),
});

export type EncryptionState = z.output<typeof encryptionStateSchema>;

export const retentionModeSchema = z.enum(['GOVERNANCE', 'COMPLIANCE']);

export interface Retention {
  readonly mode: z.output<typeof retentionModeSchema>;
  readonly until: Date;
}

/** What an object says about itself besides its bytes; kept as JSON beside its row. */
export const objectMetaSchema = z.strictObject({
  headers: z.record(z.string(), z.string()),
  user: z.record(z.string(), z.string()),
  storageClass: z.string(),
  encryption: encryptionStateSchema.optional(),
  checksum: z
    .strictObject({
      algorithm: z.enum(CHECKSUM_ALGORITHMS),
      type: z.enum(['FULL_OBJECT', 'COMPOSITE']),
      value: z.string(),
    })
    .optional(),
});

export type ObjectMeta = z.output<typeof objectMetaSchema>;

export const tagsSchema = z.array(z.strictObject({ Key: z.string(), Value: z.string() }));
export type Tags = z.output<typeof tagsSchema>;

export const EMPTY_META: ObjectMeta = { headers: {}, user: {}, storageClass: 'STANDARD' };
