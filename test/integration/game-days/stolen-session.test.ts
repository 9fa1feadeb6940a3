import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { approvalHandlers } from '../../../shared/approvals/operations.ts';
import { eventsOfRecord } from '../../../shared/audit/ledger-store.ts';
import { binManyRunner } from '../../../shared/catalogue/bin-many.ts';
import { readTitles } from '../../../shared/catalogue/title-store.ts';
import { staffHandlers } from '../../../shared/staff/operations.ts';
import { callAs } from '../../support/as-staff.ts';
import { type Desk, deskOf } from '../../support/desk.ts';
import { auditLibrary } from '../../support/proof.ts';
import { refusal } from '../../support/refusal.ts';
import { workOff } from '../../support/run-jobs.ts';
import { type SmallCloud, startSmallCloud } from '../../support/small-cloud.ts';
import { differences, libraryState } from '../time-machine/library-state.ts';
import { type Machine, machineOf } from '../time-machine/machine-fixture.ts';
import { askTwice } from '../time-machine/second-manager.ts';

const TITLES = 160;
const LENT = 6;

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

describe('game day: a stolen manager session bins every title it can', () => {
  it('gets nothing done at once, little for good, and all of it is back in one restore', async () => {
    const pool = { invite: async () => undefined, enable: async () => undefined, disable: async () => undefined };
    const staff = staffHandlers(cloud.system, pool);
    const invited = { name: 'Mallory', email: 'mallory@example.org', role: 'manager' } as const;
    const thiefId = (await staff['staff.invite'](desk.call(), invited)).id;
    const empty = await machine.moment();
    const titles: string[] = [];
    for (let n = 0; n < TITLES; n += 1) titles.push(await desk.title(`Book ${n}`));
    const patronId = await desk.patron('Rhea Reader');
    for (const [n, titleId] of titles.slice(0, LENT).entries()) {
      await desk.item(titleId, `GAME-${n}`);
      await desk.lend(patronId, `GAME-${n}`);
    }
    const from = await machine.moment();
    const before = await libraryState(cloud.system);

    // The thief has the session of a manager: everything a manager may do alone.
    const thief = machineOf(cloud.system, thiefId);
    const catalogue = deskOf(cloud.system, thiefId).catalogue;
    const binMany = (titleIds: string[]) => catalogue['title.bin-many'](thief.call(), { titleIds });
    expect((await refusal(binMany(titles))).code).toBe('approval-needed');
    // Going back to an empty library is no way round it, and to before the library there is none.
    const nothing = await thief.plan({ kind: 'everything', at: empty });
    expect((await refusal(thief.ask(nothing))).code).toBe('approval-needed');
    const never = thief.plan({ kind: 'everything', at: '2020-01-01T00:00:00.000Z' });
    expect((await refusal(never)).params).toEqual({ field: 'at' });
    const asked = await approvalHandlers(cloud.system)['approval.list'](thief.call(), {});
    const [own] = asked.rows;
    const give = approvalHandlers(cloud.system)['approval.give'](callAs(cloud.system, thiefId, own?.version ?? 0), {
      approvalId: own?.approvalId ?? '',
    });
    expect((await refusal(give)).code).toBe('approval-own');
    for (let at = 0; at < TITLES; at += 25) {
      const { jobId } = await binMany(titles.slice(at, at + 25));
      await workOff(cloud.system, binManyRunner(cloud.system), jobId, async () => undefined);
    }
    const stolen = await readTitles(cloud.system, titles);
    expect(stolen.filter((title) => title?.value.binnedAt === undefined)).toHaveLength(LENT);

    // The manager ends the session, and takes back what it did. What it asked for meanwhile stays undone.
    const to = await machine.moment();
    await staff['staff.leave'](desk.call(1), { staffId: thiefId });
    const plan = await machine.plan({ kind: 'person', actorId: thiefId, from, to });
    expect(plan).toMatchObject({ changes: TITLES - LENT, conflicts: 0, needsSecondPerson: true });
    const { jobId } = await askTwice(cloud.system, () => machine.ask(plan, { reason: 'A stolen session' }));
    const job = await machine.work(jobId);
    expect(job).toMatchObject({ state: 'done', tally: { restored: TITLES - LENT } });
    const changed = differences(await libraryState(cloud.system), before);
    expect(changed).toEqual([`staff ${thiefId}`]);
    const loans = await desk.circulation['patron.loans'](desk.call(), { patronId });
    expect(loans.rows).toHaveLength(LENT);

    // The ledger tells the story of a book: made, put away by the thief, brought back by the manager.
    const { events } = await eventsOfRecord(cloud.system, 'title', titles.at(-1) ?? '');
    expect(events.map((event) => [event.type, event.actor.id])).toEqual([
      ['title.restored', cloud.managerId],
      ['title.binned', thiefId],
      ['title.created', cloud.managerId],
    ]);
  }, 60_000);
});
