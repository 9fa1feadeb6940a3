import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noPool, recoverables } from '../../../functions/backups/recoverables.ts';
import { addPatron } from '../../../infra/local/seed/people.ts';
import type { System } from '../../../shared/aws/system.ts';
import { newTitle } from '../../../shared/catalogue/bibliographic.ts';
import { emptyTitle } from '../../../shared/catalogue/empty-titles.ts';
import { newItem } from '../../../shared/catalogue/item-operations.ts';
import { createItemTx } from '../../../shared/catalogue/item-store.ts';
import { newRecord } from '../../../shared/catalogue/title-form.ts';
import { createTitleTx } from '../../../shared/catalogue/title-store.ts';

import { closeDemoLoan } from '../../../shared/circulation/empty-demo.ts';
import { closeBatchTx, newBatch, openBatchTx, readBatch } from '../../../shared/jobs/batch-store.ts';
import { readJob } from '../../../shared/jobs/job-store.ts';
import { type Runner, runJob } from '../../../shared/jobs/run-job.ts';
import { undoBatchRunner } from '../../../shared/jobs/undo-batch.ts';
import { emptyPatron } from '../../../shared/patrons/empty-patrons.ts';
import { beginEmptyRunner } from '../../../shared/settings/begin-empty.ts';
import { readSettings } from '../../../shared/settings/settings-store.ts';
import { callAs } from '../../support/as-staff.ts';
import { type Desk, deskOf } from '../../support/desk.ts';
import { withFaults, withStaleReads } from '../../support/faults.ts';
import { auditLibrary } from '../../support/proof.ts';
import { refusal } from '../../support/refusal.ts';
import { workOff } from '../../support/run-jobs.ts';
import { type SmallCloud, startSmallCloud } from '../../support/small-cloud.ts';

let cloud: SmallCloud;
let desk: Desk;
beforeAll(async () => {
  cloud = await startSmallCloud();
  desk = deskOf(cloud.system, cloud.managerId);
});
afterAll(async () => {
  expect((await auditLibrary(cloud.system)).wrong).toEqual([]);
  await cloud.close();
});

const contextIn = (batchId: string) => ({ ...callAs(cloud.system, cloud.managerId).context, batchId });
const at = { wait: async () => undefined };

/** Titles with copies, written as one batch as an import writes them. */
const makeBatch = async (kind: 'import' | 'demo', prefix: string, copies: readonly number[]) => {
  const { system } = cloud;
  const opening = desk.call().context;
  const batch = newBatch(opening, { kind, label: prefix });
  await system.commit(openBatchTx(opening, batch), system.newId());
  const titleIds: string[] = [];
  for (const [n, count] of copies.entries()) {
    const context = contextIn(batch.id);
    const title = newTitle(context, newRecord({ title: `${prefix} ${n}` }));
    titleIds.push(title.id);
    await system.commit(createTitleTx(context, title, count), system.newId());
    for (let copy = 0; copy < count; copy += 1) {
      const barcode = `${prefix}-${n}-${copy}`;
      const item = newItem(context, title.id, { barcode, itemType: 'book' }, 'MAIN');
      const hash = await system.keyring.lookupHash('barcode', barcode);
      await system.commit(createItemTx(context, item, hash), system.newId());
    }
  }
  return { batchId: batch.id, titleIds };
};
const closeBatch = async (batchId: string) => {
  const stored = await readBatch(cloud.system, batchId);
  if (stored === undefined) throw new Error('no batch');
  await cloud.system.commit(closeBatchTx(desk.call().context, stored, {}), cloud.system.newId());
};
const viewOf = (titleId: string) =>
  desk.catalogue['title.get']({ ...desk.call(), actor: undefined }, { titleId }).then(
    (view) => view.items.length,
    () => 'in bin',
  );
const undoRunner = (system: System): Runner => undoBatchRunner(system, recoverables(system, noPool));
const undo = async (batchId: string, system = cloud.system) => {
  const asked = await desk.catalogue['batch.undo'](desk.call(), { batchId });
  const { job } = await workOff(system, undoRunner(system), asked.jobId, at.wait);
  return { job, undoId: job.batchId ?? '' };
};

