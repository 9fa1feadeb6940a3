import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBatch } from '../../../shared/jobs/batch-store.ts';
import { askCancelTx } from '../../../shared/jobs/job-store.ts';
import { type Desk, deskOf } from '../../support/desk.ts';
import { withStaleReads } from '../../support/faults.ts';
import { auditLibrary } from '../../support/proof.ts';
import { outcomes, refusal } from '../../support/refusal.ts';
import { type SmallCloud, startSmallCloud } from '../../support/small-cloud.ts';
import { type Machine, machineOf } from './machine-fixture.ts';

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

const of = (entity: 'title' | 'item' | 'patron', id: string) => ({ entity, id });
const barcodeOf = async (itemId: string) => (await desk.catalogue['item.get'](desk.call(), { itemId })).barcode;
const rename = (itemId: string, version: number, barcode: string) =>
  desk.catalogue['item.edit'](desk.call(version), { itemId, barcode, itemType: 'book' });

describe('what is done after the plan was made', () => {
  it('stays: the record is kept, and noted with its reason', async () => {
    const titleId = await desk.title('Planned');
    const at = await machine.moment();
    await desk.catalogue['title.edit'](desk.call(1), { titleId, form: { title: 'Spoilt' } });
    const plan = await machine.plan({ kind: 'records', records: [of('title', titleId)], at });
    await desk.catalogue['title.edit'](desk.call(2), { titleId, form: { title: 'Mended by hand' } });
    const { jobId } = await machine.ask(plan);
    expect((await machine.work(jobId)).tally).toEqual({ kept: 1 });
    expect(await machine.rows(jobId)).toMatchObject([{ id: titleId, now: 2, kept: 'changed-since' }]);
    const view = await desk.catalogue['title.get'](machine.call(), { titleId });
    expect(view.brief.title).toBe('Mended by hand');
  });

  it('in the very moment the restore has read the record, too', async () => {
    const titles = await Promise.all(['R1', 'R2', 'R3'].map((name) => desk.title(name)));
    const at = await machine.moment();
    for (const titleId of titles)
      await desk.catalogue['title.edit'](desk.call(1), { titleId, form: { title: 'Spoilt' } });
    const scope = { kind: 'records', records: titles.map((id) => of('title', id)), at } as const;
    const plan = await machine.plan({ ...scope, records: [...scope.records] });
    const { jobId } = await machine.ask(plan);
    // Every read of this container is as old as its first: it reads, then somebody writes, then it commits.
    const behind = machineOf(cloud.container(withStaleReads(cloud.dynamoClient(), true)), cloud.managerId);
    const [first = ''] = titles;
    await Promise.all(
      titles.map((titleId) =>
        behind.recovery['recovery.record'](behind.call(), { entity: 'title', recordId: titleId, at }),
      ),
    );
    await desk.catalogue['title.edit'](desk.call(2), { titleId: first, form: { title: 'By hand' } });
    const fresh = machineOf(cloud.system, cloud.managerId);
    expect((await fresh.work(jobId)).tally).toEqual({ restored: 2, kept: 1 });
  });

  it('a barcode that something else carries now keeps the copy as it is', async () => {
    const titleId = await desk.title();
    const itemId = await desk.item(titleId, 'TAKEN-1');
    const at = await machine.moment();
    await rename(itemId, 1, 'TAKEN-2');
    await desk.item(titleId, 'TAKEN-1');
    const { jobId } = await machine.ask(await machine.plan({ kind: 'records', records: [of('item', itemId)], at }));
    expect((await machine.work(jobId)).tally).toEqual({ kept: 1 });
    expect(await machine.rows(jobId)).toMatchObject([{ kept: 'taken' }]);
    expect(await barcodeOf(itemId)).toBe('TAKEN-2');
  });
});

