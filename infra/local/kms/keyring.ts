import type { RecordCall } from '../aws-json/calls.ts';
import type { Caller } from '../aws-json/endpoint.ts';
import { AwsError } from '../aws-json/errors.ts';
import type { EncryptionContext } from './ciphertext.ts';
import { type KeyRecord, keyUsage } from './key-record.ts';
import type { KeyStore } from './key-store.ts';
import { type KmsNames, parseKeyReference } from './names.ts';

export interface KmsContext {
  readonly store: KeyStore;
  readonly names: KmsNames;
  readonly now: () => Date;
  readonly record: RecordCall;
}

export interface KmsCaller extends Caller {
  /** Set when another service of the local cloud uses the key for its caller, such as `s3`. */
  readonly viaService?: string;
}

/** @throws NotFoundException in AWS's words. */
export function findKey(kms: KmsContext, keyId: string): KeyRecord {
  const reference = parseKeyReference(keyId, kms.names);
  if (!reference) throw new AwsError('NotFoundException', `Invalid arn ${keyId}`);
  if (reference.kind === 'alias') {
    const alias = kms.store.alias(reference.value);
    const key = alias && kms.store.key(alias.key_id);
    if (key) return key;
    throw new AwsError('NotFoundException', `Alias ${kms.names.aliasArn(reference.value)} is not found.`);
  }
  const key = kms.store.key(reference.value);
  if (key) return key;
  throw new AwsError('NotFoundException', `Key '${kms.names.keyArn(reference.value)}' does not exist`);
}

export interface KeyUse {
  readonly action: string;
  readonly caller: KmsCaller;
  /** The `KeyId` as the caller wrote it, when it was an alias: policies can ask for it. */
  readonly requested?: string | undefined;
  readonly encryptionContext?: EncryptionContext | undefined;
}

/** Tells the recorder that this call needed this action on this key. */
export function recordKeyUse(kms: KmsContext, key: KeyRecord, use: KeyUse): void {
  const { names } = kms;
  const context: Record<string, string> = { 'kms:CallerAccount': names.accountId };
  if (use.caller.viaService) context['kms:ViaService'] = `${use.caller.viaService}.${names.region}.amazonaws.com`;
  if (use.requested?.includes('alias/')) context['kms:RequestAlias'] = use.requested.replace(names.aliasArn(''), '');
  for (const [name, value] of Object.entries(use.encryptionContext ?? {})) {
    context[`kms:EncryptionContext:${name}`] = value;
  }
  kms.record({
    service: 'kms',
    action: use.action,
    resource: names.keyArn(key.id),
    principal: use.caller.principal,
    context,
  });
}

/** The AWS-managed key serves S3 alone: nobody in the account can use, disable or delete it. */
export function refuseManagedKey(kms: KmsContext, key: KeyRecord, use: KeyUse): void {
  if (key.manager === 'CUSTOMER' || use.caller.viaService === 's3') return;
  throw new AwsError(
    'AccessDeniedException',
    `User: ${use.caller.principal} is not authorized to perform: kms:${use.action} on resource: ${kms.names.keyArn(key.id)}`,
  );
}

/** @throws KMSInvalidStateException when the key waits for its deletion. */
export function refusePendingDeletion(kms: KmsContext, key: KeyRecord): void {
  if (key.state !== 'PendingDeletion') return;
  throw new AwsError('KMSInvalidStateException', `${kms.names.keyArn(key.id)} is pending deletion.`);
}

/** Finds a key for cryptographic use: recorded, allowed, of the right kind, enabled. */
export function usableKey(
  kms: KmsContext,
  keyId: string,
  use: Omit<KeyUse, 'requested'>,
  usage: ReturnType<typeof keyUsage>,
): KeyRecord {
  const key = findKey(kms, keyId);
  const request = { ...use, requested: keyId };
  recordKeyUse(kms, key, request);
  refuseManagedKey(kms, key, request);
  const arn = kms.names.keyArn(key.id);
  refusePendingDeletion(kms, key);
  if (key.state === 'Disabled') throw new AwsError('DisabledException', `${arn} is disabled.`);
  if (keyUsage(key.spec) !== usage) {
    const message = `${arn} key usage is ${keyUsage(key.spec)} which is not valid for ${use.action}.`;
    throw new AwsError('InvalidKeyUsageException', message);
  }
  return key;
}
