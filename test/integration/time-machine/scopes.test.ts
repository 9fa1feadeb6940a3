import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBatch } from '../../../shared/jobs/batch-store.ts';
import { staffHandlers } from '../../../shared/staff/operations.ts';
import { readStaff } from '../../../shared/staff/staff-store.ts';
import { callAs } from '../../support/as-staff.ts';
import { type Desk, deskOf } from '../../support/desk.ts';
import { auditLibrary, plainItems } from '../../support/proof.ts';
import { refusal } from '../../support/refusal.ts';
import { type SmallCloud, startSmallCloud } from '../../support/small-cloud.ts';
import { type Machine, machineOf } from './machine-fixture.ts';

let cloud: SmallCloud;
let desk: Desk;
let machine: Machine;
const pool = { invite: async () => undefined, enable: async () => undefined, disable: async () => undefined };
beforeAll(async () => {
  cloud = await startSmallCloud();
  desk = deskOf(cloud.system, cloud.managerId);
  machine = machineOf(cloud.system, cloud.managerId);
});
afterAll(async () => {
  expect((await auditLibrary(cloud.system)).wrong).toEqual([]);
  await cloud.close();
});

const nameOf = async (titleId: string) => {
  const view = await desk.catalogue['title.get'](machine.call(), { titleId });
  return `${view.brief.title}${view.binnedAt === undefined ? '' : ' (in the bin)'}`;
};
const invite = async (name: string, role: 'manager' | 'clerk' = 'clerk') => {
  const email = `${name.toLowerCase()}@example.org`;
  return (await staffHandlers(cloud.system, pool)['staff.invite'](desk.call(), { name, email, role })).id;
};
const leave = (staffId: string, version: number) =>
  staffHandlers(cloud.system, pool)['staff.leave'](desk.call(version), { staffId });
const patronNow = (patronId: string) => desk.patrons['patron.get'](desk.call(), { patronId });
const editPatron = (
  patronId: string,
  version: number,
  more: { name?: string; card?: string; email?: string; notes?: string },
) => {
  const asked = {
    patronId,
    name: 'Pia Patron',
    card: '7000001',
    category: 'adult',
    expires: '2099-12-31',
    blocked: false,
  } as const;
  return desk.patrons['patron.edit'](desk.call(version), { ...asked, ...more });
};

describe('"undo what Ann did yesterday afternoon"', () => {
  it('takes back her changes, keeps her lending, and leaves what others did alone', async () => {
    const ann = await invite('Ann');
    const hers = deskOf(cloud.system, ann);
    const [edited, binned, both, after] = [
      await desk.title('A'),
      await desk.title('B'),
      await desk.title('C'),
      await desk.title('D'),
    ];
    await desk.item(edited, 'ANN-1');
    const patronId = await desk.patron('Lena Lender');
    const from = await machine.moment();
    await hers.catalogue['title.edit'](hers.call(1), { titleId: edited, form: { title: 'A spoilt' } });
    await hers.catalogue['title.bin'](hers.call(1), { titleId: binned });
    const made = await hers.title('E by Ann');
    await hers.catalogue['title.edit'](hers.call(1), { titleId: both, form: { title: 'C spoilt' } });
    await hers.lend(patronId, 'ANN-1');
    const to = await machine.moment();
    await desk.catalogue['title.edit'](desk.call(2), { titleId: both, form: { title: 'C mended by Maria' } });
    await hers.catalogue['title.edit'](hers.call(1), { titleId: after, form: { title: 'D in the evening' } });

    const plan = await machine.plan({ kind: 'person', actorId: ann, from, to });
    expect(plan).toMatchObject({ total: 4, changes: 4, conflicts: 1, keptLoans: 0 });
    const conflict = (await machine.rows(plan.jobId)).find((row) => row.id === both);
    expect(conflict).toMatchObject({ conflict: { actorId: cloud.managerId }, conflictName: 'Maria Manager' });

    const job = await machine.work((await machine.ask(plan, { conflicts: 'keep', reason: 'Ann had a bad day' })).jobId);
    expect(job.tally).toEqual({ restored: 2, binned: 1, skipped: 1 });
    expect(await Promise.all([edited, binned, made, both, after].map(nameOf))).toEqual([
      'A',
      'B',
      'E by Ann (in the bin)',
      'C mended by Maria',
      'D in the evening',
    ]);
    const loans = await desk.circulation['patron.loans'](desk.call(), { patronId });
    expect(loans.rows.map((loan) => loan.barcode)).toEqual(['ANN-1']);
    const past = await desk.catalogue['title.past'](desk.call(), { titleId: edited });
    expect(past.rows[0]).toMatchObject({
      type: 'title.put-back',
      params: { toVersion: 1 },
      reason: 'Ann had a bad day',
    });
  });

  it('replaces later changes too, when that is what was chosen', async () => {
    const bob = await invite('Bob');
    const his = deskOf(cloud.system, bob);
    const titleId = await desk.title('First');
    const from = await machine.moment();
    await his.catalogue['title.edit'](his.call(1), { titleId, form: { title: 'Second' } });
    const to = await machine.moment();
    await desk.catalogue['title.edit'](desk.call(2), { titleId, form: { title: 'Third' } });
    await machine.restore({ kind: 'person', actorId: bob, from, to }, { conflicts: 'replace' });
    expect(await nameOf(titleId)).toBe('First');
  });

  it('sees a change somebody else made in between', async () => {
    const eve = await invite('Eve');
    const hers = deskOf(cloud.system, eve);
    const titleId = await desk.title('One');
    const from = await machine.moment();
    await hers.catalogue['title.edit'](hers.call(1), { titleId, form: { title: 'Two' } });
    await desk.catalogue['title.edit'](desk.call(2), { titleId, form: { title: 'Three' } });
    await hers.catalogue['title.edit'](hers.call(3), { titleId, form: { title: 'Four' } });
    const plan = await machine.plan({ kind: 'person', actorId: eve, from, to: await machine.moment() });
    expect(plan).toMatchObject({ changes: 1, conflicts: 1 });
    expect(plan.examples[0]?.conflict?.actorId).toBe(cloud.managerId);
    expect((await refusal(machine.ask(plan, { conflicts: 'keep' }))).code).toBe('nothing-to-restore');
  });
});

