import {
  CreateAliasCommand,
  CreateKeyCommand,
  DecryptCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GenerateDataKeyWithoutPlaintextCommand,
  ReEncryptCommand,
} from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningKms, startKms } from './kms-fixture.ts';

let running: RunningKms;
let keyId = '';
beforeAll(async () => {
  running = await startKms();
  keyId = running.kms.ensureKey({ logicalId: 'Data', spec: 'SYMMETRIC_DEFAULT', alias: 'alias/data' }).keyId;
});
afterAll(() => running.remove());

const text = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString('utf8');
const context = { table: 'keys', person: 'p1' };

async function sealed(plaintext = 'a reader called Ada') {
  const command = new EncryptCommand({ KeyId: keyId, Plaintext: Buffer.from(plaintext), EncryptionContext: context });
  const { CiphertextBlob } = await running.client.send(command);
  return CiphertextBlob ?? new Uint8Array();
}

describe('sealing and opening', () => {
  it('opens what it sealed, with the same context in any order', async () => {
    const CiphertextBlob = await sealed();
    const opened = await running.client.send(
      new DecryptCommand({ CiphertextBlob, EncryptionContext: { person: 'p1', table: 'keys' } }),
    );
    expect(text(opened.Plaintext)).toBe('a reader called Ada');
    expect(opened.KeyId).toMatch(new RegExp(`:key/${keyId}$`));
  });

  it.each([
    ['another value', { table: 'keys', person: 'p2' }],
    ['a missing pair', { table: 'keys' }],
    ['one more pair', { ...context, extra: '' }],
    ['no context', {}],
    ['the same letters cut differently', { table: 'keysp', erson: 'p1' }],
  ])('refuses to open with %s', async (_what, EncryptionContext) => {
    const CiphertextBlob = await sealed();
    const attempt = running.client.send(new DecryptCommand({ CiphertextBlob, EncryptionContext }));
    await expect(attempt).rejects.toMatchObject({ name: 'InvalidCiphertextException' });
  });

  it('refuses a blob with any one bit changed', async () => {
    const blob = await sealed();
    for (let at = 0; at < blob.length; at += 7) {
      const changed = Uint8Array.from(blob);
      changed[at] = (changed[at] ?? 0) ^ 1;
      const attempt = running.client.send(new DecryptCommand({ CiphertextBlob: changed, EncryptionContext: context }));
      await expect(attempt).rejects.toMatchObject({ name: 'InvalidCiphertextException' });
    }
  });

  it('refuses a blob under a key other than the one named', async () => {
    const CiphertextBlob = await sealed();
    const other = await running.client.send(new CreateKeyCommand({}));
    const attempt = running.client.send(
      new DecryptCommand({ CiphertextBlob, EncryptionContext: context, KeyId: other.KeyMetadata?.KeyId }),
    );
    await expect(attempt).rejects.toMatchObject({ name: 'IncorrectKeyException' });
  });

  it('takes the key by id, ARN, alias or alias ARN, and records the key ARN with the conditions', async () => {
    const arn = `arn:aws:kms:eu-central-1:000000000000:key/${keyId}`;
    for (const KeyId of [keyId, arn, 'alias/data', 'arn:aws:kms:eu-central-1:000000000000:alias/data']) {
      running.calls.length = 0;
      const made = await running.client.send(
        new GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256', EncryptionContext: context }),
      );
      expect(made.KeyId).toBe(arn);
      expect(running.calls).toMatchObject([
        { service: 'kms', action: 'GenerateDataKey', resource: arn, principal: 'role/desk' },
      ]);
      expect(running.calls[0]?.context['kms:EncryptionContext:person']).toBe('p1');
      expect(running.calls[0]?.context['kms:RequestAlias']).toBe(KeyId.includes('alias') ? 'alias/data' : undefined);
    }
  });

  it('makes a data key whose sealed copy opens to the clear one', async () => {
    const made = await running.client.send(new GenerateDataKeyCommand({ KeyId: keyId, KeySpec: 'AES_256' }));
    const opened = await running.client.send(new DecryptCommand({ CiphertextBlob: made.CiphertextBlob }));
    expect(opened.Plaintext).toEqual(made.Plaintext);
    expect(made.Plaintext).toHaveLength(32);
    const blind = await running.client.send(
      new GenerateDataKeyWithoutPlaintextCommand({ KeyId: keyId, NumberOfBytes: 64 }),
    );
    expect('Plaintext' in blind).toBe(false);
    const blindOpened = await running.client.send(new DecryptCommand({ CiphertextBlob: blind.CiphertextBlob }));
    expect(blindOpened.Plaintext).toHaveLength(64);
  });

  it('moves a sealed value to another key and context without showing it', async () => {
    const target = await running.client.send(new CreateKeyCommand({}));
    const KeyId = target.KeyMetadata?.KeyId ?? '';
    await running.client.send(new CreateAliasCommand({ AliasName: 'alias/next', TargetKeyId: KeyId }));
    running.calls.length = 0;
    const moved = await running.client.send(
      new ReEncryptCommand({
        CiphertextBlob: await sealed(),
        SourceEncryptionContext: context,
        DestinationKeyId: 'alias/next',
        DestinationEncryptionContext: { moved: 'yes' },
      }),
    );
    expect(running.calls.slice(1).map((call) => call.action)).toEqual(['ReEncryptFrom', 'ReEncryptTo']);
    const opened = await running.client.send(
      new DecryptCommand({ CiphertextBlob: moved.CiphertextBlob, EncryptionContext: { moved: 'yes' }, KeyId }),
    );
    expect(text(opened.Plaintext)).toBe('a reader called Ada');
  });

  it('refuses every use of a disabled key until it is enabled again', async () => {
    const CiphertextBlob = await sealed();
    await running.client.send(new DisableKeyCommand({ KeyId: keyId }));
    const open = () => running.client.send(new DecryptCommand({ CiphertextBlob, EncryptionContext: context }));
    await expect(open()).rejects.toMatchObject({ name: 'DisabledException' });
    await expect(sealed()).rejects.toMatchObject({ name: 'DisabledException' });
    await running.client.send(new EnableKeyCommand({ KeyId: keyId }));
    expect(text((await open()).Plaintext)).toBe('a reader called Ada');
  });

  it.each([
    ['neither a size nor a spec', {}],
    ['both a size and a spec', { KeySpec: 'AES_256', NumberOfBytes: 32 } as const],
    ['a key of 1,025 bytes', { NumberOfBytes: 1025 }],
  ])('refuses a data key with %s', async (_what, size) => {
    const attempt = running.client.send(new GenerateDataKeyCommand({ KeyId: keyId, ...size }));
    await expect(attempt).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('refuses more than 4,096 bytes', async () => {
    const attempt = running.client.send(new EncryptCommand({ KeyId: keyId, Plaintext: Buffer.alloc(4097) }));
    await expect(attempt).rejects.toMatchObject({ name: 'ValidationException' });
  });
});
