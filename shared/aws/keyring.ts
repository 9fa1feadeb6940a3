import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DecryptCommand, GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { AppError } from '../kernel/app-error.ts';
import type { AttributeMap } from './attribute-value.ts';
import { putNew, toItem } from './fragments.ts';
import { classKeyKey, personKeyKey } from './keys.ts';
import { getItem, getItems } from './table.ts';
import type { Fragment } from './transaction.ts';

const NONCE = 12;
const TAG = 16;
export const classKeyContext = { purpose: 'strongroom-class-key' };

/** AES-256-GCM: nonce, ciphertext, tag. `about` binds the bytes to the record they belong to. */
export const sealBytes = (
  key: Uint8Array,
  plain: Uint8Array,
  about: string,
  nonce: Uint8Array,
): Uint8Array<ArrayBuffer> => {
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(about));
  return new Uint8Array(Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]));
};

/** Opens what `sealBytes` made; throws when a bit of it, or what it is about, has changed. */
export const openBytes = (key: Uint8Array, sealed: Uint8Array, about: string): Uint8Array => {
  const end = sealed.length - TAG;
  if (end < NONCE) throw new Error('sealed bytes are too short');
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE)).setAAD(Buffer.from(about));
  decipher.setAuthTag(sealed.subarray(end));
  return Buffer.concat([decipher.update(sealed.subarray(NONCE, end)), decipher.final()]);
};

/** The key of one person: seals what is theirs, and makes the reference that loans and the ledger hold. */
export interface PersonKey {
  readonly ref: string;
  readonly seal: (value: unknown) => Uint8Array<ArrayBuffer>;
  readonly open: (sealed: Uint8Array) => unknown;
}

export interface Keyring {
  /** Keyed hash of something a patron is found by; equal inputs meet, and nothing else can be learned. */
  readonly lookupHash: (kind: 'barcode' | 'email' | 'word' | 'card', text: string) => Promise<string>;
  /** Seals something short-lived of the library's own, bound to what it is about. */
  readonly seal: (about: string, value: unknown) => Promise<Uint8Array<ArrayBuffer>>;
  readonly open: (about: string, sealed: Uint8Array) => Promise<unknown>;
  /** Signs an opaque position. */
  readonly mac: (text: string) => Promise<string>;
  readonly macMatches: (text: string, mac: string) => Promise<boolean>;
  /** The person's key; undefined when it was destroyed, and with it everything it sealed. */
  readonly person: (personId: string) => Promise<PersonKey | undefined>;
  readonly persons: (personIds: readonly string[]) => Promise<(PersonKey | undefined)[]>;
  /** A key for a new person, with the fragment that stores it beside the person's record. */
  readonly newPerson: (personId: string) => Promise<{ key: PersonKey; fragment: Fragment }>;
}

export interface KeyringParts {
  readonly dynamo: DynamoDBClient;
  readonly kms: KMSClient;
  readonly keysTable: () => string;
  readonly random: (bytes: number) => Uint8Array;
}

const derive = (key: Uint8Array, use: string): Uint8Array => new Uint8Array(hkdfSync('sha256', key, '', use, 32));

/** An import asks for the same few keys for each of its barcodes: each is derived once for each root it comes from. */
const derivedOnce = () => {
  const kept = new WeakMap<Uint8Array, Map<string, Uint8Array>>();
  return (root: Uint8Array, use: string): Uint8Array => {
    const known = kept.get(root) ?? new Map<string, Uint8Array>();
    kept.set(root, known);
    const key = known.get(use) ?? derive(root, use);
    known.set(use, key);
    return key;
  };
};
const hmac = (key: Uint8Array, text: string): string => createHmac('sha256', key).update(text).digest('base64url');

const personKey = (personId: string, root: Uint8Array, random: KeyringParts['random']): PersonKey => {
  const sealing = derive(root, 'seal');
  return {
    ref: hmac(derive(root, 'reference'), personId).slice(0, 26),
    seal: (value) => sealBytes(sealing, Buffer.from(JSON.stringify(value)), personId, random(NONCE)),
    open: (sealed): unknown => JSON.parse(Buffer.from(openBytes(sealing, sealed, personId)).toString('utf8')),
  };
};

/** Opens what a person's key sealed from what a backup alone holds: the class key, and the key wrapped under it. */
export const openWithClassKey = (
  classKey: Uint8Array,
  person: { readonly id: string; readonly wrapped: Uint8Array },
  sealed: Uint8Array,
): unknown => {
  const root = openBytes(derive(classKey, 'person'), person.wrapped, person.id);
  // Nothing is sealed with this key here, so it needs no source of chance.
  return personKey(person.id, root, (bytes) => new Uint8Array(bytes)).open(sealed);
};

/** Where the wrapped keys lie: the table `keys`, or the copy of it in a backup. */
export interface KeySource {
  readonly classKey: () => Promise<Uint8Array>;
  /** The items of these persons, in order; undefined where there is none. */
  readonly personItems: (personIds: readonly string[]) => Promise<readonly (AttributeMap | undefined)[]>;
  readonly keysTable: () => string;
  readonly random: (bytes: number) => Uint8Array;
}

