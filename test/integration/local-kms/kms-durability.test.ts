import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateKeyCommand, DecryptCommand, GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ACCESS, REGION, startKms } from './kms-fixture.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'kms-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('keys on disk', { timeout: 60_000 }, () => {
  it('come back after a clean stop, with everything they sealed', async () => {
    const first = await startKms(dir);
    const { keyId } = first.kms.ensureKey({ logicalId: 'Data', spec: 'SYMMETRIC_DEFAULT' });
    const made = first.kms.forService('s3').generateDataKey(keyId, { a: 'b' }, 'role/desk');
    await first.stop();
    const second = await startKms(dir);
    expect(second.kms.ensureKey({ logicalId: 'Data', spec: 'SYMMETRIC_DEFAULT' }).keyId).toBe(keyId);
    expect(second.kms.s3Key).toEqual(first.kms.s3Key);
    expect(second.kms.forService('s3').decrypt(made.ciphertext, { a: 'b' }, 'role/desk')).toEqual(made.plaintext);
    await second.stop();
  });

  it('lose no acknowledged key when the process is killed', async () => {
    const child = fork(new URL('./kms-child.ts', import.meta.url), [dir], { stdio: 'ignore' });
    const [url] = await once(child, 'message');
    const client = new KMSClient({ endpoint: String(url), region: REGION, credentials: ACCESS, maxAttempts: 1 });
    const acknowledged: { plaintext: Uint8Array; blob: Uint8Array }[] = [];
    const worker = async () => {
      for (;;) {
        const { KeyMetadata } = await client.send(new CreateKeyCommand({}));
        const made = await client.send(new GenerateDataKeyCommand({ KeyId: KeyMetadata?.KeyId, KeySpec: 'AES_256' }));
        if (made.Plaintext && made.CiphertextBlob) {
          acknowledged.push({ plaintext: made.Plaintext, blob: made.CiphertextBlob });
        }
        if (acknowledged.length === 40) child.kill('SIGKILL');
      }
    };
    const exited = once(child, 'exit');
    await Promise.allSettled([worker(), worker(), worker(), worker()]);
    await exited;
    client.destroy();
    const after = await startKms(dir);
    for (const { plaintext, blob } of acknowledged) {
      const opened = await after.client.send(new DecryptCommand({ CiphertextBlob: blob }));
      expect(opened.Plaintext).toEqual(plaintext);
    }
    expect(acknowledged.length).toBeGreaterThanOrEqual(40);
    await after.stop();
  });

  it('are wrapped by a root key that only the owner can read, and appear nowhere in the clear', async () => {
    const running = await startKms(dir);
    running.kms.ensureKey({ logicalId: 'Signing', spec: 'ECC_NIST_EDWARDS25519' });
    await running.stop();
    const folder = join(dir, 'kms');
    expect(statSync(join(folder, 'root.key')).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    // Every Ed25519 private key in PKCS 8 begins with these bytes.
    const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex');
    const files = readdirSync(folder).map((name) => readFileSync(join(folder, name)));
    expect(files.length).toBeGreaterThanOrEqual(2);
    expect(files.some((bytes) => bytes.includes(pkcs8))).toBe(false);
  });

  it('are not replaced when the root key is missing, damaged or not theirs', async () => {
    const running = await startKms(dir);
    await running.stop();
    const path = join(dir, 'kms', 'root.key');
    const original = readFileSync(path);
    writeFileSync(path, Buffer.alloc(32, 1));
    await expect(startKms(dir)).rejects.toThrow(/does not open/);
    writeFileSync(path, original.subarray(0, 10));
    await expect(startKms(dir)).rejects.toThrow(/damaged/);
    rmSync(path);
    await expect(startKms(dir)).rejects.toThrow(/missing/);
  });
});
