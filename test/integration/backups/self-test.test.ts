import { ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventsOfRecord } from '../../../shared/audit/ledger-store.ts';
import { backupHandlers } from '../../../shared/backups/operations.ts';
import { selfTestRunner } from '../../../shared/backups/self-test/run-self-test.ts';
import { DamageKind } from '../../../shared/contracts/backups.ts';
import { callAs } from '../../support/as-staff.ts';
import { workOff } from '../../support/run-jobs.ts';
import { buckets, type SmallCloud, startSmallCloud } from '../../support/small-cloud.ts';
import { fillLibrary } from '../../support/small-library.ts';
import { backUp, newestBackup, openJob, proofPartsOf, prove } from './backup-fixture.ts';
import { flipByte, onDisk } from './damage.ts';

let cloud: SmallCloud;
beforeAll(async () => {
  cloud = await startSmallCloud();
  await fillLibrary(cloud.system, cloud.managerId, 5);
  await backUp(cloud);
  await prove(cloud, await openJob(cloud.system, 'proof'));
});
afterAll(() => cloud.close());

const handlers = () => backupHandlers(cloud.system, { mode: 'practice', offsite: false });
const call = () => callAs(cloud.system, cloud.managerId);
const versions = async () =>
  ((await cloud.s3.send(new ListObjectVersionsCommand({ Bucket: buckets.backups }))).Versions ?? []).map(
    ({ Key, VersionId, ETag }) => `${Key} ${VersionId} ${ETag}`,
  );
const selfTest = async (told: string[] = []) => {
  const { jobId } = await handlers()['backup.self-test'](call(), {});
  const parts = { ...proofPartsOf(cloud), tell: (code: string) => told.push(code) };
  return (await workOff(cloud.system, selfTestRunner(parts), jobId, async () => undefined)).job;
};

describe('damaging copies on purpose', () => {
  it('shows that the proof sees every kind of damage, and leaves the backup as it was', async () => {
    const before = await versions();
    const told: string[] = [];
    const job = await selfTest(told);
    expect(job).toMatchObject({ state: 'done', tally: { damages: 9, caught: 8, repaired: 1, missed: 0 } });
    const backup = await newestBackup(cloud.system);
    expect(backup.selfTest?.results.map(({ damage }) => damage)).toEqual(DamageKind.options);
    for (const { damage, outcome, finding } of backup.selfTest?.results ?? []) {
      expect([damage, outcome]).toEqual([damage, damage === 'torn-transaction' ? 'repaired' : 'caught']);
      if (outcome === 'caught') expect((finding?.file ?? '') + (finding?.record ?? '')).not.toBe('');
    }
    expect(told).toEqual([]);
    expect(await versions()).toEqual(before);
    const { events } = await eventsOfRecord(cloud.system, 'backup', backup.id);
    expect(events[0]).toMatchObject({ type: 'backup.self-tested', params: { damages: 9, missed: 0 } });
    const { rows } = await handlers()['backup.list'](call(), {});
    expect(rows[0]?.selfTest).toEqual(backup.selfTest);
  });

  it('proves nothing with a copy that is damaged already: it stops and names the file', async () => {
    const backup = await newestBackup(cloud.system);
    const file = `${backup.prefix}backup.json`;
    flipByte(onDisk(cloud.dir, file));
    expect(await selfTest()).toMatchObject({
      state: 'failed',
      failure: { code: 'finding.file-changed', params: { file } },
    });
  });
});
