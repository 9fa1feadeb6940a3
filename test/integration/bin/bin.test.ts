import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noPool, recoverables } from '../../../functions/backups/recoverables.ts';
import { approvalHandlers } from '../../../shared/approvals/operations.ts';
import { born } from '../../../shared/aws/change.ts';
import type { System } from '../../../shared/aws/system.ts';
import { binManyRunner } from '../../../shared/catalogue/bin-many.ts';
import { binWithItems } from '../../../shared/catalogue/move-title.ts';
import { readTitle } from '../../../shared/catalogue/title-store.ts';
import { readBatch } from '../../../shared/jobs/batch-store.ts';
import { undoBatchRunner } from '../../../shared/jobs/undo-batch.ts';
import { branchTx, readBranches } from '../../../shared/settings/settings-store.ts';
import { type Desk, deskOf } from '../../support/desk.ts';
import { auditLibrary } from '../../support/proof.ts';
import { outcomes, refusal } from '../../support/refusal.ts';
import { workOff } from '../../support/run-jobs.ts';
import { type SmallCloud, startSmallCloud } from '../../support/small-cloud.ts';
import { callOf, copyOfLibrary, DAY_MS, workPurge } from './bin-fixture.ts';

let cloud: SmallCloud;
let desk: Desk;
const clerkId = '01J0000000000000000000C1ER';
const secondId = '01J0000000000000000000SEC0';
beforeAll(async () => {
  cloud = await startSmallCloud();
  desk = deskOf(cloud.system, cloud.managerId);
});
afterAll(async () => {
  expect((await auditLibrary(cloud.system)).wrong).toEqual([]);
  await cloud.close();
});

const clerk = (ifMatch = 0) => callOf(cloud.system, clerkId, 'clerk', ifMatch);
const manager = (ifMatch = 0) => callOf(cloud.system, cloud.managerId, 'manager', ifMatch);
const at = async () => undefined;
let made = 0;
const titlesOf = async (count: number) => {
  const ids: string[] = [];
  for (let n = 0; n < count; n += 1) {
    made += 1;
    ids.push(await desk.title(`Many ${made}`));
  }
  return ids;
};
const binMany = async (titleIds: string[], reason?: string, call = clerk()) => {
  const asked = await desk.catalogue['title.bin-many'](call, { titleIds, reason });
  const { job } = await workOff(cloud.system, binManyRunner(cloud.system), asked.jobId, at);
  return job;
};
const isBinned = async (titleId: string) =>
  (await desk.catalogue['title.get'](manager(), { titleId })).binnedAt !== undefined;
/** The second person agrees to the newest request. */
const agree = async (operation: string, system: System = cloud.system) => {
  const { rows } = await approvalHandlers(system)['approval.list'](manager(), {});
  const waiting = rows.find((row) => row.state === 'waiting' && row.operation === operation);
  if (waiting === undefined) throw new Error('nothing waits');
  const call = callOf(system, secondId, 'manager', waiting.version);
  await approvalHandlers(system)['approval.give'](call, { approvalId: waiting.approvalId });
  return waiting;
};