describe('copies that changed labels', () => {
  it('in a ring of three go back together', async () => {
    const titleId = await desk.title();
    const items = [
      await desk.item(titleId, 'RING-1'),
      await desk.item(titleId, 'RING-2'),
      await desk.item(titleId, 'RING-3'),
    ];
    const [one = '', two = '', three = ''] = items;
    const at = await machine.moment();
    await rename(one, 1, 'RING-0');
    await rename(two, 1, 'RING-1');
    await rename(three, 1, 'RING-2');
    await rename(one, 2, 'RING-3');
    const job = await machine.restore({ kind: 'everything', at });
    expect(job.tally).toEqual({ restored: 3 });
    expect(await Promise.all(items.map(barcodeOf))).toEqual(['RING-1', 'RING-2', 'RING-3']);
    await machine.undo(job.batchId ?? '');
    expect(await Promise.all(items.map(barcodeOf))).toEqual(['RING-3', 'RING-1', 'RING-2']);
  });

  it('and the copy that has the label now goes to the bin with the same act', async () => {
    const titleId = await desk.title();
    const old = await desk.item(titleId, 'SAME-1');
    const at = await machine.moment();
    await desk.catalogue['item.bin'](desk.call(1), { itemId: old });
    await desk.item(titleId, 'SAME-1');
    expect((await machine.restore({ kind: 'everything', at })).tally).toEqual({ restored: 1, binned: 1 });
    expect(await barcodeOf(old)).toBe('SAME-1');
  });

  it('a card that went from one patron to another goes back to the first', async () => {
    const [ann, bob] = [await desk.patron('Card Ann'), await desk.patron('Card Bob')];
    const cardOf = async (patronId: string) => (await desk.patrons['patron.get'](desk.call(), { patronId })).card;
    const [annHad, bobHad] = [await cardOf(ann), await cardOf(bob)];
    const at = await machine.moment();
    const edit = (patronId: string, version: number, name: string, card: string) =>
      desk.patrons['patron.edit'](desk.call(version), {
        patronId,
        name,
        card,
        category: 'adult',
        expires: '2099-12-31',
        blocked: false,
      });
    await edit(ann, 1, 'Card Ann', '9990001');
    await edit(bob, 1, 'Card Bob', annHad);
    await edit(ann, 2, 'Card Ann', bobHad);
    expect((await machine.restore({ kind: 'everything', at })).tally).toEqual({ restored: 2 });
    expect([await cardOf(ann), await cardOf(bob)]).toEqual([annHad, bobHad]);
  });
});

describe('two restores at once', () => {
  it('are one: the second is refused while the first runs', async () => {
    const titleId = await desk.title('Twice');
    const at = await machine.moment();
    await desk.catalogue['title.bin'](desk.call(1), { titleId });
    const plan = await machine.plan({ kind: 'records', records: [of('title', titleId)], at });
    const { done, refused } = await outcomes([machine.ask(plan), machine.ask(plan), machine.ask(plan)]);
    expect(done).toHaveLength(1);
    expect(refused.map(({ code }) => code)).toEqual(['job-running', 'job-running']);
    expect((await machine.work(done[0]?.jobId ?? '')).tally).toEqual({ restored: 1 });
    // The same plan again finds what it wanted done, and does nothing twice.
    const { jobId } = await machine.ask(plan);
    expect((await machine.work(jobId)).tally).toEqual({ kept: 1 });
  });
});

describe('a restore that is stopped', () => {
  it('leaves what it did, closed, so that it can be undone', async () => {
    const titleId = await desk.title('Stopped');
    const at = await machine.moment();
    await desk.catalogue['title.bin'](desk.call(1), { titleId });
    const asked = await machine.ask(await machine.plan({ kind: 'records', records: [of('title', titleId)], at }));
    await cloud.system.commit([askCancelTx(cloud.system.tables.records, asked.jobId)], cloud.system.newId());
    const job = await machine.work(asked.jobId);
    expect(job).toMatchObject({ state: 'cancelled', tally: {} });
    expect((await readBatch(cloud.system, job.batchId ?? ''))?.value.state).toBe('closed');
  });
});

describe('undo, and done again', () => {
  it('the first stands again, and can be undone again', async () => {
    const titleId = await desk.title('Again');
    const at = await machine.moment();
    await desk.catalogue['title.edit'](desk.call(1), { titleId, form: { title: 'Spoilt' } });
    const nameOf = async () => (await desk.catalogue['title.get'](machine.call(), { titleId })).brief.title;
    const stateOf = async (batchId: string) => (await readBatch(cloud.system, batchId))?.value.state;
    const first = (await machine.restore({ kind: 'records', records: [of('title', titleId)], at })).batchId ?? '';
    const undone = (await machine.undo(first)).batchId ?? '';
    expect([await nameOf(), await stateOf(first)]).toEqual(['Spoilt', 'undone']);
    const redone = (await machine.undo(undone)).batchId ?? '';
    expect([await nameOf(), await stateOf(first), await stateOf(undone)]).toEqual(['Again', 'closed', 'undone']);
    const last = await machine.undo(first);
    expect(last.tally).toEqual({ undone: 1 });
    expect([await nameOf(), await stateOf(first), await stateOf(redone)]).toEqual(['Spoilt', 'undone', 'undone']);
    expect((await refusal(machine.undo(first))).code).toBe('batch-not-undoable');
    await machine.undo(last.batchId ?? '');
    expect([await nameOf(), await stateOf(first)]).toEqual(['Again', 'closed']);
  });
});
