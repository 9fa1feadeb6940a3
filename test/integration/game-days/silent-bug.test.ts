import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChangeContext } from '../../../shared/aws/change.ts';
import { countItemsTx } from '../../../shared/catalogue/gates.ts';
import { newItem } from '../../../shared/catalogue/item-operations.ts';
import { createItemTx, editItemTx, readItems } from '../../../shared/catalogue/item-store.ts';
import { type Desk, deskOf } from '../../support/desk.ts';
import { auditLibrary } from '../../support/proof.ts';
import { type SmallCloud, startSmallCloud } from '../../support/small-cloud.ts';
import { differences, libraryState } from '../time-machine/library-state.ts';
import { type Machine, machineOf } from '../time-machine/machine-fixture.ts';
import { askTwice } from '../time-machine/second-manager.ts';

/** A thousand where everything is proved at full size. */
const COPIES = process.env['PROVE'] === '1' ? 1000 : 210;
const DAYS = 7;
const DAY_MS = 86_400_000;
/** Copies of one transaction. */
const AT_ONCE = 20;

let cloud: SmallCloud;
let desk: Desk;
let machine: Machine;
beforeAll(async () => {
  cloud = await startSmallCloud();
  desk = deskOf(cloud.system, cloud.managerId);
  machine = machineOf(cloud.system, cloud.managerId);
});
afterAll(async () => {
  expect((await auditLibrary(cloud.system)).wrong).toEqual([]);
  await cloud.close();
});

const nightly = (): ChangeContext => ({
  ...desk.call().context,
  now: cloud.system.clock(),
  actor: { id: 'system', kind: 'system' },
  device: 'schedule',
});

const shelve = async (titleId: string): Promise<string[]> => {
  const ids: string[] = [];
  for (let from = 0; from < COPIES; from += AT_ONCE) {
    const { context } = desk.call();
    const copies = Array.from({ length: AT_ONCE }, (_, n) =>
      newItem(
        context,
        titleId,
        { barcode: `WEEK-${from + n}`, itemType: 'book', callNumber: `QA ${from + n}` },
        'MAIN',
      ),
    );
    const hashes = await Promise.all(copies.map(({ barcode }) => cloud.system.keyring.lookupHash('barcode', barcode)));
    const parts = copies.flatMap((copy, n) => createItemTx(context, copy, hashes[n] ?? ''));
    const counted = countItemsTx(cloud.system.tables.records, titleId, copies.length);
    await cloud.system.commit([...parts, counted], cloud.system.newId());
    ids.push(...copies.map(({ id }) => id));
  }
  return ids;
};

/** A nightly tidy-up that was meant to mend shelf marks and empties them, through the product's own way of writing. */
const spoil = async (ids: readonly string[]): Promise<void> => {
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    const items = (await readItems(cloud.system, ids.slice(from, from + AT_ONCE))).filter((item) => item !== undefined);
    const context = nightly();
    const parts = items.flatMap((item) => editItemTx(context, item, { callNumber: undefined, location: '???' }));
    await cloud.system.commit(parts, cloud.system.newId());
  }
};

describe(`game day: a bug corrupts ${COPIES} records over a week, and nobody notices`, () => {
  it('is unpicked from history: what the bug did goes back, what people did since stays', async () => {
    const ids = await shelve(await desk.title('Shelved'));
    const patronId = await desk.patron('Wanda Week');
    const from = await machine.moment();
    const before = await libraryState(cloud.system);
    const corrected = new Set<string>();
    for (let night = 0; night < DAYS; night += 1) {
      const share = Math.ceil(COPIES / DAYS);
      const spoilt = ids.slice(night * share, (night + 1) * share);
      await spoil(spoilt);
      cloud.clock.offsetMs += DAY_MS;
      // Days go by as they do: a copy is lent, another corrected by hand, a book bought.
      await desk.lend(patronId, `WEEK-${night * share}`);
      const itemId = spoilt[1] ?? '';
      const asked = { itemId, barcode: `WEEK-${night * share + 1}`, itemType: 'book', callNumber: 'by hand' } as const;
      await desk.catalogue['item.edit'](desk.call(2), asked);
      corrected.add(`item ${itemId}`);
      await desk.title(`Bought on day ${night}`);
    }
    const week = await libraryState(cloud.system);

    const to = cloud.system.clock().toISOString();
    const plan = await machine.plan({ kind: 'person', actorId: 'system', from, to });
    expect(plan).toMatchObject({ changes: COPIES, conflicts: DAYS, keptLoans: 0, needsSecondPerson: true });
    const { jobId } = await askTwice(cloud.system, () => machine.ask(plan, { conflicts: 'keep' }));
    const job = await machine.work(jobId);
    expect(job).toMatchObject({ state: 'done', tally: { restored: COPIES - DAYS, skipped: DAYS } });

    const mended = await libraryState(cloud.system);
    const bought = [...mended.keys()].filter((key) => !before.has(key));
    expect(bought).toHaveLength(DAYS);
    expect(new Set(differences(mended, before))).toEqual(new Set([...corrected, ...bought]));
    const loans = await desk.circulation['patron.loans'](desk.call(), { patronId });
    expect(loans.rows).toHaveLength(DAYS);

    // It was the right thing; had it not been, the week would be there again.
    const undo = await askTwice(cloud.system, () =>
      desk.catalogue['batch.undo'](machine.call(), { batchId: job.batchId ?? '' }),
    );
    expect((await machine.work(undo.jobId)).tally).toEqual({ undone: COPIES - DAYS });
    expect(differences(await libraryState(cloud.system), week)).toEqual([]);
  }, 180_000);
});
