import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { barcodeOwner } from '../../../shared/aws/barcodes.ts';
import { born } from '../../../shared/aws/change.ts';
import { gateKey, historyOf, recordKey } from '../../../shared/aws/keys.ts';
import { getItem, queryPage } from '../../../shared/aws/table.ts';
import type { Entity } from '../../../shared/contracts/record.ts';
import { hasDue } from '../../../shared/jobs/bin/run-purge.ts';
import { readPatron } from '../../../shared/patrons/patron-store.ts';
import { branchTx, readBranches } from '../../../shared/settings/settings-store.ts';
import { type Desk, deskOf } from '../../support/desk.ts';
import { auditLibrary } from '../../support/proof.ts';
import { refusal } from '../../support/refusal.ts';
import { type SmallCloud, startSmallCloud } from '../../support/small-cloud.ts';
import { copyOfLibrary, DAY_MS, failProof, purgeTonight } from './bin-fixture.ts';

let cloud: SmallCloud;
let desk: Desk;
beforeAll(async () => {
  cloud = await startSmallCloud();
  desk = deskOf(cloud.system, cloud.managerId);
});
// Each case begins on a day of its own, with nothing that an earlier one left due.
beforeEach(async () => {
  cloud.clock.offsetMs += 400 * DAY_MS;
  await copyOfLibrary(cloud.system, cloud.system.clock());
  await purgeTonight(cloud.system);
  cloud.clock.offsetMs += 400 * DAY_MS;
});
afterAll(async () => {
  expect((await auditLibrary(cloud.system)).wrong).toEqual([]);
  await cloud.close();
});

const pass = (days: number) => {
  cloud.clock.offsetMs += days * DAY_MS;
};
const now = () => cloud.system.clock();
const records = () => cloud.system.tables.records;
const traces = async (entity: Entity, id: string) => {
  const { dynamo } = cloud.system;
  const [record, past] = await Promise.all([
    getItem(dynamo, records(), recordKey(entity, id)),
    queryPage(dynamo, records(), historyOf(entity, id)),
  ]);
  const gate =
    entity === 'title' || entity === 'item' || entity === 'patron'
      ? await getItem(dynamo, records(), gateKey(entity, id))
      : undefined;
  return { record: record !== undefined, past: past.items.length, gate: gate !== undefined };
};
const nothing = { record: false, past: 0, gate: false };
const events = async (entity: Entity, id: string) => {
  const page = await queryPage(cloud.system.dynamo, cloud.system.tables.ledger, `${entity}#${id}`);
  return page.items.map((item) => item['type']?.S);
};
let shelf = 0;
const binnedTitle = async (copies: number) => {
  shelf += 1;
  const titleId = await desk.title(`Purge ${shelf}`);
  const barcodes = Array.from({ length: copies }, (_, n) => `PG${shelf}-${n}`);
  const itemIds: string[] = [];
  for (const barcode of barcodes) itemIds.push(await desk.item(titleId, barcode));
  await desk.catalogue['title.bin'](desk.call(1), { titleId, reason: 'worn out' });
  return { titleId, itemIds, barcodes };
};
const copyLater = (more: Parameters<typeof copyOfLibrary>[2] = {}) => {
  cloud.clock.offsetMs += 60_000;
  return copyOfLibrary(cloud.system, now(), more);
};

