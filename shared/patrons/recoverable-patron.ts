import type * as z from 'zod';
import type { AttributeMap } from '../aws/attribute-value.ts';
import { claimBarcodeTx, freeBarcodeTx } from '../aws/barcodes.ts';
import { changeFragments } from '../aws/change.ts';
import { textOf } from '../aws/fragments.ts';
import type { PersonKey } from '../aws/keyring.ts';
import { readStored } from '../aws/stored.ts';
import type { System } from '../aws/system.ts';
import type { Fragment } from '../aws/transaction.ts';
import { Patron, PatronSecret } from '../contracts/patrons.ts';
import { binDifference, type Goal, type Recoverable, sameContent, wentBack } from '../jobs/recoverable.ts';
import { AppError } from '../kernel/app-error.ts';
import { valueHash } from '../kernel/value-hash.ts';
import { closePatronTx, openPatronTx } from './gate.ts';
import { accessTx, dropLookupTx, indexOfPatron, lookupHashes, lookupTx, readPatron } from './patron-store.ts';

type Secret = z.infer<typeof PatronSecret>;
const secretNames = Object.keys(PatronSecret.shape);

/** The plain fields among those asked for; `sealed` stands for all that are sealed together. */
const plainNames = (fields: readonly string[]): string[] => fields.filter((name) => !secretNames.includes(name));

const secretThen = (now: Secret, was: Secret, fields: Goal['fields']): Secret => {
  if (fields === undefined) return was;
  const taken = fields.filter((name) => secretNames.includes(name)).map((name) => [name, Reflect.get(was, name)]);
  return PatronSecret.parse({ ...now, ...Object.fromEntries(taken) });
};

/** Sealed and found-by are made of the secret, anew at each writing: the secret is what is compared. */
const unsealed = (item: AttributeMap): AttributeMap => {
  const { sealed: _sealed, lookups: _lookups, ...rest } = item;
  return rest;
};

/** Patrons through time. Whoever has something open is never put in the bin; whoever was erased never comes back. */
export const recoverablePatron = (system: System): Recoverable => {
  const keyOf = async (item: AttributeMap): Promise<PersonKey | undefined> =>
    (await system.keyring.persons([textOf(item['id']) ?? '']))[0];
  const secretOf = (key: PersonKey, item: AttributeMap): Secret =>
    PatronSecret.parse(key.open(readStored(Patron, item).value.sealed));

  return {
    entity: 'patron',
    compare: async (now, goal) => {
      const either = now ?? goal.was;
      if (either === undefined) return undefined;
      const key = await keyOf(either);
      if (now === undefined || key === undefined)
        return goal.was === undefined ? undefined : { change: 'bring-back', kept: 'erased' };
      const plain = goal.fields === undefined ? undefined : plainNames(goal.fields);
      const found = binDifference(now, goal, (was) => {
        const [here, there] = [secretOf(key, now), secretOf(key, was)];
        const same = valueHash(here) === valueHash(secretThen(here, there, goal.fields));
        return same && sameContent(unsealed(now), unsealed(was), plain);
      });
      if (found?.change !== 'bin') return found;
      const gate = (await readPatron(system, textOf(now['id']) ?? ''))?.gate;
      const open = gate === undefined ? 0 : gate.loans + gate.holds + gate.charges;
      return open > 0 ? { ...found, kept: 'on-loan' } : found;
    },
    become: async (context, now, goal) => {
      const key = now === undefined ? undefined : await keyOf(now);
      if (now === undefined || key === undefined) throw new AppError('not-found', { entity: 'patron' });
      const { records } = context.tables;
      const before = readStored(Patron, now);
      const was = goal.was === undefined ? undefined : readStored(Patron, goal.was).value;
      const here = secretOf(key, now);
      const secret = goal.was === undefined ? here : secretThen(here, secretOf(key, goal.was), goal.fields);
      const lookups = await lookupHashes(system.keyring, secret);
      const fields = goal.fields === undefined ? undefined : plainNames(goal.fields);
      const after: Patron = {
        ...wentBack(context, before.value, was, { ...goal, fields }),
        sealed: key.seal(secret),
        lookups,
      };
      const [inBin, toBin] = [before.value.binnedAt !== undefined, after.binnedAt !== undefined];
      const type = inBin === toBin ? 'patron.put-back' : toBin ? 'patron.binned' : 'patron.restored';
      const held = before.value.lookups;
      const moved: Fragment[] =
        inBin === toBin
          ? []
          : [
              toBin ? closePatronTx(records, after.id) : openPatronTx(records, after.id),
              accessTx(context, after.id, after.binnedAt),
            ];
      return [
        ...changeFragments(context, {
          before,
          after,
          index: indexOfPatron(after),
          type,
          params: was === undefined ? {} : { toVersion: was.version },
        }),
        ...held.filter((hash) => !lookups.includes(hash)).map((hash) => dropLookupTx(records, hash, after.id)),
        ...lookups.filter((hash) => !held.includes(hash)).map((hash) => lookupTx(records, hash, after.id)),
        ...(await cardTx(system, records, after.id, here.card, secret.card)),
        ...moved,
      ];
    },
    barcode: async (item) => {
      const key = await keyOf(item);
      return key === undefined ? undefined : secretOf(key, item).card;
    },
    fields: async (item) => {
      const key = await keyOf(item);
      if (key === undefined) return undefined;
      const { category, expires, blocked, branch } = readStored(Patron, item).value;
      const all = { ...secretOf(key, item), category, expires, blocked: blocked ? 'yes' : 'no', branch };
      return new Map(
        Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
      );
    },
    labels: async (items) => items.map(() => ({})),
  };
};

/** The card stays theirs in the bin too: it moves only when it was another one then. */
const cardTx = async (
  system: System,
  records: string,
  id: string,
  held: string,
  wanted: string,
): Promise<Fragment[]> => {
  if (held === wanted) return [];
  const owner = { entity: 'patron' as const, id };
  const hashOf = (card: string) => system.keyring.lookupHash('barcode', card);
  return [
    freeBarcodeTx(records, await hashOf(held), owner),
    claimBarcodeTx(records, await hashOf(wanted), owner, wanted),
  ];
};
