import { type KeyRecord, keyUsage } from './key-record.ts';
import type { KmsNames } from './names.ts';
import { SIGNING_ALGORITHM } from './signing.ts';

/** What `DescribeKey` and `CreateKey` say of a key; times in seconds, as the JSON protocol has them. */
export function keyMetadata(key: KeyRecord, names: KmsNames) {
  return {
    AWSAccountId: names.accountId,
    KeyId: key.id,
    Arn: names.keyArn(key.id),
    CreationDate: key.created_at / 1000,
    Enabled: key.state === 'Enabled',
    Description: key.description,
    KeyUsage: keyUsage(key.spec),
    KeyState: key.state,
    ...(key.deletion_at === null ? {} : { DeletionDate: key.deletion_at / 1000 }),
    Origin: 'AWS_KMS',
    KeyManager: key.manager,
    CustomerMasterKeySpec: key.spec,
    KeySpec: key.spec,
    MultiRegion: false,
    ...(key.spec === 'SYMMETRIC_DEFAULT'
      ? { EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'] }
      : { SigningAlgorithms: [SIGNING_ALGORITHM[key.spec]] }),
  };
}

/** The policy a key has when its maker gave none: the account decides through IAM. */
export function defaultPolicy(accountId: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${accountId}:root` }, Action: 'kms:*', Resource: '*' },
    ],
  });
}
