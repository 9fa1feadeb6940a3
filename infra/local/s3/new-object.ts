import { headerValue } from '../sigv4/canonical.ts';
import type { Bucket } from './buckets.ts';
import type { Core } from './core.ts';
import { encryptionFor } from './encryption.ts';
import { isBypass, type Lock, lockFor } from './lock.ts';
import { checkAcl, headerTags, standardHeaders, storageClass, userMetadata } from './object-headers.ts';
import type { EncryptionState, ObjectMeta, Tags } from './object-meta.ts';
import type { Call } from './types.ts';

/** What the headers of a Put, Copy or CreateMultipartUpload fix about the object to come. */
export interface NewObject {
  readonly meta: ObjectMeta & { readonly encryption: EncryptionState };
  readonly tags: Tags;
  readonly lock: Lock;
  /** The lock was asked for or comes by default: then S3 insists on a checksum. */
  readonly locked: boolean;
}

export function newObject(core: Core, call: Call, bucket: Bucket): NewObject {
  checkAcl(call.headers);
  const lock = lockFor(call, bucket.config, core.now());
  return {
    meta: {
      headers: standardHeaders(call.headers),
      user: userMetadata(call.headers),
      storageClass: storageClass(call.headers),
      encryption: encryptionFor(core, call, bucket.config),
    },
    tags: headerTags(call.headers),
    lock,
    locked: lock.retention !== undefined || lock.legalHold,
  };
}

/** The rights that writing an object with these headers takes, beyond what its bytes need. */
export function requireWriteRights(core: Core, call: Call, encryption: EncryptionState): void {
  const { bucket, key } = call;
  const has = (name: string) => headerValue(call.headers, name) !== undefined;
  core.authoriser.require(call, 'PutObject', { bucket, key }, encryption);
  if (has('if-match')) core.authoriser.require(call, 'GetObject', { bucket, key });
  if (has('x-amz-acl')) core.authoriser.require(call, 'PutObjectAcl', { bucket, key });
  if (has('x-amz-tagging')) core.authoriser.require(call, 'PutObjectTagging', { bucket, key });
  if (has('x-amz-object-lock-mode')) core.authoriser.require(call, 'PutObjectRetention', { bucket, key });
  if (has('x-amz-object-lock-legal-hold')) core.authoriser.require(call, 'PutObjectLegalHold', { bucket, key });
}

/** @throws S3Error AccessDenied when the bypass is asked for without the right to it */
export function requireBypass(core: Core, call: Call, key: string): boolean {
  if (!isBypass(call)) return false;
  core.authoriser.require(call, 'BypassGovernanceRetention', { bucket: call.bucket, key });
  return true;
}
