import { freeBarcodeTx } from '../aws/barcodes.ts';
import { remove } from '../aws/fragments.ts';
import { accessKey, gateKey, personKeyKey } from '../aws/keys.ts';
import type { System } from '../aws/system.ts';
import type { Fragment } from '../aws/transaction.ts';
import { goingOf, type Purgeable } from '../jobs/bin/purgeable.ts';
import { AppError } from '../kernel/app-error.ts';
import { dropLookupTx, readPatron } from './patron-store.ts';

const there = { condition: 'attribute_exists(#pk)', names: { '#pk': 'PK' }, values: {} };
const changed = () => new AppError('stale-version', { entity: 'patron' });

/** Nothing may be open: a loan that lost its patron would never be asked back. */
const dropGateTx = (records: string, patronId: string): Fragment =>
  remove(
    'patron-gate',
    records,
    gateKey('patron', patronId),
    {
      condition: '#closed = :true AND #loans = :zero AND #holds = :zero AND #charges = :zero',
      names: { '#closed': 'closed', '#loans': 'loans', '#holds': 'holds', '#charges': 'charges' },
      values: { ':true': true, ':zero': 0 },
    },
    (found) => (found === undefined ? changed() : new AppError('patron-has-loans')),
  );

/**
 * Erases a person: with the key nothing it sealed can be opened again, wherever a copy of it may be. Copies of the
 * keys themselves are kept thirty-five days at most.
 */
export const destroyKeyTx = (keysTable: string, personId: string): Fragment =>
  remove(`key:${personId}`, keysTable, personKeyKey(personId), there, changed);

/** A patron in the bin with card, sign-in, what they were found by, and their key. */
export const patronPurge = (system: System): Purgeable => ({
  plan: async (id) => {
    const patron = await readPatron(system, id);
    if (patron?.stored.value.binnedAt === undefined) return undefined;
    if (patron.gate.loans + patron.gate.holds + patron.gate.charges > 0)
      throw new AppError('patron-has-loans', { count: patron.gate.loans });
    const { records, keys } = system.tables;
    const { binnedAt, version, lookups } = patron.stored.value;
    const hash = await system.keyring.lookupHash('barcode', patron.secret.card);
    const beside = [
      dropGateTx(records, id),
      remove('access', records, accessKey(id), there, changed),
      freeBarcodeTx(records, hash, { entity: 'patron', id }),
      ...lookups.map((lookup) => dropLookupTx(records, lookup, id)),
      destroyKeyTx(keys, id),
    ];
    return { binnedAt, version, going: [await goingOf(system, patron.stored, () => beside)] };
  },
});
