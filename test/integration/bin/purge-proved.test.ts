import { afterAll, beforeAll, expect, it } from 'vitest';
import { approvalHandlers } from '../../../shared/approvals/operations.ts';
import { deskOf } from '../../support/desk.ts';
import { auditLibrary } from '../../support/proof.ts';
import { refusal } from '../../support/refusal.ts';
import { type SmallCloud, startSmallCloud } from '../../support/small-cloud.ts';
import { backUp, newestBackup, openJob, prove } from '../backups/backup-fixture.ts';
import { callOf, workPurge } from './bin-fixture.ts';

let cloud: SmallCloud;
beforeAll(async () => {
  cloud = await startSmallCloud();
});
afterAll(async () => {
  expect((await auditLibrary(cloud.system)).wrong).toEqual([]);
  await cloud.close();
});

const provedBackup = async () => {
  await backUp(cloud);
  await prove(cloud, await openJob(cloud.system, 'proof'));
  return newestBackup(cloud.system);
};

it('a real copy that was read back lets a patron and a title go for good, and the next copy proves without them', async () => {
  const { system, managerId } = cloud;
  const desk = deskOf(system, managerId);
  const titleId = await desk.title('Once here');
  await desk.item(titleId, 'ONCE-1');
  const patronId = await desk.patron('Once Here');
  await desk.catalogue['title.bin'](desk.call(1), { titleId });
  await desk.patrons['patron.bin'](desk.call(1), { patronId });
  const records = [
    { entity: 'title' as const, id: titleId, version: 2 },
    { entity: 'patron' as const, id: patronId, version: 2 },
  ];
  const manager = () => callOf(system, managerId, 'manager');
  const ask = () => desk.catalogue['bin.purge'](manager(), { records });
  expect((await refusal(ask())).code).toBe('no-proved-copy');
  await new Promise((done) => setTimeout(done, 1100));
  expect((await provedBackup()).proof).toMatchObject({ passed: true, findings: [] });
  const first = await refusal(ask());
  expect(first.code).toBe('approval-needed');
  const { rows } = await approvalHandlers(system)['approval.list'](manager(), {});
  const waiting = rows.find((row) => row.state === 'waiting');
  const second = callOf(system, '01J0000000000000000000SEC0', 'manager', waiting?.version ?? 0);
  await approvalHandlers(system)['approval.give'](second, { approvalId: waiting?.approvalId ?? '' });
  expect(await workPurge(system, (await ask()).jobId)).toEqual({ purged: 3 });
  await new Promise((done) => setTimeout(done, 1100));
  expect((await provedBackup()).proof).toMatchObject({ passed: true, findings: [] });
}, 120_000);