describe('undoing an import', () => {
  it('bins its titles and copies and frees their barcodes; undoing the undo brings all of it back', async () => {
    const { batchId, titleIds } = await makeBatch('import', 'IMP', [2, 0, 1]);
    await closeBatch(batchId);
    const first = await undo(batchId);
    expect(first.job).toMatchObject({ state: 'done', tally: { undone: 6 } });
    expect(await Promise.all(titleIds.map(viewOf))).toEqual(['in bin', 'in bin', 'in bin']);
    expect((await refusal(desk.lend(await desk.patron('Una Undo'), 'IMP-0-0'))).code).toBe('barcode-unknown');
    const second = await undo(first.undoId);
    expect(second.job.tally).toEqual({ undone: 6 });
    expect(
      await Promise.all(
        titleIds.map(async (id) => (await desk.catalogue['title.get'](desk.call(), { titleId: id })).items.length),
      ),
    ).toEqual([2, 0, 1]);
    expect((await desk.lend(await desk.patron('Rea Redo'), 'IMP-0-0')).loansNow).toBe(1);
  });

  it('is refused a second time, and while it runs', async () => {
    const { batchId } = await makeBatch('import', 'TWICE', [1]);
    expect((await refusal(desk.catalogue['batch.undo'](desk.call(), { batchId }))).code).toBe('batch-not-undoable');
    await closeBatch(batchId);
    const asked = await desk.catalogue['batch.undo'](desk.call(), { batchId });
    expect((await refusal(desk.catalogue['batch.undo'](desk.call(), { batchId }))).code).toBe('job-running');
    await workOff(cloud.system, undoRunner(cloud.system), asked.jobId, at.wait);
    expect((await refusal(desk.catalogue['batch.undo'](desk.call(), { batchId }))).code).toBe('batch-not-undoable');
  });

  it('keeps and counts what was edited since and what is on loan', async () => {
    const { batchId, titleIds } = await makeBatch('import', 'KEEP', [1, 2, 1]);
    await closeBatch(batchId);
    const [edited = '', lent = '', plain = ''] = titleIds;
    await desk.catalogue['title.edit'](desk.call(1), { titleId: edited, form: { title: 'Better' } });
    await desk.lend(await desk.patron('Kay Keeper'), 'KEEP-1-0');
    const { job } = await undo(batchId);
    expect(job.tally['kept']).toBe(3);
    expect(await viewOf(plain)).toBe('in bin');
    const onShelf = (await desk.catalogue['title.get'](desk.call(), { titleId: lent })).items;
    expect(onShelf.filter((item) => item.binnedAt === undefined).map((item) => item.barcode)).toEqual(['KEEP-1-0']);
  });

  it('takes a title with more copies than one transaction holds, also when the index never catches up', async () => {
    const { batchId, titleIds } = await makeBatch('import', 'MANY', [40]);
    await closeBatch(batchId);
    const lagging = cloud.container(withStaleReads(cloud.dynamoClient()));
    const first = await undo(batchId, lagging);
    expect(first.job.tally).toEqual({ undone: 41 });
    expect(await viewOf(titleIds[0] ?? '')).toBe('in bin');
    const second = await undo(first.undoId, cloud.container(withStaleReads(cloud.dynamoClient())));
    expect(second.job.tally).toEqual({ undone: 41 });
  });

  it('goes on where it was killed, with the same end', async () => {
    const { batchId, titleIds } = await makeBatch('import', 'KILL', [3, 3, 3, 3]);
    await closeBatch(batchId);
    const asked = await desk.catalogue['batch.undo'](desk.call(), { batchId });
    let left = 6;
    const dying = cloud.container(
      withFaults(cloud.dynamoClient(), () => {
        left -= 1;
        if (left < 0) throw new Error('killed');
        return undefined;
      }),
    );
    for (let deaths = 0; deaths < 30; deaths += 1) {
      left = 8 + deaths;
      const clock = () => new Date(Date.now() + deaths * 100_000);
      const mortal = { ...dying, clock };
      await runJob(mortal, undoRunner(mortal), asked.jobId, {
        owner: `dies-${deaths}`,
        timeLeft: () => 600_000,
        reserve: 60_000,
        again: async () => undefined,
      }).catch(() => undefined);
      if ((await readJob(cloud.system, asked.jobId))?.job.value.endedAt !== undefined) break;
      if (deaths === 0) expect((await readJob(cloud.system, asked.jobId))?.job.value.endedAt).toBeUndefined();
    }
    const job = (await readJob(cloud.system, asked.jobId))?.job.value;
    expect(job).toMatchObject({ state: 'done', tally: { undone: 16 } });
    expect(await Promise.all(titleIds.map(viewOf))).toEqual(titleIds.map(() => 'in bin'));
  });

  it('is not ended by a worker that was slow and lost the job to another', async () => {
    const { batchId } = await makeBatch('import', 'SLOW', [1]);
    await closeBatch(batchId);
    const asked = await desk.catalogue['batch.undo'](desk.call(), { batchId });
    const runAs = (owner: string, runner: Runner, system = cloud.system) =>
      runJob(system, runner, asked.jobId, { owner, timeLeft: () => 1, reserve: 0, again: async () => undefined });
    const later = { ...cloud.system, clock: () => new Date(Date.now() + 100_000) };
    await runAs('slow', {
      step: async () => {
        await runAs('other', { step: async () => ({ next: 'more', afterSeconds: 5 }) }, later);
        return { next: 'done', tally: { undone: 99 } };
      },
    });
    expect((await readJob(cloud.system, asked.jobId))?.job.value.endedAt).toBeUndefined();
    const { job } = await workOff(cloud.system, undoRunner(cloud.system), asked.jobId, at.wait);
    expect(job.tally).toEqual({ undone: 2 });
  });

  it('a step that begins anew each time and always fails does not try for ever', async () => {
    const { batchId } = await makeBatch('import', 'POISON', [1]);
    await closeBatch(batchId);
    const asked = await desk.catalogue['batch.undo'](desk.call(), { batchId });
    let tries = 0;
    const runner: Runner = {
      step: async (work) => {
        tries += 1;
        await work.save([], { done: tries });
        throw new Error('a record that cannot be read');
      },
    };
    await expect(workOff(cloud.system, runner, asked.jobId, at.wait)).rejects.toThrow('cannot be read');
    expect(tries).toBe(5);
    expect((await readJob(cloud.system, asked.jobId))?.job.value).toMatchObject({
      state: 'failed',
      failure: { code: 'internal' },
    });
  });
});

