import type { KeySpec } from './key-record.ts';
import type { KmsContext } from './keyring.ts';
import { defaultPolicy } from './metadata.ts';
import { newMaterial } from './signing.ts';

export interface KeyDefinition {
  /** The resource's name in its template: the same name is the same key at every start. */
  readonly logicalId: string;
  readonly spec: KeySpec;
  readonly policy?: string;
  readonly description?: string;
  readonly rotation?: boolean;
  readonly alias?: string;
}

export interface EnsuredKey {
  readonly keyId: string;
  readonly arn: string;
}

/**
 * Makes a template's key, or brings the existing one in line with it.
 * @throws when the template asks for another kind of key: that would replace it, and what it sealed would be lost.
 */
export function ensureKey(kms: KmsContext, definition: KeyDefinition): EnsuredKey {
  const { store, names } = kms;
  const policy = definition.policy ?? defaultPolicy(names.accountId);
  const description = definition.description ?? '';
  const existing = store.keyByLogicalId(definition.logicalId);
  if (existing && existing.spec !== definition.spec) {
    throw new Error(`Key ${definition.logicalId} is ${existing.spec} and cannot become ${definition.spec}.`);
  }
  const id =
    existing?.id ??
    store.insert({
      spec: definition.spec,
      material: newMaterial(definition.spec),
      manager: 'CUSTOMER',
      logicalId: definition.logicalId,
      policy,
      description,
    });
  store.change(id, { policy, description, rotation_enabled: definition.rotation ?? false });
  if (definition.alias) store.setAlias(definition.alias, id);
  return { keyId: id, arn: names.keyArn(id) };
}

const S3_ALIAS = 'alias/aws/s3';

/** The key S3 uses when none is named. AWS makes it on first use; here it is there from the start. */
export function ensureS3Key(kms: KmsContext): EnsuredKey {
  const alias = kms.store.alias(S3_ALIAS);
  const id =
    alias?.key_id ??
    kms.store.insert({
      spec: 'SYMMETRIC_DEFAULT',
      material: newMaterial('SYMMETRIC_DEFAULT'),
      manager: 'AWS',
      description: 'Default key that protects my S3 objects when no other key is defined',
      policy: defaultPolicy(kms.names.accountId),
    });
  if (!alias) kms.store.setAlias(S3_ALIAS, id);
  return { keyId: id, arn: kms.names.keyArn(id) };
}