describe('what has lain in the bin for thirty days', () => {
  it('goes for good with its copies, their barcodes and its past; the ledger keeps that it was', async () => {
    const { titleId, itemIds, barcodes } = await binnedTitle(2);
    const backupId = await copyLater();
    pass(31);
    expect(await hasDue(cloud.system, now())).toBe(true);
    expect(await purgeTonight(cloud.system)).toEqual({ purged: 3 });
    expect(await traces('title', titleId)).toEqual(nothing);
    for (const id of itemIds) expect(await traces('item', id)).toEqual(nothing);
    for (const barcode of barcodes) expect(await barcodeOwner(cloud.system, barcode)).toBeUndefined();
    expect(await events('title', titleId)).toEqual(['title.created', 'title.binned', 'title.purged']);
    const page = await queryPage(cloud.system.dynamo, cloud.system.tables.ledger, `title#${titleId}`);
    expect(page.items.at(-1)?.['params']?.M?.['backupId']?.S).toBe(backupId);
    expect(await hasDue(cloud.system, now())).toBe(false);
  });

  it('may be a copy alone; its title stays', async () => {
    const titleId = await desk.title('Stays');
    const itemId = await desk.item(titleId, 'ALONE-1');
    await desk.item(titleId, 'ALONE-2');
    await desk.catalogue['item.bin'](desk.call(1), { itemId });
    await copyLater();
    pass(31);
    expect(await purgeTonight(cloud.system)).toEqual({ purged: 1 });
    expect(await traces('item', itemId)).toEqual(nothing);
    expect((await desk.catalogue['title.get'](desk.call(), { titleId })).items).toHaveLength(1);
  });

  it('of a patron takes the key along: what a copy still holds of them can be opened by nobody', async () => {
    const patronId = await desk.patron('Gone Forever');
    const before = await readPatron(cloud.system, patronId);
    await desk.patrons['patron.bin'](desk.call(1), { patronId });
    await copyLater();
    pass(31);
    expect(await purgeTonight(cloud.system)).toEqual({ purged: 1 });
    expect(await traces('patron', patronId)).toEqual(nothing);
    expect(await cloud.system.keyring.person(patronId)).toBeUndefined();
    expect(await barcodeOwner(cloud.system, before?.secret.card ?? '')).toBeUndefined();
    expect((await desk.patrons['patron.find'](desk.call(), { words: 'Forever' })).rows).toEqual([]);
  });

  it('may be a branch nobody belongs to', async () => {
    const { context } = desk.call();
    const [first] = await readBranches(cloud.system);
    if (first === undefined) throw new Error('no branch');
    const branch = { ...first.value, ...born(context, context.newId()), code: `B${shelf}`, name: 'Bus' };
    await cloud.system.commit(branchTx(context, branch), cloud.system.newId());
    await desk.settings['branch.bin'](desk.call(1), { branchId: branch.id });
    await copyLater();
    pass(31);
    expect(await purgeTonight(cloud.system)).toEqual({ purged: 1 });
    expect(await traces('branch', branch.id)).toEqual(nothing);
  });
});

describe('what stays in the bin', () => {
  it('is everything whose thirty days are not over', async () => {
    const { titleId } = await binnedTitle(0);
    await copyLater();
    pass(29);
    expect(await hasDue(cloud.system, now())).toBe(false);
    expect(await purgeTonight(cloud.system)).toEqual({});
    expect((await traces('title', titleId)).record).toBe(true);
  });

  const copies: readonly [string, () => Promise<unknown>][] = [
    ['there is no copy at all', async () => undefined],
    ['its copy was never read back', () => copyLater({ proof: 'none' })],
    ['its copy did not prove', () => copyLater({ proof: { passed: false } })],
    ['its copy did not finish', () => copyLater({ state: 'failed' })],
    ['its copy is kept no longer', () => copyLater({ retainUntil: new Date(now().getTime() + DAY_MS).toISOString() })],
    ['its copy was proved only by repairing what happened just then', () => copyLater({ proof: { repaired: 1 } })],
    [
      'its copy is built on one that nobody knows',
      () =>
        copyLater({
          kind: 'incremental',
          chain: [{ backupId: cloud.system.newId(), key: 'x', versionId: '1', hash: 'a'.repeat(64) }],
        }),
    ],
  ];
  it.each(copies)('is what no proved copy holds: %s', async (_why, copy) => {
    await copyOfLibrary(cloud.system, now());
    cloud.clock.offsetMs += 60_000;
    const { titleId } = await binnedTitle(1);
    await copy();
    pass(31);
    expect(await purgeTonight(cloud.system)).toEqual({ waits: 1 });
    expect((await traces('title', titleId)).record).toBe(true);
    const { rows } = await desk.catalogue['bin.list'](desk.call(), {});
    const row = rows.find(({ id }) => id === titleId);
    expect(row?.purge.days).toBe(0);
    expect(row?.purge.heldUntil).toBeUndefined();
  });

  it('is a title when the copy fails its proof in the very moment it should go', async () => {
    const { titleId } = await binnedTitle(0);
    const backupId = await copyLater();
    pass(31);
    let failed = false;
    const worker = {
      ...cloud.system,
      commit: async (...args: Parameters<typeof cloud.system.commit>) => {
        const isPurge = args[0].some(({ label }) => label === 'copy');
        if (isPurge && !failed) {
          failed = true;
          await failProof(cloud.system, backupId);
        }
        return cloud.system.commit(...args);
      },
    };
    expect(await purgeTonight(cloud.system, worker)).toEqual({ kept: 1 });
    expect((await traces('title', titleId)).record).toBe(true);
  });

  it('is a patron with something open', async () => {
    const patronId = await desk.patron('Still Open');
    const titleId = await desk.title('Lent');
    await desk.item(titleId, `OPEN-${shelf}`);
    await desk.lend(patronId, `OPEN-${shelf}`);
    expect((await refusal(desk.patrons['patron.bin'](desk.call(1), { patronId }))).code).toBe('patron-has-loans');
    await desk.takeBack(`OPEN-${shelf}`);
  });
});

