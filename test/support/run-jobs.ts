import type { System } from '../../shared/aws/system.ts';
import { readJob } from '../../shared/jobs/job-store.ts';
import { type Runner, runJob } from '../../shared/jobs/run-job.ts';

/** Works on a job as its queue would, waiting as long as it asks, until it has ended. */
export const workOff = async (
  system: System,
  runner: Runner,
  jobId: string,
  wait: (seconds: number) => Promise<void>,
) => {
  let asked: number | undefined = 0;
  for (let calls = 0; asked !== undefined; calls += 1) {
    if (calls > 200) throw new Error('the job does not end');
    await wait(asked);
    asked = undefined;
    await runJob(system, runner, jobId, {
      owner: `worker-${calls}`,
      timeLeft: () => 600_000,
      reserve: 60_000,
      again: async (_id, seconds) => {
        asked = seconds;
      },
    }).catch((error: unknown) => {
      if (asked === undefined) throw error;
    });
  }
  const read = await readJob(system, jobId);
  if (read === undefined) throw new Error('the job is gone');
  return { job: read.job.value, progress: read.progress };
};
