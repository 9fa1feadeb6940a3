import { ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventsOfRecord } from '../../../shared/audit/ledger-store.ts';
import type { System } from '../../../shared/aws/system.ts';
import { proofRunner } from '../../../shared/backups/proof/run-proof.ts';
import { backupRunner } from '../../../shared/backups/run-backup.ts';
import { readJob } from '../../../shared/jobs/job-store.ts';
import { type Runner, runJob } from '../../../shared/jobs/run-job.ts';
import { buckets, type SmallCloud, startSmallCloud } from '../../support/small-cloud.ts';
import { fillLibrary } from '../../support/small-library.ts';
import { newestBackup, openJob, partsOf, proofPartsOf, startBackup, waitReally } from './backup-fixture.ts';
import { Dead, mortal } from './mortal.ts';

let cloud: SmallCloud;
beforeAll(async () => {
  cloud = await startSmallCloud();
  await fillLibrary(cloud.system, cloud.managerId, 4);
});
afterAll(() => cloud.close());

type Mortal = ReturnType<typeof mortal>;

/** Works on a job with workers that each die after a few calls more than the last, until one ends it. */
const throughDeaths = async (jobId: string, compose: (system: System, life: Mortal) => Runner) => {
  let deaths = 0;
  let wait = 0;
  for (let turn = 0; turn < 200; turn += 1) {
    const read = await readJob(cloud.system, jobId);
    if (read?.job.value.endedAt !== undefined) return { deaths, job: read.job.value };
    await waitReally(wait);
    wait = 0;
    // Lives of odd lengths, so that over the job deaths fall on calls of every kind.
    const life = mortal(9 + ((turn * 7) % 41), turn % 2 === 1);
    const client = life.dynamo(cloud.dynamoClient());
    const system = cloud.container(client);
    try {
      await runJob(system, compose(system, life), jobId, {
        owner: `worker-${turn}`,
        timeLeft: () => 600_000,
        reserve: 60_000,
        again: async (_id, seconds) => {
          wait = Math.min(2, seconds);
        },
      });
    } catch (error) {
      if (!(error instanceof Dead) && !life.isDead()) throw error;
    }
    client.destroy();
    if (!life.isDead()) continue;
    deaths += 1;
    // The dead worker's lease lapses.
    cloud.clock.offsetMs += 95_000;
  }
  throw new Error('the job did not end');
};

describe('a backup and its proof, their workers killed again and again', () => {
  it('end as if nobody had died: one backup, each file once, proved', async () => {
    const { jobId } = await startBackup(cloud.system, cloud.managerId);
    const made = await throughDeaths(jobId, (system, life) => {
      const parts = partsOf(cloud);
      return backupRunner({
        ...parts,
        system,
        work: life.bucket(parts.work),
        backups: life.bucket(parts.backups),
      });
    });
    expect(made.job.state).toBe('done');
    expect(made.deaths).toBeGreaterThan(5);
    const backup = await newestBackup(cloud.system);
    expect(backup.state).toBe('kept');

    const { Versions = [], DeleteMarkers = [] } = await cloud.s3.send(
      new ListObjectVersionsCommand({ Bucket: buckets.backups }),
    );
    const keys = Versions.map(({ Key }) => Key);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.length).toBe(backup.files + 1);
    expect(DeleteMarkers).toEqual([]);

    const proof = await throughDeaths(await openJob(cloud.system, 'proof'), (system, life) => {
      const parts = proofPartsOf(cloud, { itemsPerPass: 40 });
      return proofRunner({ ...parts, system, backups: life.bucket(parts.backups) });
    });
    expect(proof.job).toMatchObject({ state: 'done', tally: { passed: 1, findings: 0 } });
    expect(proof.deaths).toBeGreaterThan(2);
    const proved = await newestBackup(cloud.system);
    expect(proved.proof).toMatchObject({ passed: true, records: backup.records, findings: [] });
    expect(proved.version).toBe(3);

    const { events } = await eventsOfRecord(cloud.system, 'backup', backup.id);
    expect(events.map((event) => event.type)).toEqual(['backup.proved', 'backup.kept', 'backup.started']);
  });
});
