import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import type { Action } from '../aws-json/endpoint.ts';
import { AwsError } from '../aws-json/errors.ts';
import { blob, readInput } from '../aws-json/input.ts';
import { type KmsCaller, type KmsContext, usableKey } from './keyring.ts';
import { decryptBlob, encryptWith } from './sealing.ts';

const LARGEST_CONTEXT = 8192;
const encryptionContext = z
  .record(z.string(), z.string())
  .refine((pairs) => Buffer.byteLength(JSON.stringify(pairs)) <= LARGEST_CONTEXT, 'is longer than 8192 bytes')
  .default({});
const algorithm = z.literal('SYMMETRIC_DEFAULT').optional();
const keyId = z.string().min(1).max(2048);
const smallPlaintext = blob.refine((bytes) => bytes.length >= 1 && bytes.length <= 4096, 'must have 1 to 4096 bytes');
const smallCiphertext = blob.refine((bytes) => bytes.length >= 1 && bytes.length <= 6144, 'must have 1 to 6144 bytes');

const encryptInput = z.strictObject({
  KeyId: keyId,
  Plaintext: smallPlaintext,
  EncryptionContext: encryptionContext,
  EncryptionAlgorithm: algorithm,
});
const decryptInput = z.strictObject({
  CiphertextBlob: smallCiphertext,
  EncryptionContext: encryptionContext,
  KeyId: keyId.optional(),
  EncryptionAlgorithm: algorithm,
});
const reEncryptInput = z.strictObject({
  CiphertextBlob: smallCiphertext,
  SourceKeyId: keyId.optional(),
  SourceEncryptionContext: encryptionContext,
  SourceEncryptionAlgorithm: algorithm,
  DestinationKeyId: keyId,
  DestinationEncryptionContext: encryptionContext,
  DestinationEncryptionAlgorithm: algorithm,
});
const dataKeyInput = z.strictObject({
  KeyId: keyId,
  EncryptionContext: encryptionContext,
  KeySpec: z.enum(['AES_256', 'AES_128']).optional(),
  NumberOfBytes: z.int().min(1).max(1024).optional(),
});

function dataKeyBytes({ KeySpec, NumberOfBytes }: z.infer<typeof dataKeyInput>): number {
  if ((KeySpec === undefined) === (NumberOfBytes === undefined)) {
    throw new AwsError('ValidationException', 'Please specify either number of bytes or key spec.');
  }
  return NumberOfBytes ?? (KeySpec === 'AES_256' ? 32 : 16);
}

/** A new random key, in the clear and sealed. Other local services call this directly, with `viaService` set. */
export function generateDataKey(kms: KmsContext, action: string, input: unknown, caller: KmsCaller) {
  const request = readInput(dataKeyInput, input);
  const use = { action, caller, encryptionContext: request.EncryptionContext };
  const key = usableKey(kms, request.KeyId, use, 'ENCRYPT_DECRYPT');
  const plaintext = randomBytes(dataKeyBytes(request));
  const sealed = encryptWith(kms, key, plaintext, request.EncryptionContext);
  return {
    KeyId: kms.names.keyArn(key.id),
    CiphertextBlob: sealed.toString('base64'),
    Plaintext: plaintext.toString('base64'),
  };
}

export function decrypt(kms: KmsContext, input: unknown, caller: KmsCaller) {
  const request = readInput(decryptInput, input);
  const { key, plaintext } = decryptBlob(kms, {
    blob: request.CiphertextBlob,
    context: request.EncryptionContext,
    keyId: request.KeyId,
    action: 'Decrypt',
    caller,
  });
  return {
    KeyId: kms.names.keyArn(key.id),
    Plaintext: plaintext.toString('base64'),
    EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
  };
}

export function dataActions(kms: KmsContext) {
  return {
    Encrypt: (input, caller) => {
      const request = readInput(encryptInput, input);
      const use = { action: 'Encrypt', caller, encryptionContext: request.EncryptionContext };
      const key = usableKey(kms, request.KeyId, use, 'ENCRYPT_DECRYPT');
      const sealed = encryptWith(kms, key, request.Plaintext, request.EncryptionContext);
      return {
        KeyId: kms.names.keyArn(key.id),
        CiphertextBlob: sealed.toString('base64'),
        EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
      };
    },
    Decrypt: (input, caller) => decrypt(kms, input, caller),
    ReEncrypt: (input, caller) => {
      const request = readInput(reEncryptInput, input);
      const source = decryptBlob(kms, {
        blob: request.CiphertextBlob,
        context: request.SourceEncryptionContext,
        keyId: request.SourceKeyId,
        action: 'ReEncryptFrom',
        caller,
      });
      const context = request.DestinationEncryptionContext;
      const use = { action: 'ReEncryptTo', caller, encryptionContext: context };
      const destination = usableKey(kms, request.DestinationKeyId, use, 'ENCRYPT_DECRYPT');
      return {
        CiphertextBlob: encryptWith(kms, destination, source.plaintext, context).toString('base64'),
        SourceKeyId: kms.names.keyArn(source.key.id),
        KeyId: kms.names.keyArn(destination.id),
        SourceEncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
        DestinationEncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
      };
    },
    GenerateDataKey: (input, caller) => generateDataKey(kms, 'GenerateDataKey', input, caller),
    GenerateDataKeyWithoutPlaintext: (input, caller) => {
      const { Plaintext: _dropped, ...rest } = generateDataKey(kms, 'GenerateDataKeyWithoutPlaintext', input, caller);
      return rest;
    },
  } satisfies Record<string, Action>;
}
