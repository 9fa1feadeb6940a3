import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { System } from '../../../shared/aws/system.ts';
import { readBackup } from '../../../shared/backups/backup-store.ts';
import { drillRunner } from '../../../shared/backups/drill/run-drill.ts';
import { proofRunner } from '../../../shared/backups/proof/run-proof.ts';
import { proofRequest, rebuildRequest, selfTestRequest } from '../../../shared/backups/requests.ts';
import { selfTestRunner } from '../../../shared/backups/self-test/run-self-test.ts';
import type { Backup } from '../../../shared/contracts/backups.ts';
import { type JobRequest, readJob } from '../../../shared/jobs/job-store.ts';
import { type Runner, runJob } from '../../../shared/jobs/run-job.ts';
import { requestOnSchedule } from '../../../shared/jobs/scheduled.ts';
import { type SmallCloud, startSmallCloud } from '../../support/small-cloud.ts';
import { fillLibrary } from '../../support/small-library.ts';
import { backUp, newestBackup, openJob, proofPartsOf, prove } from './backup-fixture.ts';
import { Dead, mortal } from './mortal.ts';
import { drillPartsOf, scratchLeft } from './rebuild-fixture.ts';

let cloud: SmallCloud;
let backup: Backup;
beforeAll(async () => {
  cloud = await startSmallCloud();
  await fillLibrary(cloud.system, cloud.managerId, 8);
  await backUp(cloud);
  await prove(cloud, await openJob(cloud.system, 'proof'));
  backup = await newestBackup(cloud.system);
});
afterAll(() => cloud.close());

type Life = ReturnType<typeof mortal>;
type Compose = (system: System, life: Life) => Runner;
/** Nobody dies of this many calls. */
const LONG = 100_000;

/** Works on a job with a first worker that dies at a point, and others after it that live. */
const afterDeath = async (request: JobRequest, compose: Compose, calls: number, answerLost: boolean) => {
  const jobId = (await requestOnSchedule(cloud.system, request)) ?? '';
  let deaths = 0;
  for (let turn = 0; turn < 60; turn += 1) {
    const read = await readJob(cloud.system, jobId);
    if (read?.job.value.endedAt !== undefined) return { job: read.job.value, deaths };
    const life = mortal(turn === 0 ? calls : LONG, answerLost);
    const client = life.dynamo(cloud.dynamoClient());
    const system = cloud.container(client);
    try {
      await runJob(system, compose(system, life), jobId, {
        owner: `worker-${turn}`,
        timeLeft: () => 600_000,
        reserve: 60_000,
        again: async () => undefined,
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

const drills: Readonly<Record<string, { request: () => JobRequest; compose: Compose; most: number }>> = {
  'read-back': {
    request: () => proofRequest(backup.id),
    compose: (system, life) => {
      const parts = proofPartsOf(cloud, { itemsPerPass: 60 });
      return proofRunner({ ...parts, system, backups: life.bucket(parts.backups) });
    },
    most: 160,
  },
  rebuild: {
    request: () => rebuildRequest(backup.id),
    compose: (system, life) => {
      const parts = drillPartsOf(cloud, { itemsPerPass: 200 });
      return drillRunner({ ...parts, system, backups: life.bucket(parts.backups) });
    },
    most: 190,
  },
  'self-test': {
    request: () => selfTestRequest(backup.id),
    compose: (system, life) => {
      const parts = proofPartsOf(cloud);
      return selfTestRunner({ ...parts, system, backups: life.bucket(parts.backups) });
    },
    most: 300,
  },
};

describe('a drill whose worker is killed at a random point', () => {
  it.each(Object.keys(drills))(
    'is taken up and finished by the next, with one result and nothing left: %s',
    async (name) => {
      const drill = drills[name];
      if (drill === undefined) throw new Error(name);
      let deaths = 0;
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 1, max: drill.most }), fc.boolean(), async (calls, answerLost) => {
          const before = (await readBackup(cloud.system, backup.id))?.value.version ?? 0;
          const ended = await afterDeath(drill.request(), drill.compose, calls, answerLost);
          deaths += ended.deaths;
          expect(ended.job.state).toBe('done');
          expect(ended.job.tally).toMatchObject(
            name === 'self-test' ? { missed: 0, damages: 9 } : { passed: 1, findings: 0 },
          );
          const after = (await readBackup(cloud.system, backup.id))?.value;
          // One result, written once.
          expect(after?.version).toBe(before + 1);
          expect(await scratchLeft(cloud.system)).toEqual([]);
        }),
        { numRuns: 20, endOnFailure: true },
      );
      // Where it dies is random, and some points lie behind its end.
      expect(deaths).toBeGreaterThan(0);
    },
    180_000,
  );
});
