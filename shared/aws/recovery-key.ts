import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { Decrypter, Encrypter } from 'age-encryption';
import { update } from './fragments.ts';
import { readClassKey } from './keyring.ts';
import { classKeyKey } from './keys.ts';
import type { Fragment } from './transaction.ts';

/** What stands beside the wrapped class key, so that a copy of it opens where our KMS key is not. */
export interface RecoveryKey {
  /** The class key sealed to the recipient: a plain age file of a few hundred bytes. */
  readonly recovery: Uint8Array;
  readonly recoveryRecipient: string;
}

/** Seals a class key to a recovery sheet. */
export const sealClassKey = async (classKey: Uint8Array, recipient: string): Promise<RecoveryKey> => {
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  return { recovery: await encrypter.encrypt(new Uint8Array(classKey)), recoveryRecipient: recipient };
};

/** Opens the `recovery` of a class key with the identity of its sheet. Throws when it is for another sheet, or damaged. */
export const openClassKey = async (recovery: Uint8Array, identity: string): Promise<Uint8Array> => {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return decrypter.decrypt(new Uint8Array(recovery));
};

/** Seals the library's class key to a recovery sheet, as a fragment on its item; the sheet before no longer opens it. */
export type RecoveryTx = (recipient: string) => Promise<Fragment>;

export const recoveryTx =
  (
    system: { readonly dynamo: DynamoDBClient; readonly tables: { readonly keys: string } },
    kms = new KMSClient({}),
  ): RecoveryTx =>
  async (recipient) => {
    const keysTable = system.tables.keys;
    const classKey = await readClassKey({ dynamo: system.dynamo, kms, keysTable: () => keysTable });
    const { recovery, recoveryRecipient } = await sealClassKey(classKey, recipient);
    return update(
      'class-key',
      keysTable,
      classKeyKey('library'),
      {
        update: 'SET #recovery = :recovery, #recipient = :recipient',
        condition: 'attribute_exists(#wrapped)',
        names: { '#recovery': 'recovery', '#recipient': 'recoveryRecipient', '#wrapped': 'wrapped' },
        values: { ':recovery': recovery, ':recipient': recoveryRecipient },
      },
      () => new Error('the library has no class key: it was not founded'),
    );
  };
