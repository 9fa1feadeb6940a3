import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCursor, sealCursor } from '../../../shared/aws/cursor.ts';
import { toItem } from '../../../shared/aws/fragments.ts';
import { openBytes, type PersonKey, sealBytes } from '../../../shared/aws/keyring.ts';
import { personKeyKey } from '../../../shared/aws/keys.ts';
import { readPatron } from '../../../shared/patrons/patron-store.ts';
import { deskOf } from '../../support/desk.ts';
import { refusal } from '../../support/refusal.ts';
import { type SmallCloud, startSmallCloud } from '../../support/small-cloud.ts';

let cloud: SmallCloud;
let ann: PersonKey;
let bob: PersonKey;
let annId: string;
beforeAll(async () => {
  cloud = await startSmallCloud();
  const newKey = async (id: string) => {
    const { key, fragment } = await cloud.system.keyring.newPerson(id);
    await cloud.system.commit([fragment], cloud.system.newId());
    return key;
  };
  annId = cloud.system.newId();
  ann = await newKey(annId);
  bob = await newKey(cloud.system.newId());
});
afterAll(() => cloud.close());

const key = (fill: number) => new Uint8Array(32).fill(fill);
const nonce = new Uint8Array(12).fill(7);

describe('sealed bytes', () => {
  it('open again to what they were, for the same key and the same thing they are about', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.string(), (plain, about) => {
        const sealed = sealBytes(key(1), plain, about, nonce);
        expect(Buffer.from(openBytes(key(1), sealed, about)).equals(Buffer.from(plain))).toBe(true);
      }),
    );
  });

  it('open for no other key, no other thing, and not with one bit changed or bytes missing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), fc.nat(), fc.nat(7), (plain, at, bit) => {
        const sealed = sealBytes(key(1), plain, 'ann', nonce);
        expect(() => openBytes(key(2), sealed, 'ann')).toThrow();
        expect(() => openBytes(key(1), sealed, 'bob')).toThrow();
        const changed = sealed.slice();
        changed[at % sealed.length] = (changed[at % sealed.length] ?? 0) ^ (1 << bit);
        expect(() => openBytes(key(1), changed, 'ann')).toThrow();
        expect(() => openBytes(key(1), sealed.slice(0, at % sealed.length), 'ann')).toThrow();
      }),
    );
  });
});

describe('the keys of people', () => {
  it('open what they sealed, in another container too, and nothing of anybody else’s', async () => {
    const sealed = ann.seal({ name: 'Ann', card: '1' });
    expect((await cloud.container().keyring.person(annId))?.open(sealed)).toEqual({ name: 'Ann', card: '1' });
    expect(() => bob.open(sealed)).toThrow();
  });

  it('seal the same thing differently each time', () => {
    expect(Buffer.from(ann.seal('x')).equals(Buffer.from(ann.seal('x')))).toBe(false);
  });

  it('give each person a reference of their own, the same in every container, that does not hold the id', async () => {
    expect(ann.ref).toHaveLength(26);
    expect(ann.ref).not.toBe(bob.ref);
    expect((await cloud.container().keyring.person(annId))?.ref).toBe(ann.ref);
    expect(ann.ref).not.toContain(annId.slice(0, 6));
  });

  it('are not made twice for one person', async () => {
    const { fragment } = await cloud.system.keyring.newPerson(annId);
    expect((await refusal(cloud.system.commit([fragment], cloud.system.newId()))).code).toBe('already-exists');
  });

  it('a wrapped key moved to another person opens for neither', async () => {
    const thief = cloud.system.newId();
    const { fragment } = await cloud.system.keyring.newPerson(cloud.system.newId());
    const wrapped = fragment.item.Put?.Item?.['wrapped'];
    if (wrapped === undefined) throw new Error('no wrapped key');
    const Item = { ...toItem({ ...personKeyKey(thief) }), wrapped };
    await cloud.system.dynamo.send(new PutItemCommand({ TableName: 'keys', Item }));
    await expect(cloud.system.keyring.person(thief)).rejects.toThrow();
  });

  it('destroyed, take the person with them: no name, no card, no record', async () => {
    const desk = deskOf(cloud.system, cloud.managerId);
    const id = await desk.patron('Erna Erased');
    const Key = toItem({ ...personKeyKey(id) });
    await cloud.system.dynamo.send(new DeleteItemCommand({ TableName: 'keys', Key }));
    expect(await readPatron(cloud.system, id)).toBeUndefined();
    expect((await desk.patrons['patron.find'](desk.call(), { words: 'Erna' })).rows).toEqual([]);
    expect((await refusal(desk.patrons['patron.get'](desk.call(), { patronId: id }))).code).toBe('not-found');
  });
});

describe('lookups', () => {
  it('meet for equal texts of one kind only', async () => {
    const { lookupHash } = cloud.system.keyring;
    const hash = await lookupHash('word', 'muller');
    expect(await cloud.container().keyring.lookupHash('word', 'muller')).toBe(hash);
    for (const kind of ['barcode', 'email', 'card'] as const) expect(await lookupHash(kind, 'muller')).not.toBe(hash);
    expect(await lookupHash('word', 'mullers')).not.toBe(hash);
  });
});

describe('short-lived things the library seals for itself', () => {
  it('open for what they are about and for nothing else', async () => {
    const { seal, open } = cloud.system.keyring;
    const sealed = await seal('answer a', { name: 'Ann' });
    expect(await open('answer a', sealed)).toEqual({ name: 'Ann' });
    await expect(open('answer b', sealed)).rejects.toThrow();
  });
});

describe('a position in a list', () => {
  const position = { PK: { S: 'TITLE#1' }, SK: { S: 'REC' } };
  const list = 'bin';

  it('comes back as it was, for the list it was made for', async () => {
    const cursor = await sealCursor(cloud.system.keyring, list, position);
    expect(await openCursor(cloud.container().keyring, list, cursor)).toEqual(position);
    expect(await openCursor(cloud.system.keyring, list, undefined)).toBeUndefined();
    expect(await refusal(openCursor(cloud.system.keyring, 'staff', cursor))).toMatchObject({
      code: 'invalid-input',
      params: { field: 'cursor' },
    });
  });

  it('changed in any character, cut or made up, is refused', async () => {
    const cursor = await sealCursor(cloud.system.keyring, list, position);
    await fc.assert(
      fc.asyncProperty(fc.nat(cursor.length - 1), fc.constantFrom('A', 'z', '0', '.', '-', ''), async (at, put) => {
        const changed = `${cursor.slice(0, at)}${put}${cursor.slice(at + 1)}`;
        fc.pre(changed !== cursor);
        expect((await refusal(openCursor(cloud.system.keyring, list, changed))).code).toBe('invalid-input');
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.string(), async (made) => {
        expect((await refusal(openCursor(cloud.system.keyring, list, made))).code).toBe('invalid-input');
      }),
    );
  });
});
