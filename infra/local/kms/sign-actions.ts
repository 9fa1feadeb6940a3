import * as z from 'zod';
import type { Action } from '../aws-json/endpoint.ts';
import { AwsError } from '../aws-json/errors.ts';
import { blob, readInput } from '../aws-json/input.ts';
import { type KeyRecord, keyUsage } from './key-record.ts';
import {
  findKey,
  type KmsContext,
  recordKeyUse,
  refuseManagedKey,
  refusePendingDeletion,
  usableKey,
} from './keyring.ts';
import { publicKeyDer, SIGNING_ALGORITHM, signWith, verifyWith } from './signing.ts';

const signFields = {
  KeyId: z.string().min(1).max(2048),
  Message: blob,
  MessageType: z.enum(['RAW', 'DIGEST']).default('RAW'),
  SigningAlgorithm: z.string(),
};
const signInput = z.strictObject(signFields);
const verifyInput = z.strictObject({ ...signFields, Signature: blob });
const publicKeyInput = z.strictObject({ KeyId: signFields.KeyId });

function signingKey(kms: KmsContext, key: KeyRecord) {
  const found = kms.store.material(key.id);
  if (!found || key.spec === 'SYMMETRIC_DEFAULT') throw new Error(`Key ${key.id} has no key pair.`);
  return { spec: key.spec, material: found.material };
}

export function signActions(kms: KmsContext) {
  return {
    Sign: (input, caller) => {
      const request = readInput(signInput, input);
      const key = usableKey(kms, request.KeyId, { action: 'Sign', caller }, 'SIGN_VERIFY');
      const { spec, material } = signingKey(kms, key);
      const signature = signWith(spec, material, {
        message: request.Message,
        messageType: request.MessageType,
        algorithm: request.SigningAlgorithm,
      });
      return {
        KeyId: kms.names.keyArn(key.id),
        Signature: signature.toString('base64'),
        SigningAlgorithm: SIGNING_ALGORITHM[spec],
      };
    },
    Verify: (input, caller) => {
      const request = readInput(verifyInput, input);
      const key = usableKey(kms, request.KeyId, { action: 'Verify', caller }, 'SIGN_VERIFY');
      const { spec, material } = signingKey(kms, key);
      const valid = verifyWith(spec, material, request.Signature, {
        message: request.Message,
        messageType: request.MessageType,
        algorithm: request.SigningAlgorithm,
      });
      // A wrong signature is an error, as on AWS: nobody can forget to look at a flag.
      if (!valid) throw new AwsError('KMSInvalidSignatureException', '');
      return { KeyId: kms.names.keyArn(key.id), SignatureValid: true, SigningAlgorithm: SIGNING_ALGORITHM[spec] };
    },
    GetPublicKey: (input, caller) => {
      const { KeyId } = readInput(publicKeyInput, input);
      const key = findKey(kms, KeyId);
      const use = { action: 'GetPublicKey', caller, requested: KeyId };
      recordKeyUse(kms, key, use);
      refuseManagedKey(kms, key, use);
      if (key.spec === 'SYMMETRIC_DEFAULT') {
        const message = `${kms.names.keyArn(key.id)} key spec is SYMMETRIC_DEFAULT which is not valid for GetPublicKey.`;
        throw new AwsError('UnsupportedOperationException', message);
      }
      refusePendingDeletion(kms, key);
      if (key.state === 'Disabled') throw new AwsError('DisabledException', `${kms.names.keyArn(key.id)} is disabled.`);
      const { spec, material } = signingKey(kms, key);
      return {
        KeyId: kms.names.keyArn(key.id),
        PublicKey: publicKeyDer(material).toString('base64'),
        KeySpec: spec,
        CustomerMasterKeySpec: spec,
        KeyUsage: keyUsage(spec),
        SigningAlgorithms: [SIGNING_ALGORITHM[spec]],
      };
    },
  } satisfies Record<string, Action>;
}
