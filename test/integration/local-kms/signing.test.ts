import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import {
  EncryptCommand,
  GetPublicKeyCommand,
  SignCommand,
  type SignCommandInput,
  VerifyCommand,
} from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningKms, startKms } from './kms-fixture.ts';

let running: RunningKms;
const message = Buffer.from('ledger.example/log\n42\nq83vEjRWeJA=\n');
const digest = createHash('sha256').update(message).digest();
beforeAll(async () => {
  running = await startKms();
  running.kms.ensureKey({ logicalId: 'Signing', spec: 'ECC_NIST_EDWARDS25519', alias: 'alias/signing' });
  running.kms.ensureKey({ logicalId: 'Signing256', spec: 'ECC_NIST_P256', alias: 'alias/signing-256' });
});
afterAll(() => running.remove());

async function publicKey(KeyId: string): Promise<KeyObject> {
  const { PublicKey } = await running.client.send(new GetPublicKeyCommand({ KeyId }));
  return createPublicKey({ key: Buffer.from(PublicKey ?? []), format: 'der', type: 'spki' });
}

async function sign(input: SignCommandInput): Promise<Uint8Array> {
  return (await running.client.send(new SignCommand(input))).Signature ?? new Uint8Array();
}

const ed25519 = { KeyId: 'alias/signing', Message: message, SigningAlgorithm: 'ED25519_SHA_512' } as const;
const p256 = { KeyId: 'alias/signing-256', Message: message, SigningAlgorithm: 'ECDSA_SHA_256' } as const;

describe('signatures', () => {
  it('signs with Ed25519 so that anyone with the public key can check it', async () => {
    const signature = await sign({ ...ed25519, MessageType: 'RAW' });
    const key = await publicKey('alias/signing');
    expect(key.asymmetricKeyType).toBe('ed25519');
    expect(signature).toHaveLength(64);
    expect(verify(null, message, key, signature)).toBe(true);
    expect(verify(null, Buffer.concat([message, message]), key, signature)).toBe(false);
  });

  it('signs with P-256 whether it is given the message or its digest', async () => {
    const key = await publicKey('alias/signing-256');
    for (let round = 0; round < 20; round += 1) {
      const raw = await sign({ ...p256, MessageType: 'RAW' });
      const hashed = await sign({ ...p256, Message: digest, MessageType: 'DIGEST' });
      expect(verify('sha256', message, key, raw)).toBe(true);
      expect(verify('sha256', message, key, hashed)).toBe(true);
    }
  });

  it('verifies its own signatures, and answers a wrong one with an error', async () => {
    const raw = await sign({ ...p256, MessageType: 'RAW' });
    const good = await running.client.send(
      new VerifyCommand({ ...p256, Message: digest, MessageType: 'DIGEST', Signature: raw }),
    );
    expect(good.SignatureValid).toBe(true);
    const wrong = Uint8Array.from(raw);
    wrong[wrong.length - 1] = (wrong.at(-1) ?? 0) ^ 1;
    for (const changed of [{ Signature: wrong }, { Signature: raw, Message: Buffer.from('other') }]) {
      const attempt = running.client.send(new VerifyCommand({ ...p256, ...changed }));
      await expect(attempt).rejects.toMatchObject({ name: 'KMSInvalidSignatureException' });
    }
    const signature = await sign(ed25519);
    expect((await running.client.send(new VerifyCommand({ ...ed25519, Signature: signature }))).SignatureValid).toBe(
      true,
    );
  });

  it.each([
    ['4,097 bytes', { ...ed25519, Message: Buffer.alloc(4097) }, 'ValidationException'],
    ['a digest for Ed25519', { ...ed25519, Message: digest, MessageType: 'DIGEST' } as const, 'ValidationException'],
    [
      'a digest of the wrong size',
      { ...p256, Message: message, MessageType: 'DIGEST' } as const,
      'ValidationException',
    ],
    [
      'the algorithm of another key',
      { ...p256, SigningAlgorithm: 'ED25519_SHA_512' } as const,
      'InvalidKeyUsageException',
    ],
  ])('refuses to sign %s', async (_what, input, name) => {
    await expect(sign(input)).rejects.toMatchObject({ name });
  });

  it('signs a message of exactly 4,096 bytes', async () => {
    expect(await sign({ ...ed25519, Message: Buffer.alloc(4096, 7) })).toHaveLength(64);
  });

  it('refuses to seal with a signing key, and to show a key that has no public part', async () => {
    const seal = running.client.send(new EncryptCommand({ KeyId: 'alias/signing', Plaintext: message }));
    await expect(seal).rejects.toMatchObject({ name: 'InvalidKeyUsageException' });
    const { keyId } = running.kms.ensureKey({ logicalId: 'Data', spec: 'SYMMETRIC_DEFAULT' });
    await expect(publicKey(keyId)).rejects.toMatchObject({ name: 'UnsupportedOperationException' });
  });
});