describe('one field', () => {
  it('of a title comes back, and what was corrected elsewhere stays', async () => {
    const titleId = await desk.title('Right title');
    const at = await machine.moment();
    const form = { title: 'Wrong title', author: 'Evans, Mary Ann' };
    await desk.catalogue['title.edit'](desk.call(1), { titleId, form });
    await machine.restore({ kind: 'fields', entity: 'title', id: titleId, fields: ['245'], at });
    const view = await desk.catalogue['title.get'](machine.call(), { titleId });
    expect(view.brief).toMatchObject({ title: 'Right title', people: ['Evans, Mary Ann'] });
  });

  it('of a patron comes back, sealed again, and is found by what it says', async () => {
    const patronId = (
      await desk.patrons['patron.create'](desk.call(), {
        name: 'Pia Patron',
        card: '7000001',
        email: 'pia@example.org',
        notes: 'likes maps',
        category: 'adult',
        expires: '2099-12-31',
        blocked: false,
      })
    ).id;
    const at = await machine.moment();
    await editPatron(patronId, 1, { email: 'wrong@example.org', notes: 'likes trains' });
    await machine.restore({ kind: 'fields', entity: 'patron', id: patronId, fields: ['email'], at });
    expect(await patronNow(patronId)).toMatchObject({ email: 'pia@example.org', notes: 'likes trains', version: 3 });
    const found = await desk.patrons['patron.find'](desk.call(), { words: 'pia@example.org' });
    expect(found.rows.map((row) => row.patronId)).toEqual([patronId]);
    expect((await desk.patrons['patron.find'](desk.call(), { words: 'wrong@example.org' })).rows).toEqual([]);
    const text = JSON.stringify(await plainItems(cloud.system, cloud.system.tables.records));
    expect(text).not.toContain('likes maps');
    expect(text).not.toContain('pia@example.org');
  });

  it('of a copy comes back with its barcode', async () => {
    const titleId = await desk.title();
    const itemId = await desk.item(titleId, 'FIELD-1');
    const at = await machine.moment();
    await desk.catalogue['item.edit'](desk.call(1), { itemId, barcode: 'FIELD-2', itemType: 'media', note: 'kept' });
    await machine.restore({ kind: 'fields', entity: 'item', id: itemId, fields: ['barcode'], at });
    const view = await desk.catalogue['item.get'](desk.call(), { itemId });
    expect(view).toMatchObject({ barcode: 'FIELD-1', itemType: 'media', note: 'kept' });
  });
});