describe('"Start with my own books"', () => {
  const runner = (system: System): Runner =>
    beginEmptyRunner(system, {
      loans: (work, _batch, event, cursor) => closeDemoLoan(system, work, event.recordId, cursor),
      titles: (work, _batch, event, cursor) => emptyTitle(system, work, event.recordId, cursor),
      patrons: (work, _batch, event, cursor) => emptyPatron(system, work, event.recordId, cursor),
    });

  it('is refused where there is no demo', async () => {
    const ask = desk.settings['library.begin-empty'](desk.call(), { libraryName: 'Mine' });
    expect((await refusal(ask)).code).toBe('batch-not-undoable');
  });

  it('bins the demo with its loans and edits, keeps what is ours, and can be undone', async () => {
    const own = await desk.title('Our first book');
    await desk.item(own, 'OWN-1');
    const ours = await desk.patron('Ona Own');
    const { batchId, titleIds } = await makeBatch('demo', 'DEMO', [1, 2]);
    const secret = { name: 'Demo Dora', card: '2977777777' };
    const patronId = await addPatron(cloud.system, contextIn(batchId), {
      secret,
      category: 'adult',
      expires: '2099-12-31',
      blocked: false,
    });
    await closeBatch(batchId);
    await desk.lend(patronId, 'DEMO-0-0');
    await desk.lend(ours, 'DEMO-1-0');
    await desk.catalogue['title.edit'](desk.call(1), { titleId: titleIds[0] ?? '', form: { title: 'Tried out' } });

    const asked = await desk.settings['library.begin-empty'](desk.call(), { libraryName: 'Our Library' });
    const { job } = await workOff(cloud.system, runner(cloud.system), asked.jobId, at.wait);
    expect(job).toMatchObject({ state: 'done', tally: { loans: 2, undone: 5, patrons: 1 } });
    expect(job.tally['kept'] ?? 0).toBe(0);
    expect((await readSettings(cloud.system))?.value.libraryName).toBe('Our Library');
    expect(await Promise.all(titleIds.map(viewOf))).toEqual(['in bin', 'in bin']);
    expect((await desk.circulation['desk.scan'](desk.call(), { barcode: secret.card })).kind).toBe('unknown');
    expect((await desk.lend(ours, 'OWN-1')).loansNow).toBe(1);
    expect((await auditLibrary(cloud.system)).wrong).toEqual([]);

    const { job: undone } = await undo(job.batchId ?? '');
    // Two titles with three copies, a patron, and the library's name.
    expect(undone.tally).toEqual({ undone: 7 });
    expect((await readSettings(cloud.system))?.value.libraryName).toBe('Test Library');
    expect(await Promise.all(titleIds.map(viewOf))).toEqual([1, 2]);
    expect((await desk.circulation['desk.scan'](desk.call(), { barcode: secret.card })).kind).toBe('patron');
  });
});
