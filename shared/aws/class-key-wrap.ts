import { hkdfSync } from 'node:crypto';
import { DecryptCommand, EncryptCommand, KMSClient, KMSServiceException } from '@aws-sdk/client-kms';
import type { AttributeMap } from './attribute-value.ts';
import { classKeyContext, openBytes } from './keyring.ts';

/** KMS answered that it will not open this: another key, another account, a key that is gone or switched off. */
const isRefusal = (error: unknown): boolean =>
  error instanceof KMSServiceException && (error.$metadata.httpStatusCode ?? 500) < 500;

/** A class key through the KMS key it was wrapped with; undefined where that key is not to be had. */
export const openWithKms = async (kms: KMSClient, wrapped: Uint8Array): Promise<Uint8Array | undefined> => {
  try {
    const { Plaintext } = await kms.send(
      new DecryptCommand({ CiphertextBlob: wrapped, EncryptionContext: classKeyContext }),
    );
    return Plaintext;
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw error;
  }
};

/** Opens the class key of a backup through our own KMS, for a function that may. */
export const classKeyOpener =
  (kms = new KMSClient({})) =>
  async (item: AttributeMap): Promise<Uint8Array | undefined> => {
    const wrapped = item['wrapped']?.B;
    return wrapped === undefined ? undefined : openWithKms(kms, wrapped);
  };

/** Wraps a class key for another deployment: under its own KMS key. */
export const wrapWithKms = async (kms: KMSClient, keyId: string, plain: Uint8Array): Promise<Uint8Array> => {
  const { CiphertextBlob } = await kms.send(
    new EncryptCommand({ KeyId: keyId, Plaintext: plain, EncryptionContext: classKeyContext }),
  );
  if (CiphertextBlob === undefined) throw new Error('KMS wrapped nothing');
  return CiphertextBlob;
};

/** Whether a person key lies under this class key. */
export const opensPersonKey = (classKey: Uint8Array, personId: string, wrapped: Uint8Array): boolean => {
  try {
    openBytes(new Uint8Array(hkdfSync('sha256', classKey, '', 'person', 32)), wrapped, personId);
    return true;
  } catch {
    return false;
  }
};