describe('lending and erasure are never rolled back', () => {
  it('a title that is on loan now stays, and is counted before and after', async () => {
    const at = await machine.moment();
    const titleId = await desk.title('New and lent');
    const itemId = await desk.item(titleId, 'LENT-1');
    await desk.lend(await desk.patron('Ben Borrower'), 'LENT-1');
    const records = [{ entity: 'title', id: titleId } as const, { entity: 'item', id: itemId } as const];
    const plan = await machine.plan({ kind: 'records', records, at });
    expect(plan).toMatchObject({ changes: 0, keptLoans: 2, total: 2 });
    expect((await refusal(machine.ask(plan))).code).toBe('nothing-to-restore');
    await desk.takeBack('LENT-1');
    expect((await machine.restore({ kind: 'records', records, at })).tally).toEqual({ binned: 2 });
  });

  it('a copy lent between plan and restore stays, with its reason', async () => {
    const at = await machine.moment();
    const titleId = await desk.title('Just lent');
    const itemId = await desk.item(titleId, 'LENT-2');
    const plan = await machine.plan({ kind: 'records', records: [{ entity: 'item', id: itemId }], at });
    await desk.lend(await desk.patron('Quick Quinn'), 'LENT-2');
    const { jobId } = await machine.ask(plan);
    expect((await machine.work(jobId)).tally).toEqual({ kept: 1 });
    expect(await machine.rows(jobId)).toMatchObject([{ id: itemId, kept: 'on-loan', label: { barcode: 'LENT-2' } }]);
  });

  it('a patron whose key was destroyed does not come back', async () => {
    const patronId = await desk.patron('Gone Gary');
    const at = await machine.moment();
    await desk.patrons['patron.bin'](desk.call(1), { patronId });
    const machineWithout = machineOf(
      { ...cloud.system, keyring: { ...cloud.system.keyring, persons: async (ids) => ids.map(() => undefined) } },
      cloud.managerId,
    );
    const plan = await machineWithout.plan({ kind: 'records', records: [{ entity: 'patron', id: patronId }], at });
    expect(plan.examples).toMatchObject([{ id: patronId, kept: 'erased', label: {} }]);
    expect(plan.changes).toBe(0);
  });
});

describe('people who work here', () => {
  it('who left stay away with everything else that goes back, and come back when asked for by name', async () => {
    const staffId = await invite('Leo');
    const at = await machine.moment();
    await leave(staffId, 1);
    const whole = await machine.plan({ kind: 'everything', at });
    expect((await machine.rows(whole.jobId)).filter((row) => row.id === staffId)).toMatchObject([{ kept: 'left' }]);
    machine.pool.disabled.add(staffId);
    await machine.restore({ kind: 'records', records: [{ entity: 'staff', id: staffId }], at });
    expect((await readStaff(cloud.system, staffId))?.value.leftAt).toBeUndefined();
    expect(machine.pool.disabled.has(staffId)).toBe(false);
  });

  it('who were not here yet lose their access; undone, they have it again', async () => {
    const at = await machine.moment();
    const staffId = await invite('Mallory', 'manager');
    const job = await machine.restore({ kind: 'records', records: [{ entity: 'staff', id: staffId }], at });
    expect((await readStaff(cloud.system, staffId))?.value.leftAt).toBeDefined();
    expect(machine.pool.disabled.has(staffId)).toBe(true);
    await machine.undo(job.batchId ?? '');
    expect((await readStaff(cloud.system, staffId))?.value).toMatchObject({ role: 'manager' });
    expect((await readStaff(cloud.system, staffId))?.value.leftAt).toBeUndefined();
    expect(machine.pool.disabled.has(staffId)).toBe(false);
    await leave(staffId, 3);
  });

  it('never lose their last manager, nor the one who restores', async () => {
    const at = '2020-01-01T00:00:00.000Z';
    const job = await machine.restore({ kind: 'records', records: [{ entity: 'staff', id: cloud.managerId }], at });
    expect(job.tally).toEqual({ kept: 1 });
    expect((await readStaff(cloud.system, cloud.managerId))?.value.leftAt).toBeUndefined();
  });
});

describe('settings', () => {
  it('go back to what they were, and the restore is told in the ledger', async () => {
    const before = await desk.settings['settings.get'](desk.call(), {});
    const at = await machine.moment();
    const { libraryName, language, trainingRequired } = before;
    await desk.settings['settings.edit'](desk.call(before.version), {
      libraryName,
      language,
      trainingRequired: !trainingRequired,
      rules: [],
    });
    const records = [{ entity: 'settings' as const, id: '0'.repeat(26) }];
    const scope = { kind: 'records' as const, records, at };
    const job = await machine.restore(scope);
    const after = await desk.settings['settings.get'](desk.call(), {});
    expect({ ...after, version: 0 }).toEqual({ ...before, version: 0 });
    expect((await readBatch(cloud.system, job.batchId ?? ''))?.value.restore).toMatchObject({ scope: 'records', at });
  });
});

describe('asking', () => {
  it('for a moment to come, a window that ends before it begins, or what is not there, is refused', async () => {
    const ask = (scope: Parameters<Machine['plan']>[0]) =>
      refusal(machine.recovery['recovery.plan'](callAs(cloud.system, cloud.managerId), { scope }));
    const [past, future] = ['2020-01-01T00:00:00.000Z', '2999-01-01T00:00:00.000Z'];
    expect(await ask({ kind: 'everything', at: future })).toMatchObject({
      code: 'invalid-input',
      params: { field: 'at' },
    });
    const actorId = cloud.managerId;
    expect((await ask({ kind: 'person', actorId, from: future, to: past })).params).toEqual({ field: 'to' });
    expect((await ask({ kind: 'batch', batchId: cloud.system.newId() })).code).toBe('not-found');
    const records = [{ entity: 'title', id: actorId }] as const;
    expect((await ask({ kind: 'records', records: [...records], at: past, backupId: actorId })).code).toBe('not-found');
  });
});
