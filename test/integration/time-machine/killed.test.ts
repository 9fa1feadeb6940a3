import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBatch } from '../../../shared/jobs/batch-store.ts';
import { readJob } from '../../../shared/jobs/job-store.ts';
import { runJob } from '../../../shared/jobs/run-job.ts';
import { type Desk, deskOf } from '../../support/desk.ts';
import { auditLibrary } from '../../support/proof.ts';
import { refusal } from '../../support/refusal.ts';
import { type SmallCloud, startSmallCloud } from '../../support/small-cloud.ts';
import { Dead, mortal } from '../backups/mortal.ts';
import { differences, libraryState } from './library-state.ts';
import { type Machine, machineOf } from './machine-fixture.ts';
import { agree, askTwice } from './second-manager.ts';

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

/** Works on a job with workers that each die after a few calls more than the last, until one ends it. */
const throughDeaths = async (jobId: string, calls: (turn: number) => number) => {
  let deaths = 0;
  for (let turn = 0; turn < 300; turn += 1) {
    const read = await readJob(cloud.system, jobId);
    if (read?.job.value.endedAt !== undefined) return { deaths, job: read.job.value };
    const life = mortal(calls(turn), turn % 2 === 1);
    const client = life.dynamo(cloud.dynamoClient());
    const system = cloud.container(client);
    await runJob(system, machineOf(system, cloud.managerId).runner, jobId, {
      owner: `worker-${turn}`,
      timeLeft: () => 600_000,
      reserve: 60_000,
      again: async () => undefined,
    }).catch((error: unknown) => {
      if (!(error instanceof Dead) && !life.isDead()) throw error;
    });
    client.destroy();
    if (!life.isDead()) continue;
    deaths += 1;
    // The dead worker's lease lapses.
    cloud.clock.offsetMs += 95_000;
  }
  throw new Error('the job did not end');
};

/** Lives of odd lengths, so that over the job deaths fall on calls of every kind. */
const short = (turn: number): number => 9 + ((turn * 5) % 14);
/** A plan looks at a hundred records before it saves. */
const longer = (turn: number): number => 11 + turn * 9;

describe('plan, restore and undo, their workers killed again and again', () => {
  it('end as if nobody had died: nothing half done, nothing done twice', async () => {
    const titles: string[] = [];
    for (let n = 0; n < 8; n += 1) {
      titles.push(await desk.title(`Kept ${n}`));
      await desk.item(titles[n] ?? '', `KILL-${n}`);
    }
    const patronId = await desk.patron('Kay Killed');
    const at = await machine.moment();
    const then = await libraryState(cloud.system);
    for (const [n, titleId] of titles.entries()) {
      if (n % 2 === 0) await desk.catalogue['title.edit'](desk.call(1), { titleId, form: { title: `Spoilt ${n}` } });
      await desk.catalogue['title.bin'](desk.call(n % 2 === 0 ? 2 : 1), { titleId });
      const added = await desk.title(`Added ${n}`);
      await desk.item(added, `ADDED-${n}`);
      if (n < 4) await desk.item(added, `MORE-${n}`);
    }
    await desk.patrons['patron.bin'](desk.call(1), { patronId });
    const now = await libraryState(cloud.system);

    const planned = await machine.recovery['recovery.plan'](machine.call(), { scope: { kind: 'everything', at } });
    const planning = await throughDeaths(planned.jobId, longer);
    const { plan } = await machine.recovery['recovery.preview'](machine.call(), { jobId: planned.jobId });
    if (plan === undefined) throw new Error('no plan');
    expect(plan).toMatchObject({ total: 29, changes: 29, needsSecondPerson: true });

    const asked = await askTwice(cloud.system, () => machine.ask({ ...plan, jobId: planned.jobId }));
    const restoring = await throughDeaths(asked.jobId, short);
    expect(restoring.job).toMatchObject({ state: 'done', tally: { restored: 9, binned: 20 } });
    expect(differences(await libraryState(cloud.system), then)).toEqual([]);

    const undo = await desk.catalogue['batch.undo'](machine.call(), { batchId: restoring.job.batchId ?? '' });
    const undoing = await throughDeaths(undo.jobId, short);
    expect(undoing.job).toMatchObject({ state: 'done', tally: { undone: 29 } });
    expect(differences(await libraryState(cloud.system), now)).toEqual([]);
    expect(planning.deaths + restoring.deaths + undoing.deaths).toBeGreaterThan(20);
  }, 60_000);
});

describe('a second person', () => {
  it('agrees to one plan with one set of choices, and to nothing else', async () => {
    const at = await machine.moment();
    for (let n = 0; n < 27; n += 1) await desk.title(`Many ${n}`);
    const plan = await machine.plan({ kind: 'everything', at });
    expect((await refusal(machine.ask(plan))).code).toBe('approval-needed');
    const seen = await agree(cloud.system);
    expect(seen.preview).toEqual({
      code: 'approval.preview.recovery.restore',
      params: { scope: 'everything', at, records: 27, planId: plan.jobId },
    });
    const [one = ''] = (await machine.rows(plan.jobId)).map((row) => row.id);
    // Twenty-six are another act than twenty-seven.
    expect((await refusal(machine.ask(plan, { leaveOut: [one] }))).code).toBe('approval-needed');
    const again = await machine.plan({ kind: 'everything', at });
    expect(again.planHash).toBe(plan.planHash);
    expect((await refusal(machine.ask(again))).code).toBe('approval-needed');
    const job = await machine.work((await machine.ask(plan)).jobId);
    expect(job.tally).toEqual({ binned: 27 });
    expect((await refusal(machine.ask(plan))).code).toBe('approval-needed');
    const note = (await readBatch(cloud.system, job.batchId ?? ''))?.value.restore;
    expect(note).toMatchObject({ scope: 'everything', planId: plan.jobId, at });
    expect((note?.safetyPoint ?? '') >= at).toBe(true);
  });

  it('is not needed for twenty-five', async () => {
    const at = await machine.moment();
    for (let n = 0; n < 26; n += 1) await desk.title(`Few ${n}`);
    const plan = await machine.plan({ kind: 'everything', at });
    const [one = ''] = (await machine.rows(plan.jobId)).map((row) => row.id);
    const job = await machine.work((await machine.ask(plan, { leaveOut: [one] })).jobId);
    expect(job.tally).toEqual({ binned: 25, skipped: 1 });
  });
});
