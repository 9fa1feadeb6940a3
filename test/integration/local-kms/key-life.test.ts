import {
  CancelKeyDeletionCommand,
  CreateAliasCommand,
  CreateKeyCommand,
  DecryptCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EnableKeyRotationCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GetKeyRotationStatusCommand,
  GetParametersForImportCommand,
  ListAliasesCommand,
  ListKeysCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningKms, startKms } from './kms-fixture.ts';

const DAY_MS = 86_400_000;
let running: RunningKms;
beforeAll(async () => {
  running = await startKms();
});
afterAll(() => running.remove());

async function newKey(): Promise<string> {
  return (await running.client.send(new CreateKeyCommand({ Description: 'test' }))).KeyMetadata?.KeyId ?? '';
}

async function seal(KeyId: string) {
  const { CiphertextBlob } = await running.client.send(
    new EncryptCommand({ KeyId, Plaintext: Buffer.from('still here') }),
  );
  return CiphertextBlob;
}

const open = async (CiphertextBlob: Uint8Array | undefined) =>
  Buffer.from((await running.client.send(new DecryptCommand({ CiphertextBlob }))).Plaintext ?? []).toString();

describe('the life of a key', () => {
  it('is the same key at every start, and never becomes another kind', () => {
    const first = running.kms.ensureKey({ logicalId: 'Vault', spec: 'SYMMETRIC_DEFAULT', rotation: true });
    expect(running.kms.ensureKey({ logicalId: 'Vault', spec: 'SYMMETRIC_DEFAULT' })).toEqual(first);
    expect(() => running.kms.ensureKey({ logicalId: 'Vault', spec: 'ECC_NIST_P256' })).toThrow(/cannot become/);
  });

  it('opens old values after the key has rotated, and seals new ones with the new version', async () => {
    const other = await startKms();
    try {
      const { keyId } = other.kms.ensureKey({ logicalId: 'Rotating', spec: 'SYMMETRIC_DEFAULT', rotation: true });
      const keys = other.kms.forService('dynamodb');
      const before = keys.generateDataKey(keyId, {}, 'role/desk');
      other.clock.offset = 366 * DAY_MS;
      const after = keys.generateDataKey(keyId, {}, 'role/desk');
      const versionOf = (blob: Buffer) => blob.readUInt32BE(17);
      expect([versionOf(before.ciphertext), versionOf(after.ciphertext)]).toEqual([1, 2]);
      expect(keys.decrypt(before.ciphertext, {}, 'role/desk')).toEqual(before.plaintext);
      expect(keys.decrypt(after.ciphertext, {}, 'role/desk')).toEqual(after.plaintext);
    } finally {
      await other.remove();
    }
  });

  it('says when the next rotation is due', async () => {
    const KeyId = await newKey();
    const off = await running.client.send(new GetKeyRotationStatusCommand({ KeyId }));
    expect(off.KeyRotationEnabled).toBe(false);
    await running.client.send(new EnableKeyRotationCommand({ KeyId, RotationPeriodInDays: 90 }));
    const on = await running.client.send(new GetKeyRotationStatusCommand({ KeyId }));
    expect(on).toMatchObject({ KeyRotationEnabled: true, RotationPeriodInDays: 90 });
  });

  it('refuses use while deletion is pending; a rescued key is disabled and opens again once enabled', async () => {
    const KeyId = await newKey();
    const blob = await seal(KeyId);
    await running.client.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
    await expect(open(blob)).rejects.toMatchObject({ name: 'KMSInvalidStateException' });
    const described = await running.client.send(new DescribeKeyCommand({ KeyId }));
    expect(described.KeyMetadata).toMatchObject({ KeyState: 'PendingDeletion', Enabled: false });
    await running.client.send(new CancelKeyDeletionCommand({ KeyId }));
    await expect(open(blob)).rejects.toMatchObject({ name: 'DisabledException' });
  });

  it('forgets a key whose waiting time is over', async () => {
    const other = await startKms();
    try {
      const { keyId } = other.kms.ensureKey({ logicalId: 'Gone', spec: 'SYMMETRIC_DEFAULT' });
      await other.client.send(new ScheduleKeyDeletionCommand({ KeyId: keyId, PendingWindowInDays: 7 }));
      other.clock.offset = 7 * DAY_MS + 1000;
      expect(() => other.kms.forService('s3').generateDataKey(keyId, {}, 'role/desk')).toThrow(/does not exist/);
    } finally {
      await other.remove();
    }
  });

  it('lets S3 alone use the key that AWS manages, and lets nobody disable or delete it', async () => {
    const KeyId = 'alias/aws/s3';
    const described = await running.client.send(new DescribeKeyCommand({ KeyId }));
    expect(described.KeyMetadata).toMatchObject({ KeyManager: 'AWS', Arn: running.kms.s3Key.arn });
    const { keyId } = running.kms.s3Key;
    for (const attempt of [
      running.client.send(new GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256' })),
      running.client.send(new DisableKeyCommand({ KeyId: keyId })),
      running.client.send(new ScheduleKeyDeletionCommand({ KeyId: keyId })),
    ]) {
      await expect(attempt).rejects.toMatchObject({ name: 'AccessDeniedException' });
    }
    const s3 = running.kms.forService('s3');
    running.calls.length = 0;
    const made = s3.generateDataKey(KeyId, { 'aws:s3:arn': 'arn:aws:s3:::backups' }, 'role/copier');
    expect(running.calls[0]).toMatchObject({
      action: 'GenerateDataKey',
      principal: 'role/copier',
      context: { 'kms:ViaService': 's3.eu-central-1.amazonaws.com' },
    });
    expect(s3.decrypt(made.ciphertext, { 'aws:s3:arn': 'arn:aws:s3:::backups' }, 'role/copier')).toEqual(
      made.plaintext,
    );
    expect(() => running.kms.forService('dynamodb').generateDataKey(KeyId, {}, 'role/copier')).toThrow(
      /not authorized/,
    );
  });

  it('lists every key and alias page by page', async () => {
    for (let n = 0; n < 3; n += 1) {
      const TargetKeyId = await newKey();
      await running.client.send(new CreateAliasCommand({ AliasName: `alias/page-${n}`, TargetKeyId }));
    }
    const seen = new Set<string>();
    let Marker: string | undefined;
    do {
      const page = await running.client.send(new ListKeysCommand({ Limit: 2, ...(Marker ? { Marker } : {}) }));
      for (const key of page.Keys ?? []) seen.add(key.KeyId ?? '');
      Marker = page.NextMarker;
    } while (Marker);
    expect(seen.has(running.kms.s3Key.keyId)).toBe(true);
    expect(seen.size).toBeGreaterThanOrEqual(5);
    const { Aliases } = await running.client.send(new ListAliasesCommand({}));
    expect(Aliases?.map((alias) => alias.AliasName)).toEqual(
      expect.arrayContaining(['alias/aws/s3', 'alias/page-0', 'alias/page-1', 'alias/page-2']),
    );
  });

  it('refuses an alias that is taken, reserved, or points to an alias', async () => {
    const TargetKeyId = await newKey();
    const make = (AliasName: string, target = TargetKeyId) =>
      running.client.send(new CreateAliasCommand({ AliasName, TargetKeyId: target }));
    await make('alias/taken');
    await expect(make('alias/taken')).rejects.toMatchObject({ name: 'AlreadyExistsException' });
    await expect(make('alias/aws/mine')).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(make('alias/second', 'alias/taken')).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('says that it does not have an operation, rather than pretending', async () => {
    const attempt = running.client.send(
      new GetParametersForImportCommand({
        KeyId: 'alias/taken',
        WrappingAlgorithm: 'RSAES_OAEP_SHA_256',
        WrappingKeySpec: 'RSA_2048',
      }),
    );
    await expect(attempt).rejects.toMatchObject({ name: 'UnknownOperationException' });
  });

  it('refuses an option it does not have', async () => {
    const KeyId = await newKey();
    const attempt = running.client.send(new GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256', DryRun: true }));
    await expect(attempt).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('refuses an unknown access key and a wrong secret', async () => {
    const wrong = [
      { accessKeyId: 'AKIANOBODY', secretAccessKey: 'x' },
      { accessKeyId: 'AKIALOCALTEST', secretAccessKey: 'guessed' },
    ];
    for (const credentials of wrong) {
      const attempt = running.clientFor(credentials).send(new ListKeysCommand({}));
      await expect(attempt).rejects.toMatchObject({
        name: expect.stringMatching(/UnrecognizedClientException|InvalidSignatureException/),
      });
    }
    const unsigned = await fetch(running.url, { method: 'POST', headers: { 'x-amz-target': 'TrentService.ListKeys' } });
    expect(unsigned.status).toBe(400);
  });
});
