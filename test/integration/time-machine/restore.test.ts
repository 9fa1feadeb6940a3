import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Desk, deskOf } from '../../support/desk.ts';
import { auditLibrary } from '../../support/proof.ts';
import { refusal } from '../../support/refusal.ts';
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

const titleNow = async (titleId: string) => {
  const view = await desk.catalogue['title.get'](machine.call(), { titleId });
  return { name: view.brief.title, inBin: view.binnedAt !== undefined, version: view.version };
};

describe('one record', () => {
  it('a title says again what it said, and comes out of the bin', async () => {
    const titleId = await desk.title('As it was');
    const at = await machine.moment();
    await desk.catalogue['title.edit'](desk.call(1), { titleId, form: { title: 'Vandalised' } });
    await desk.catalogue['title.bin'](desk.call(2), { titleId });
    const plan = await machine.plan({ kind: 'records', records: [{ entity: 'title', id: titleId }], at });
    expect(plan).toMatchObject({ total: 1, changes: 1, conflicts: 0, needsSecondPerson: false });
    expect(plan.examples).toEqual([
      { entity: 'title', id: titleId, now: 3, to: 1, change: 'bring-back', label: { title: 'Vandalised' } },
    ]);
    const job = await machine.work((await machine.ask(plan)).jobId);
    expect(job).toMatchObject({ state: 'done', tally: { restored: 1 } });
    expect(await titleNow(titleId)).toEqual({ name: 'As it was', inBin: false, version: 4 });
    await machine.undo(job.batchId ?? '');
    expect(await titleNow(titleId)).toEqual({ name: 'Vandalised', inBin: true, version: 5 });
  });

  it('is shown then and now, field by field', async () => {
    const titleId = await desk.title('Then');
    const at = await machine.moment();
    await desk.catalogue['title.edit'](desk.call(1), {
      titleId,
      form: { title: 'Now', author: 'George Eliot' },
      reason: 'typo',
    });
    const view = await machine.recovery['recovery.record'](machine.call(), { entity: 'title', recordId: titleId, at });
    expect(view.was).toMatchObject({ version: 1, inBin: false, actorName: 'Maria Manager' });
    expect(view.now).toMatchObject({ version: 2, reason: 'typo' });
    const field = view.fields.find(({ name }) => name === '245');
    expect([field?.was, field?.now].map((text) => text?.replace(/\W*$/, ''))).toEqual([
      expect.stringContaining('Then'),
      expect.stringContaining('Now'),
    ]);
  });

  it('is not restored by a plan that is not the one that was seen', async () => {
    const titleId = await desk.title();
    const at = await machine.moment();
    await desk.catalogue['title.bin'](desk.call(1), { titleId });
    const plan = await machine.plan({ kind: 'records', records: [{ entity: 'title', id: titleId }], at });
    expect((await refusal(machine.ask({ ...plan, planHash: 'f'.repeat(64) }))).code).toBe('plan-changed');
  });
});
