import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import type { RecordCall } from '../aws-json/calls.ts';
import { jsonEndpoint } from '../aws-json/endpoint.ts';
import { type Listening, listen } from '../aws-json/listen.ts';
import type { CredentialLookup } from '../sigv4/verify.ts';
import { aliasActions } from './alias-actions.ts';
import type { EncryptionContext } from './ciphertext.ts';
import { dataActions, decrypt, generateDataKey } from './data-actions.ts';
import { type EnsuredKey, ensureKey, ensureS3Key, type KeyDefinition } from './ensure-key.ts';
import { keyActions } from './key-actions.ts';
import { openKeyStore } from './key-store.ts';
import type { KmsContext } from './keyring.ts';
import { kmsNames } from './names.ts';
import { signActions } from './sign-actions.ts';

export interface KmsOptions {
  /** The data folder of the local cloud; keys go into its `kms` folder. */
  readonly dir: string;
  readonly region: string;
  readonly accountId: string;
  readonly now: () => Date;
  readonly credentials: CredentialLookup;
  readonly record: RecordCall;
}

/** How another local service uses a key on behalf of the principal that called it. */
export interface ServiceKeys {
  readonly generateDataKey: (keyId: string, context: EncryptionContext, principal: string) => DataKey;
  readonly decrypt: (ciphertext: Buffer, context: EncryptionContext, principal: string) => Buffer;
}

export interface DataKey {
  readonly keyArn: string;
  readonly plaintext: Buffer;
  readonly ciphertext: Buffer;
}

export interface LocalKms {
  readonly handle: RequestListener;
  readonly listen: (port: number, host?: string) => Promise<Listening>;
  readonly ensureKey: (definition: KeyDefinition) => EnsuredKey;
  readonly ensureAlias: (alias: string, keyId: string) => void;
  readonly s3Key: EnsuredKey;
  readonly forService: (service: 's3' | 'dynamodb') => ServiceKeys;
  readonly close: () => void;
}

function forService(kms: KmsContext, viaService: string): ServiceKeys {
  return {
    generateDataKey: (keyId, context, principal) => {
      const input = { KeyId: keyId, KeySpec: 'AES_256', EncryptionContext: context };
      const made = generateDataKey(kms, 'GenerateDataKey', input, { principal, viaService });
      return {
        keyArn: made.KeyId,
        plaintext: Buffer.from(made.Plaintext, 'base64'),
        ciphertext: Buffer.from(made.CiphertextBlob, 'base64'),
      };
    },
    decrypt: (ciphertext, context, principal) => {
      const input = { CiphertextBlob: ciphertext.toString('base64'), EncryptionContext: context };
      return Buffer.from(decrypt(kms, input, { principal, viaService }).Plaintext, 'base64');
    },
  };
}

/** Key Management Service on this machine: AWS JSON 1.1 over HTTP, keys wrapped on disk. */
export function createKms(options: KmsOptions): LocalKms {
  const { region, now, credentials, record } = options;
  const store = openKeyStore(join(options.dir, 'kms'), now);
  const kms: KmsContext = { store, names: kmsNames(region, options.accountId), now, record };
  const handle = jsonEndpoint({
    service: 'kms',
    target: 'TrentService',
    region,
    now,
    credentials,
    actions: { ...keyActions(kms), ...aliasActions(kms), ...dataActions(kms), ...signActions(kms) },
  });
  return {
    handle,
    listen: (port, host) => listen(handle, port, host),
    ensureKey: (definition) => ensureKey(kms, definition),
    ensureAlias: (alias, keyId) => store.setAlias(alias, keyId),
    s3Key: ensureS3Key(kms),
    forService: (service) => forService(kms, service),
    close: store.close,
  };
}