describe('putting many titles in the bin', () => {
  it('is one set of changes; whoever did it takes it back at once', async () => {
    const ids = await titlesOf(5);
    const job = await binMany(ids, 'water damage');
    expect(job).toMatchObject({ state: 'done', tally: { binned: 5 } });
    expect((await readBatch(cloud.system, job.batchId ?? ''))?.value).toMatchObject({
      kind: 'bin',
      state: 'closed',
      label: 'water damage',
      counts: { titles: 5 },
    });
    const undo = await desk.catalogue['bin.undo'](clerk(), { batchId: job.batchId ?? '' });
    await workOff(cloud.system, undoBatchRunner(cloud.system, recoverables(cloud.system, noPool)), undo.jobId, at);
    for (const id of ids) expect(await isBinned(id)).toBe(false);
  });

  it('leaves and counts what is on loan, in the bin already, or not there', async () => {
    const [lent = '', binned = '', plain = ''] = await titlesOf(3);
    await desk.item(lent, 'MANY-LENT');
    await desk.lend(await desk.patron('Lena Lent'), 'MANY-LENT');
    await desk.catalogue['title.bin'](desk.call(1), { titleId: binned });
    const job = await binMany([lent, binned, plain, cloud.system.newId()]);
    expect(job.tally).toEqual({ lent: 1, gone: 2, binned: 1 });
    expect(await isBinned(plain)).toBe(true);
  });

  it('up to twenty-five is one person’s act, one more needs a second person', async () => {
    expect((await binMany(await titlesOf(25))).tally).toEqual({ binned: 25 });
    const ids = await titlesOf(26);
    const ask = () => desk.catalogue['title.bin-many'](clerk(), { titleIds: ids, reason: 'moved' });
    expect(await refusal(ask())).toMatchObject({ code: 'approval-needed', params: { records: 26 } });
    expect(await isBinned(ids[0] ?? '')).toBe(false);
    await agree('title.bin-many');
    const asked = await ask();
    await workOff(cloud.system, binManyRunner(cloud.system), asked.jobId, at);
    expect(await isBinned(ids[25] ?? '')).toBe(true);
    // The agreement was for once.
    expect((await refusal(ask())).code).toBe('approval-needed');
  });

  it('counts a title once however often it is named', async () => {
    const [id = ''] = await titlesOf(1);
    expect((await binMany(Array.from({ length: 30 }, () => id))).tally).toEqual({ binned: 1 });
  });

  it('is taken back by nobody else, and not after a day, without the right to undo', async () => {
    const job = await binMany(await titlesOf(1));
    const batchId = job.batchId ?? '';
    const other = callOf(cloud.system, secondId, 'clerk');
    expect((await refusal(desk.catalogue['bin.undo'](other, { batchId }))).code).toBe('not-allowed');
    const late = { ...clerk(), now: new Date(cloud.system.clock().getTime() + 2 * DAY_MS) };
    expect((await refusal(desk.catalogue['bin.undo'](late, { batchId }))).code).toBe('not-allowed');
    const undo = await desk.catalogue['bin.undo'](clerk(), { batchId });
    expect((await refusal(desk.catalogue['bin.undo'](clerk(), { batchId: undo.batchId ?? '' }))).code).toBe(
      'not-found',
    );
  });

  it('goes on where a worker died, and puts no title away twice', async () => {
    const ids = await titlesOf(8);
    const asked = await desk.catalogue['title.bin-many'](clerk(), { titleIds: ids });
    let binned = 0;
    const mortal: System = {
      ...cloud.system,
      commit: async (...args) => {
        if (args[0].some(({ label }) => label === 'title-gate')) binned += 1;
        if (binned % 3 === 2) {
          binned += 1;
          throw new Error('killed');
        }
        return cloud.system.commit(...args);
      },
    };
    const { job } = await workOff(mortal, binManyRunner(mortal), asked.jobId, at);
    expect(job).toMatchObject({ state: 'done', tally: { binned: 8 } });
  });
});

describe('the list of the bin', () => {
  it('says who, when, why, and when it goes for good; by kind and by person', async () => {
    const [mine = '', theirs = ''] = await titlesOf(2);
    const copy = await desk.item(mine, 'LIST-1');
    await desk.catalogue['item.bin'](manager(1), { itemId: copy, reason: 'torn' });
    await desk.catalogue['title.bin'](manager(1), { titleId: mine });
    await desk.catalogue['title.bin'](clerk(1), { titleId: theirs, reason: 'double' });
    const all = await desk.catalogue['bin.list'](manager(), { person: clerkId });
    expect(all.rows.every((row) => row.binnedById === clerkId)).toBe(true);
    expect(all.rows.find((row) => row.id === theirs)).toMatchObject({
      entity: 'title',
      reason: 'double',
      purge: { days: 30 },
    });
    const copies = await desk.catalogue['bin.list'](manager(), { kind: 'item' });
    expect(copies.rows.find((row) => row.id === copy)).toMatchObject({
      binnedBy: 'Maria Manager',
      reason: 'torn',
      titleInBin: true,
      barcodeTaken: false,
    });
    expect(copies.rows.every((row) => row.entity === 'item')).toBe(true);
  });

  it('shows patrons to those who may see them, and writes each look down', async () => {
    const patronId = await desk.patron('Benno Binned');
    await desk.patrons['patron.bin'](desk.call(1), { patronId, reason: 'moved away' });
    const { rows } = await desk.patrons['patron.binned'](desk.call(), {});
    expect(rows.find((row) => row.id === patronId)).toMatchObject({ name: 'Benno Binned', reason: 'moved away' });
    const past = await desk.patrons['patron.past'](desk.call(), { patronId });
    expect(past.rows.map((entry) => entry.type)).toContain('patron.read');
  });
});

