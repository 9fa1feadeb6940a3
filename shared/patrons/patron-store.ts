import type * as z from 'zod';
import { claimBarcodeTx, freeBarcodeTx } from '../aws/barcodes.ts';
import { type ChangeContext, changed, changeFragments } from '../aws/change.ts';
import { putNew, remove, toItem, update } from '../aws/fragments.ts';
import type { Keyring, PersonKey } from '../aws/keyring.ts';
import { accessKey, gateKey, type IndexKeys, inBin, lookupKey, ofBranch, recordKey } from '../aws/keys.ts';
import { readStored, type Stored } from '../aws/stored.ts';
import type { System } from '../aws/system.ts';
import { getItems, queryPage } from '../aws/table.ts';
import type { Fragment } from '../aws/transaction.ts';
import { Patron, PatronSecret } from '../contracts/patrons.ts';
import type { EventType } from '../contracts/record.ts';
import { AppError } from '../kernel/app-error.ts';
import { closePatronTx, newPatronGateTx, openPatronTx, type PatronGate, readPatronGate } from './gate.ts';
import { type Lookup, lookupsOf, type Question } from './rules.ts';

type Of = Pick<System, 'dynamo' | 'tables' | 'keyring'>;
type Secret = z.infer<typeof PatronSecret>;

export interface OpenPatron {
  readonly stored: Stored<Patron>;
  readonly gate: PatronGate;
  readonly secret: Secret;
  readonly key: PersonKey;
}

/** Patrons with their gates, opened. One whose key was destroyed is gone, wherever a copy of the record may still be. */
export const readPatrons = async (system: Of, ids: readonly string[]): Promise<(OpenPatron | undefined)[]> => {
  const table = system.tables.records;
  const wanted = ids.flatMap((id) => [
    { table, key: recordKey('patron', id) },
    { table, key: gateKey('patron', id) },
  ]);
  const [items, keys] = await Promise.all([getItems(system.dynamo, wanted), system.keyring.persons(ids)]);
  return ids.map((_, index) => {
    const record = items[index * 2];
    const gate = readPatronGate(items[index * 2 + 1]);
    const key = keys[index];
    if (record === undefined || gate === undefined || key === undefined) return undefined;
    const stored = readStored(Patron, record);
    return { stored, gate, key, secret: PatronSecret.parse(key.open(stored.value.sealed)) };
  });
};

export const readPatron = async (system: Of, patronId: string): Promise<OpenPatron | undefined> =>
  (await readPatrons(system, [patronId]))[0];

const hashOf = (keyring: Keyring, lookup: Lookup) => keyring.lookupHash(lookup.kind, lookup.text);

/** Lookups are tiny: one page of DynamoDB holds thousands of them, more patrons of one name than a town has. */
const LOOKED_AT = 5000;

const namedBy = async (system: Of, lookup: Lookup): Promise<Set<string>> => {
  const partition = `LOOKUP#${await hashOf(system.keyring, lookup)}`;
  const page = await queryPage(system.dynamo, system.tables.records, partition, { limit: LOOKED_AT });
  return new Set(page.items.map((item) => item['SK']?.S ?? ''));
};

/** Ids of the patrons a question may mean, the likeliest first. */
export const findPatronIds = async (system: Of, question: Question): Promise<string[]> => {
  const read = (lookups: readonly Lookup[]) => Promise.all(lookups.map((lookup) => namedBy(system, lookup)));
  const [all, best, cards] = await Promise.all([
    read(question.all),
    read(question.best),
    read(question.card === undefined ? [] : [question.card]),
  ]);
  const [first = new Set<string>(), ...rest] = all;
  const found = [...first].filter((id) => rest.every((page) => page.has(id)));
  const rank = (id: string): number => best.filter((page) => page.has(id)).length;
  const byCard = cards.flatMap((page) => [...page]);
  return [...new Set([...byCard, ...found.toSorted((a, b) => rank(b) - rank(a))])];
};

export const indexOfPatron = (patron: Patron): IndexKeys =>
  patron.binnedAt !== undefined
    ? { GSI2PK: inBin('patrons'), GSI2SK: `${patron.binnedAt}#${patron.id}` }
    : patron.branch === undefined
      ? {}
      : { GSI3PK: ofBranch(patron.branch), GSI3SK: `patron#${patron.id}` };

