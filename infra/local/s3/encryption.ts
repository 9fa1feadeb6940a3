import { headerValue } from '../sigv4/canonical.ts';
import type { BucketConfig } from './config.ts';
import type { Core } from './core.ts';
import { notImplemented, S3Error } from './errors.ts';
import type { EncryptionState } from './object-meta.ts';
import type { Call, KeyUse } from './types.ts';

/** How an object will be encrypted: what the request says, else the bucket's default, else SSE-S3. */
export function encryptionFor(core: Core, call: Call, config: BucketConfig): EncryptionState {
  const algorithm = headerValue(call.headers, 'x-amz-server-side-encryption');
  const keyId = headerValue(call.headers, 'x-amz-server-side-encryption-aws-kms-key-id');
  const bucketKey = headerValue(call.headers, 'x-amz-server-side-encryption-bucket-key-enabled');
  const fallback = config.defaultEncryption;
  if (algorithm === undefined) {
    if (keyId !== undefined) {
      throw new S3Error('InvalidArgument', 'A KMS key needs the x-amz-server-side-encryption header with aws:kms.');
    }
    return fallback.algorithm === 'AES256'
      ? { algorithm: 'AES256' }
      : kmsState(core, fallback.kmsKeyId, fallback.bucketKeyEnabled);
  }
  if (algorithm === 'AES256' && keyId === undefined) return { algorithm };
  if (algorithm === 'aws:kms:dsse') throw notImplemented('dual-layer encryption (aws:kms:dsse)');
  if (algorithm !== 'aws:kms') throw new S3Error('InvalidArgument', 'The encryption method specified is not supported');
  const inherited = fallback.algorithm === 'aws:kms' ? fallback : undefined;
  const bucketKeyEnabled = bucketKey === undefined ? inherited?.bucketKeyEnabled : bucketKey === 'true';
  return kmsState(core, keyId, bucketKeyEnabled);
}

function kmsState(core: Core, keyId: string | undefined, bucketKeyEnabled: boolean | undefined): EncryptionState {
  const kmsKeyId = keyId === undefined ? core.managedKeyArn : keyArn(core, keyId);
  return { algorithm: 'aws:kms', kmsKeyId, ...(bucketKeyEnabled && { bucketKeyEnabled }) };
}

function keyArn(core: Core, keyId: string): string {
  if (keyId.startsWith('arn:')) return keyId;
  const resource = keyId.startsWith('alias/') ? keyId : `key/${keyId}`;
  return `arn:aws:kms:${core.region}:${core.accountId}:${resource}`;
}

/** Asks the customer's key; AWS's own key for S3 always works and belongs to nobody here. */
export async function askKey(
  core: Core,
  call: Call,
  state: EncryptionState | undefined,
  operation: KeyUse['operation'],
): Promise<void> {
  if (!state?.kmsKeyId || state.kmsKeyId === core.managedKeyArn) return;
  await core.askKey({ operation, keyId: state.kmsKeyId, principal: call.auth.principal });
}

export function encryptionHeaders(state: EncryptionState | undefined): Record<string, string> {
  if (!state) return {};
  return {
    'x-amz-server-side-encryption': state.algorithm,
    ...(state.kmsKeyId !== undefined && { 'x-amz-server-side-encryption-aws-kms-key-id': state.kmsKeyId }),
    ...(state.bucketKeyEnabled && { 'x-amz-server-side-encryption-bucket-key-enabled': 'true' }),
  };
}