/**
 * KMS → class key → person key. The class key is unwrapped once per container, when first needed;
 * a failure is not remembered, so that the next request asks again.
 */
export const createKeyring = (parts: KeyringParts): Keyring =>
  keyringOver({
    classKey: () => readClassKey(parts),
    personItems: (personIds) =>
      getItems(
        parts.dynamo,
        personIds.map((id) => ({ table: parts.keysTable(), key: personKeyKey(id) })),
      ),
    keysTable: parts.keysTable,
    random: parts.random,
  });

/** The same over keys that lie anywhere. */
export const keyringOver = (parts: KeySource): Keyring => {
  const fromClass = derivedOnce();
  let unwrapped: Promise<Uint8Array> | undefined;
  const classKey = (): Promise<Uint8Array> => {
    unwrapped ??= parts.classKey().catch((error: unknown) => {
      unwrapped = undefined;
      throw error;
    });
    return unwrapped;
  };
  const persons: Keyring['persons'] = async (personIds) => {
    const wrapping = fromClass(await classKey(), 'person');
    const items = await parts.personItems(personIds);
    return items.map((item, index) => {
      const wrapped = item?.['wrapped']?.B;
      const personId = personIds[index];
      if (wrapped === undefined || personId === undefined) return undefined;
      return personKey(personId, openBytes(wrapping, wrapped, personId), parts.random);
    });
  };
  const mac = async (text: string) => hmac(fromClass(await classKey(), 'cursor'), text);
  return {
    lookupHash: async (kind, text) => hmac(fromClass(await classKey(), `lookup-${kind}`), text),
    seal: async (about, value) =>
      sealBytes(fromClass(await classKey(), 'seal'), Buffer.from(JSON.stringify(value)), about, parts.random(NONCE)),
    open: async (about, sealed): Promise<unknown> =>
      JSON.parse(Buffer.from(openBytes(fromClass(await classKey(), 'seal'), sealed, about)).toString('utf8')),
    mac,
    macMatches: async (text, given) => {
      const right = Buffer.from(await mac(text));
      const other = Buffer.from(given);
      return right.length === other.length && timingSafeEqual(right, other);
    },
    persons,
    person: async (personId) => (await persons([personId]))[0],
    newPerson: async (personId) => {
      const root = parts.random(32);
      const wrapped = sealBytes(fromClass(await classKey(), 'person'), root, personId, parts.random(NONCE));
      const item = toItem({ ...personKeyKey(personId), wrapped });
      return {
        key: personKey(personId, root, parts.random),
        fragment: putNew(`key:${personId}`, parts.keysTable(), item, () => new AppError('already-exists')),
      };
    },
  };
};

const CANARY = 'strongroom canary: what is sealed here is known, so that opening it proves the key';

/** Something of known content under a class key, kept beside it: a library without a patron has something to open, too. */
const sealCanary = (classKey: Uint8Array, nonce: Uint8Array): Uint8Array =>
  sealBytes(derive(classKey, 'canary'), Buffer.from(CANARY), 'canary', nonce);

/** Whether this class key opens this canary, and finds in it what was put there. */
export const opensCanary = (classKey: Uint8Array, canary: Uint8Array): boolean => {
  try {
    return Buffer.from(openBytes(derive(classKey, 'canary'), canary, 'canary')).toString('utf8') === CANARY;
  } catch {
    return false;
  }
};

/** The class key in the clear: for those who seal it anew. Everybody else asks a keyring. */
export const readClassKey = async ({ dynamo, kms, keysTable }: Omit<KeyringParts, 'random'>): Promise<Uint8Array> => {
  const wrapped = (await getItem(dynamo, keysTable(), classKeyKey('library')))?.['wrapped']?.B;
  if (wrapped === undefined) throw new Error('the library has no class key: it was not founded');
  const { Plaintext } = await kms.send(
    new DecryptCommand({ CiphertextBlob: wrapped, EncryptionContext: classKeyContext }),
  );
  if (Plaintext === undefined) throw new Error('the class key came back empty');
  return Plaintext;
};

/**
 * A new class key as a fragment; refused by its condition when the library has one. `beside` makes what is stored with
 * it: the key sealed to a recovery sheet, where there is one already.
 */
export const classKeyFragment = async (
  keyId: string,
  keysTable: string,
  kms = new KMSClient({}),
  beside: (classKey: Uint8Array) => Promise<object> = async () => ({}),
): Promise<Fragment> => {
  const { CiphertextBlob, Plaintext } = await kms.send(
    new GenerateDataKeyCommand({ KeyId: keyId, KeySpec: 'AES_256', EncryptionContext: classKeyContext }),
  );
  if (CiphertextBlob === undefined || Plaintext === undefined) throw new Error('KMS gave no key');
  const canary = sealCanary(Plaintext, randomBytes(NONCE));
  const item = toItem({ ...classKeyKey('library'), wrapped: CiphertextBlob, canary, ...(await beside(Plaintext)) });
  return putNew('class-key', keysTable, item, () => new AppError('already-exists'));
};