describe('taking out of the bin', () => {
  it('brings the copies back that went with the title; one whose barcode was given away stays, and is named', async () => {
    const { system } = cloud;
    const titleId = await desk.title('With copies');
    await desk.item(titleId, 'ALONG-1');
    await desk.item(titleId, 'ALONG-2');
    const context = { ...desk.call().context };
    const title = await readTitle(system, titleId);
    if (title === undefined) throw new Error('no title');
    await system.commit((await binWithItems(system, context, title)).fragments, context.changeId);
    const other = await desk.title('Another');
    await desk.item(other, 'ALONG-2');
    const back = await desk.catalogue['title.restore'](desk.call(2), { titleId });
    expect(back).toMatchObject({ copies: 1, stayed: ['ALONG-2'] });
    const { items } = await desk.catalogue['title.get'](manager(), { titleId });
    const stayed = items.find((item) => item.binnedAt !== undefined);
    expect(stayed?.barcode).toBe('ALONG-2');
    const itemId = stayed?.itemId ?? '';
    const plain = desk.catalogue['item.restore'](desk.call(2), { itemId });
    expect(await refusal(plain)).toMatchObject({ code: 'barcode-in-use' });
    await desk.catalogue['item.restore'](desk.call(2), { itemId, barcode: 'ALONG-3' });
    expect((await desk.lend(await desk.patron('Al Ong'), 'ALONG-3')).loansNow).toBe(1);
  });

  it('of a copy whose title is still in the bin says so', async () => {
    const titleId = await desk.title('Below');
    const itemId = await desk.item(titleId, 'BELOW-1');
    await desk.catalogue['item.bin'](desk.call(1), { itemId });
    await desk.catalogue['title.bin'](desk.call(1), { titleId });
    expect(await refusal(desk.catalogue['item.restore'](desk.call(2), { itemId }))).toMatchObject({
      code: 'in-bin',
      params: { entity: 'title' },
    });
  });
});

describe('a branch', () => {
  const branch = async (code: string) => {
    const { context } = desk.call();
    const [first] = await readBranches(cloud.system);
    if (first === undefined) throw new Error('no branch');
    const made = { ...first.value, ...born(context, context.newId()), code, name: `Branch ${code}` };
    await cloud.system.commit(branchTx(context, made), cloud.system.newId());
    return made.id;
  };

  it('goes to the bin when nothing belongs to it, and comes back', async () => {
    const branchId = await branch('EMPTY');
    await desk.settings['branch.bin'](desk.call(1), { branchId, reason: 'closed' });
    const { rows } = await desk.settings['branch.binned'](desk.call(), {});
    expect(rows.find((row) => row.id === branchId)).toMatchObject({ name: 'Branch EMPTY', reason: 'closed' });
    const open = await desk.settings['branch.list'](desk.call(), {});
    expect(open.rows.map((row) => row.branchId)).not.toContain(branchId);
    await desk.settings['branch.restore'](desk.call(2), { branchId });
    expect((await desk.settings['branch.list'](desk.call(), {})).rows.map((row) => row.branchId)).toContain(branchId);
  });

  it('stays while a copy or a patron belongs to it, and when it is the last', async () => {
    const rows = await readBranches(cloud.system);
    const main = rows.find(({ value }) => value.code === 'MAIN')?.value;
    if (main === undefined) throw new Error('no main branch');
    await desk.title('Here').then((titleId) => desk.item(titleId, 'HERE-1'));
    const used = desk.settings['branch.bin'](desk.call(main.version), { branchId: main.id });
    expect((await refusal(used)).code).toBe('branch-in-use');
  });

  it('of two put away at the same moment one stays, so that a library keeps a branch', async () => {
    const small = await startSmallCloud();
    try {
      const own = deskOf(small.system, small.managerId);
      const { context } = own.call();
      const [first] = await readBranches(small.system);
      if (first === undefined) throw new Error('no branch');
      const other = { ...first.value, ...born(context, context.newId()), code: 'TWO' };
      await small.system.commit(branchTx(context, other), small.system.newId());
      const { refused } = await outcomes([
        own.settings['branch.bin'](own.call(1), { branchId: first.value.id }),
        own.settings['branch.bin'](own.call(1), { branchId: other.id }),
      ]);
      expect(refused.map(({ code }) => code)).toEqual(['last-branch']);
    } finally {
      await small.close();
    }
  });
});

