import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import type { ChangeContext } from '../../shared/aws/change.ts';
import { runningKey } from '../../shared/aws/keys.ts';
import { plainOf } from '../../shared/aws/stored.ts';
import type { System } from '../../shared/aws/system.ts';
import { getItem } from '../../shared/aws/table.ts';
import type { Job } from '../../shared/contracts/jobs.ts';
import { type JobRequest, readJob, requestJobTx } from '../../shared/jobs/job-store.ts';
import { AppError } from '../../shared/kernel/app-error.ts';
import { say } from './command.ts';
import { Refused } from './refused.ts';

const Running = z.object({ jobId: z.string() });

/** Asks for work as whoever runs the deployment; work of this kind that is under way already is followed instead. */
export const askFor = async (system: System, request: JobRequest): Promise<string> => {
  const context: ChangeContext = {
    now: system.clock(),
    changeId: system.newId(),
    newId: system.newId,
    tables: system.tables,
    device: 'operator',
    // Not the clock: what somebody asks for shows everything up to this second.
    actor: { id: 'operator', kind: 'system' },
  };
  const { job, fragments } = requestJobTx(context, request);
  try {
    await system.commit(fragments, context.changeId);
    return job.id;
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'job-running' || request.lock === undefined) throw error;
  }
  const item = await getItem(system.dynamo, system.tables.records, runningKey(request.lock));
  const running = Running.safeParse(item === undefined ? undefined : plainOf(item));
  // It ended between the two looks.
  if (!running.success) return askFor(system, request);
  say('One is being made already; waiting for it.');
  return running.data.jobId;
};

export interface Patience {
  /** Milliseconds between two looks. */
  readonly everyMs: number;
  /** Milliseconds without any progress after which nobody seems to work. */
  readonly stuckMs: number;
}
const PATIENCE: Patience = { everyMs: 1000, stuckMs: 45 * 60_000 };

/** Waits until a job has ended and tells how far it is meanwhile. Throws `Refused` when it failed or nobody works on it. */
export const follow = async (system: System, jobId: string, patience: Patience = PATIENCE): Promise<Job> => {
  let told = '';
  let moved = Date.now();
  for (;;) {
    const read = await readJob(system, jobId);
    if (read === undefined) throw new Error('the job is gone');
    const { value: job } = read.job;
    if (job.endedAt !== undefined) {
      if (job.state === 'done') return job;
      const { code = job.state, params = {} } = job.failure ?? {};
      const why = [code, ...Object.values(params)].join(', ');
      throw new Refused(`The ${job.kind} did not finish (${why}). See under Jobs in the console what happened to it.`);
    }
    const { done, total, step, unit } = read.progress;
    const now = `${job.kind}: ${step ?? 'waiting'} ${done}${total === undefined ? '' : ` of ${total}`} ${unit}`;
    if (now !== told) {
      moved = Date.now();
      say(now);
    }
    told = now;
    if (Date.now() - moved > patience.stuckMs)
      throw new Refused(
        `Nothing has moved for a long time: the ${job.kind} waits for a worker. Is the library running?`,
      );
    await sleep(patience.everyMs);
  }
};
