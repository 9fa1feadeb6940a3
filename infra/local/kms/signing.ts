import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  verify,
} from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';
import { AwsError } from '../aws-json/errors.ts';
import type { KeySpec } from './key-record.ts';
import { MATERIAL_BYTES } from './sealing.ts';

const LONGEST_MESSAGE = 4096;
const DIGEST_BYTES = 32;
const FORMAT = { type: 'pkcs8', format: 'der' } as const;

export const SIGNING_ALGORITHM = {
  ECC_NIST_P256: 'ECDSA_SHA_256',
  ECC_NIST_EDWARDS25519: 'ED25519_SHA_512',
} as const;
type SigningSpec = keyof typeof SIGNING_ALGORITHM;

export interface SigningRequest {
  readonly message: Buffer;
  readonly messageType: 'RAW' | 'DIGEST';
  readonly algorithm: string;
}

export function newMaterial(spec: KeySpec): Buffer {
  if (spec === 'SYMMETRIC_DEFAULT') return randomBytes(MATERIAL_BYTES);
  if (spec === 'ECC_NIST_P256') {
    return generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey.export(FORMAT);
  }
  return generateKeyPairSync('ed25519').privateKey.export(FORMAT);
}

function privateKey(material: Buffer): KeyObject {
  return createPrivateKey({ key: material, ...FORMAT });
}

export function publicKeyDer(material: Buffer): Buffer {
  return createPublicKey(privateKey(material)).export({ type: 'spki', format: 'der' });
}

function checkRequest(spec: SigningSpec, { message, messageType, algorithm }: SigningRequest): void {
  const expected = SIGNING_ALGORITHM[spec];
  if (algorithm !== expected) {
    throw new AwsError('InvalidKeyUsageException', `Algorithm ${algorithm} is incompatible with key spec ${spec}.`);
  }
  if (messageType === 'RAW') {
    if (message.length >= 1 && message.length <= LONGEST_MESSAGE) return;
    throw new AwsError('ValidationException', `Message must have 1 to ${LONGEST_MESSAGE} bytes.`);
  }
  if (spec === 'ECC_NIST_EDWARDS25519') {
    throw new AwsError('ValidationException', 'ED25519_SHA_512 requires MessageType RAW.');
  }
  if (message.length !== DIGEST_BYTES)
    throw new AwsError('ValidationException', 'Digest is invalid length for algorithm ECDSA_SHA_256.');
}

function rawPrivate(material: Buffer): Buffer {
  const { d } = privateKey(material).export({ format: 'jwk' });
  if (!d) throw new Error('The key has no private part.');
  return Buffer.from(d, 'base64url');
}

/** Signs in the encoding KMS uses: DER for ECDSA, 64 bytes for Ed25519. */
export function signWith(spec: SigningSpec, material: Buffer, request: SigningRequest): Buffer {
  checkRequest(spec, request);
  if (spec === 'ECC_NIST_EDWARDS25519') return sign(null, request.message, privateKey(material));
  if (request.messageType === 'RAW') return sign('sha256', request.message, privateKey(material));
  // OpenSSL hashes whatever it is given, so a digest that is already one needs a library that takes it as it is.
  const options = { prehash: false, format: 'der', lowS: false } as const;
  return Buffer.from(p256.sign(request.message, rawPrivate(material), options));
}

export function verifyWith(spec: SigningSpec, material: Buffer, signature: Buffer, request: SigningRequest): boolean {
  checkRequest(spec, request);
  const key = createPublicKey(privateKey(material));
  if (spec === 'ECC_NIST_EDWARDS25519') return verify(null, request.message, key, signature);
  if (request.messageType === 'RAW') return verify('sha256', request.message, key, signature);
  const point = p256.getPublicKey(rawPrivate(material));
  try {
    return p256.verify(signature, request.message, point, { prehash: false, format: 'der', lowS: false });
  } catch {
    return false;
  }
}
