import { randomBytes } from 'node:crypto';
import { AwsError } from '../aws-json/errors.ts';
import { type EncryptionContext, openBlob, readHeader, sealBlob } from './ciphertext.ts';
import type { KeyRecord } from './key-record.ts';
import { type KmsCaller, type KmsContext, usableKey } from './keyring.ts';

const DAY_MS = 86_400_000;
export const MATERIAL_BYTES = 32;

/** AWS says nothing about why a blob did not open, so that nobody learns from the difference. */
function invalidCiphertext(): AwsError {
  return new AwsError('InvalidCiphertextException', '');
}

function newestMaterial(kms: KmsContext, key: KeyRecord): { version: number; material: Buffer } {
  const due = key.rotated_at + key.rotation_days * DAY_MS;
  if (key.rotation_enabled && due <= kms.now().getTime()) kms.store.rotate(key.id, randomBytes(MATERIAL_BYTES));
  const newest = kms.store.material(key.id);
  if (!newest) throw new Error(`Key ${key.id} has no material.`);
  return newest;
}

/** Encrypts under the newest version of a key, which is made first when its rotation is due. */
export function encryptWith(kms: KmsContext, key: KeyRecord, plaintext: Buffer, context: EncryptionContext): Buffer {
  const { version, material } = newestMaterial(kms, key);
  return sealBlob({ keyId: key.id, version }, material, plaintext, context);
}

export interface DecryptRequest {
  readonly blob: Buffer;
  readonly context: EncryptionContext;
  readonly keyId?: string | undefined;
  readonly action: 'Decrypt' | 'ReEncryptFrom';
  readonly caller: KmsCaller;
}

/** Finds the key named inside the blob, checks that it may be used, and opens the blob. */
export function decryptBlob(kms: KmsContext, request: DecryptRequest): { key: KeyRecord; plaintext: Buffer } {
  const { blob, context, keyId, action, caller } = request;
  const header = readHeader(blob);
  const exists = header && kms.store.key(header.keyId);
  if (!header || !exists) throw invalidCiphertext();
  const key = usableKey(kms, keyId ?? header.keyId, { action, caller, encryptionContext: context }, 'ENCRYPT_DECRYPT');
  if (key.id !== header.keyId) {
    const message = 'The key ID in the request does not identify a CMK that can perform this operation.';
    throw new AwsError('IncorrectKeyException', message);
  }
  const found = kms.store.material(key.id, header.version);
  const plaintext = found && openBlob(blob, found.material, context);
  if (!plaintext) throw invalidCiphertext();
  return { key, plaintext };
}
