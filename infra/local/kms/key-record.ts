import * as z from 'zod';

export const keySpecSchema = z.enum(['SYMMETRIC_DEFAULT', 'ECC_NIST_P256', 'ECC_NIST_EDWARDS25519']);
export type KeySpec = z.infer<typeof keySpecSchema>;

export const keyRowSchema = z.strictObject({
  id: z.uuid(),
  logical_id: z.string().nullable(),
  spec: keySpecSchema,
  state: z.enum(['Enabled', 'Disabled', 'PendingDeletion']),
  manager: z.enum(['CUSTOMER', 'AWS']),
  description: z.string(),
  policy: z.string(),
  created_at: z.number(),
  deletion_at: z.number().nullable(),
  rotation_enabled: z.number().transform((flag) => flag === 1),
  rotation_days: z.number(),
  rotated_at: z.number(),
});
/** A key without its material. Times are milliseconds since 1970. */
export type KeyRecord = z.infer<typeof keyRowSchema>;

export const aliasRowSchema = z.strictObject({
  name: z.string(),
  key_id: z.uuid(),
  created_at: z.number(),
  updated_at: z.number(),
});
export type AliasRecord = z.infer<typeof aliasRowSchema>;

export const materialRowSchema = z.strictObject({
  version: z.number(),
  wrapped: z.instanceof(Uint8Array),
});

export function keyUsage(spec: KeySpec): 'ENCRYPT_DECRYPT' | 'SIGN_VERIFY' {
  return spec === 'SYMMETRIC_DEFAULT' ? 'ENCRYPT_DECRYPT' : 'SIGN_VERIFY';
}
