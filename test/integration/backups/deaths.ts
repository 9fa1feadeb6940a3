import type { System } from '../../../shared/aws/system.ts';
import { readJob } from '../../../shared/jobs/job-store.ts';
import { type Runner, runJob } from '../../../shared/jobs/run-job.ts';
import type { SmallCloud } from '../../support/small-cloud.ts';
import { waitReally } from './backup-fixture.ts';
import { Dead, mortal } from './mortal.ts';

export type Mortal = ReturnType<typeof mortal>;

/**
 * Works on a job with workers that each die at some call, until one ends it. `lives` says how many calls the n-th lives.
 * Returns how many died.
 */
export const throughDeaths = async (
  cloud: SmallCloud,
  jobId: string,
  lives: (turn: number) => number,
  compose: (system: System, life: Mortal) => Runner,
) => {
  let deaths = 0;
  let wait = 0;
  for (let turn = 0; turn < 400; turn += 1) {
    const read = await readJob(cloud.system, jobId);
    if (read?.job.value.endedAt !== undefined) return { deaths, job: read.job.value };
    await waitReally(wait);
    wait = 0;
    const life = mortal(lives(turn), turn % 2 === 1);
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
    cloud.travel(95_000);
  }
  throw new Error('the job did not end');
};
