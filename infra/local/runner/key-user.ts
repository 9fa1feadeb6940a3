import type { LocalKms } from '../kms/kms.ts';
import { keyRefusal, type S3Options } from '../s3/server.ts';
import { OPERATOR } from './credentials.ts';

/**
 * How S3 uses a customer's key: really, so that a disabled key refuses here too. S3 keeps no wrapped keys of its own,
 * so a sealed word stands for the object's key when it is opened.
 */
export function keyUser(kms: LocalKms, keyIds: readonly string[]): NonNullable<S3Options['useKey']> {
  const keys = kms.forService('s3');
  const words = new Map<string, Buffer>();
  const idOf = (arn: string) => keyIds.find((id) => arn === id || arn.endsWith(`/${id}`));

  function word(keyId: string): Buffer {
    const known = words.get(keyId);
    if (known) return known;
    const made = keys.generateDataKey(keyId, {}, OPERATOR).ciphertext;
    words.set(keyId, made);
    return made;
  }
  return ({ operation, keyId, principal }) => {
    const id = idOf(keyId);
    if (id === undefined) throw keyRefusal('KMS.NotFoundException', `Key '${keyId}' does not exist`);
    try {
      if (operation === 'GenerateDataKey') keys.generateDataKey(id, {}, principal);
      else keys.decrypt(word(id), {}, principal);
    } catch (error) {
      if (error instanceof Error && error.name === 'DisabledException') {
        throw keyRefusal('KMS.DisabledException', `${keyId} is disabled.`);
      }
      throw error;
    }
  };
}