describe('deleting for good before the time is over', () => {
  it('takes two people even for one title, and a proved copy first of all', async () => {
    const titleId = await desk.title('Early');
    await desk.catalogue['title.bin'](desk.call(1), { titleId });
    const records = [{ entity: 'title' as const, id: titleId, version: 2 }];
    const ask = () => desk.catalogue['bin.purge'](manager(), { records });
    expect(await refusal(ask())).toMatchObject({ code: 'no-proved-copy', params: { name: 'Early' } });
    cloud.clock.offsetMs += 60_000;
    await copyOfLibrary(cloud.system, cloud.system.clock());
    const first = await refusal(ask());
    expect(first.code).toBe('approval-needed');
    expect(first.params['records']).toBeUndefined();
    const waiting = await agree('bin.purge');
    expect(waiting.preview.params).toMatchObject({ records: 1, name: 'Early' });
    const asked = await ask();
    expect(await workPurge(cloud.system, asked.jobId)).toEqual({ purged: 1 });
    expect((await refusal(desk.catalogue['title.get'](manager(), { titleId }))).code).toBe('not-found');
    expect((await refusal(ask())).code).toBe('not-found');
  });

  it('leaves what was taken out of the bin between the agreement and the act', async () => {
    const titleId = await desk.title('Saved');
    await desk.catalogue['title.bin'](desk.call(1), { titleId });
    cloud.clock.offsetMs += 60_000;
    await copyOfLibrary(cloud.system, cloud.system.clock());
    const records = [{ entity: 'title' as const, id: titleId, version: 2 }];
    const ask = () => desk.catalogue['bin.purge'](manager(), { records });
    expect((await refusal(ask())).code).toBe('approval-needed');
    await agree('bin.purge');
    const asked = await ask();
    await desk.catalogue['title.restore'](desk.call(2), { titleId });
    await desk.catalogue['title.bin'](desk.call(3), { titleId });
    expect(await workPurge(cloud.system, asked.jobId)).toEqual({ kept: 1 });
    expect(await isBinned(titleId)).toBe(true);
  });
});

describe('who put away how much', () => {
  it('names a person who binned fifty in a day, with the moments between which it happened', async () => {
    cloud.clock.offsetMs += 20 * DAY_MS;
    const before = cloud.system.clock().toISOString();
    const quiet = await titlesOf(3);
    await binMany(quiet, undefined, manager());
    for (let batch = 0; batch < 3; batch += 1) await binMany(await titlesOf(20));
    const { people } = await desk.catalogue['bin.removals'](manager(), {});
    expect(people.map(({ actorId, standout }) => [actorId, standout?.titles])).toEqual([
      [clerkId, 60],
      [cloud.managerId, undefined],
    ]);
    const standout = people[0]?.standout;
    expect(standout?.from !== undefined && standout.from > before && standout.from < standout.to).toBe(true);
    expect(people[1]).toMatchObject({ name: 'Maria Manager', today: { titles: 3 }, week: { titles: 3 } });
  });
});