describe('a record with much behind it', () => {
  it('goes with more versions than one transaction holds', async () => {
    const titleId = await desk.title('Edited often');
    for (let version = 1; version <= 130; version += 1)
      await desk.catalogue['title.edit'](desk.call(version), { titleId, form: { title: `Edit ${version}` } });
    await desk.catalogue['title.bin'](desk.call(131), { titleId });
    await copyLater();
    pass(31);
    expect(await purgeTonight(cloud.system)).toEqual({ purged: 1 });
    expect(await traces('title', titleId)).toEqual(nothing);
  });

  it('goes with more copies than one transaction holds, also when the worker dies at any commit', async () => {
    const { titleId, itemIds } = await binnedTitle(30);
    await copyLater();
    pass(31);
    let commits = 0;
    const mortal = (dies: number) => ({
      ...cloud.system,
      commit: async (...args: Parameters<typeof cloud.system.commit>) => {
        commits += 1;
        if (commits === dies) throw new Error('killed');
        return cloud.system.commit(...args);
      },
    });
    expect(await purgeTonight(cloud.system, mortal(9))).toEqual({ purged: 31 });
    expect(commits).toBeGreaterThan(30);
    expect(await traces('title', titleId)).toEqual(nothing);
    for (const id of itemIds) expect(await traces('item', id)).toEqual(nothing);
  });

  it('cannot be taken out once its copies have begun to go', async () => {
    const { titleId } = await binnedTitle(30);
    await copyLater();
    pass(31);
    let asked: string | undefined;
    const worker = {
      ...cloud.system,
      commit: async (...args: Parameters<typeof cloud.system.commit>) => {
        await cloud.system.commit(...args);
        if (asked === undefined && args[0].some(({ label }) => label === 'title-gate'))
          asked = (await refusal(desk.catalogue['title.restore'](desk.call(2), { titleId }))).code;
      },
    };
    expect(await purgeTonight(cloud.system, worker)).toEqual({ purged: 31 });
    expect(asked).toBe('in-purge');
  });
});

describe('purge and restore at the same moment', () => {
  it('never both win: a title is back whole, or gone whole', async () => {
    const ends: string[] = [];
    for (let round = 0; round < 8; round += 1) {
      const { titleId, itemIds, barcodes } = await binnedTitle(2);
      await copyLater();
      pass(31);
      const [purge, restore] = await Promise.allSettled([
        purgeTonight(cloud.system, cloud.container()),
        new Promise((done) => setTimeout(done, round * 3)).then(() =>
          desk.catalogue['title.restore'](desk.call(2), { titleId }),
        ),
      ]);
      expect(purge.status).toBe('fulfilled');
      const left = await traces('title', titleId);
      ends.push(restore.status);
      expect(left.record).toBe(restore.status === 'fulfilled');
      for (const id of itemIds) expect((await traces('item', id)).record).toBe(left.record);
      for (const barcode of barcodes)
        expect((await barcodeOwner(cloud.system, barcode)) !== undefined).toBe(left.record);
    }
    expect(new Set(ends).size).toBeGreaterThan(0);
  });
});