export const lookupTx = (records: string, hash: string, patronId: string): Fragment =>
  putNew(
    `lookup:${hash}`,
    records,
    toItem({ ...lookupKey(hash, patronId) }),
    () => new AppError('stale-version', { entity: 'patron' }),
  );
export const dropLookupTx = (records: string, hash: string, patronId: string): Fragment =>
  remove(
    `lookup:${hash}`,
    records,
    lookupKey(hash, patronId),
    { condition: 'attribute_exists(#pk)', names: { '#pk': 'PK' }, values: {} },
    () => new AppError('stale-version', { entity: 'patron' }),
  );

/** The sign-in of a patron holds no name: the name is sealed in the record, and read from there. */
const accessItem = (patronId: string) =>
  toItem({ ...accessKey(patronId), personId: patronId, kind: 'patron', role: 'patron', name: '', certificates: [] });

/** From the bin nobody signs in, and whoever is signed in is so no longer. */
export const accessTx = (context: ChangeContext, patronId: string, leftAt: string | undefined): Fragment =>
  update(
    'access',
    context.tables.records,
    accessKey(patronId),
    {
      update: leftAt === undefined ? 'REMOVE #left' : 'SET #left = :left',
      condition: 'attribute_exists(#pk)',
      names: { '#left': 'leftAt', '#pk': 'PK' },
      values: leftAt === undefined ? {} : { ':left': leftAt },
    },
    () => new AppError('not-found', { entity: 'patron' }),
  );

export const lookupHashes = (keyring: Keyring, secret: Secret): Promise<string[]> =>
  Promise.all(lookupsOf(secret).map((lookup) => hashOf(keyring, lookup)));

export const createPatronTx = async (
  keyring: Keyring,
  context: ChangeContext,
  patron: Patron,
  secret: Secret,
  keyFragment: Fragment,
): Promise<Fragment[]> => {
  const { records } = context.tables;
  const barcode = await keyring.lookupHash('barcode', secret.card);
  return [
    ...changeFragments(context, { after: patron, index: indexOfPatron(patron), type: 'patron.created' }),
    newPatronGateTx(records, patron.id),
    putNew('access', records, accessItem(patron.id), () => new AppError('already-exists')),
    claimBarcodeTx(records, barcode, { entity: 'patron', id: patron.id }, secret.card),
    ...patron.lookups.map((hash) => lookupTx(records, hash, patron.id)),
    keyFragment,
  ];
};

export const editPatronTx = async (
  keyring: Keyring,
  context: ChangeContext,
  before: OpenPatron,
  content: Partial<Patron>,
  secret: Secret,
): Promise<Fragment[]> => {
  const { records } = context.tables;
  const lookups = await lookupHashes(keyring, secret);
  const old = before.stored.value;
  const after: Patron = { ...old, ...content, ...changed(context, old), lookups, sealed: before.key.seal(secret) };
  const owner = { entity: 'patron' as const, id: old.id };
  const hash = (card: string) => keyring.lookupHash('barcode', card);
  const moved = before.secret.card !== secret.card;
  return [
    ...changeFragments(context, { before: before.stored, after, index: indexOfPatron(after), type: 'patron.edited' }),
    ...old.lookups.filter((held) => !lookups.includes(held)).map((held) => dropLookupTx(records, held, old.id)),
    ...lookups.filter((wanted) => !old.lookups.includes(wanted)).map((wanted) => lookupTx(records, wanted, old.id)),
    ...(moved
      ? [
          freeBarcodeTx(records, await hash(before.secret.card), owner),
          claimBarcodeTx(records, await hash(secret.card), owner, secret.card),
        ]
      : []),
  ];
};

/** To the bin and back. The card stays theirs meanwhile: nobody else's scan may open this record. */
export const movePatronTx = (
  context: ChangeContext,
  before: OpenPatron,
  to: 'bin' | 'shelf',
  reason?: string,
): Fragment[] => {
  const { binnedAt: _binned, ...rest } = before.stored.value;
  const base = { ...rest, ...changed(context, rest), reason };
  const after: Patron = to === 'bin' ? { ...base, binnedAt: context.now.toISOString() } : base;
  const type: EventType = to === 'bin' ? 'patron.binned' : 'patron.restored';
  return [
    ...changeFragments(context, { before: before.stored, after, index: indexOfPatron(after), type }),
    to === 'bin' ? closePatronTx(context.tables.records, after.id) : openPatronTx(context.tables.records, after.id),
    accessTx(context, after.id, after.binnedAt),
  ];
};
