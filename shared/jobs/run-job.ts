import type { ChangeContext } from '../aws/change.ts';
import type { Stored } from '../aws/stored.ts';
import type { System } from '../aws/system.ts';
import type { Fragment } from '../aws/transaction.ts';
import type { Job, JobKind, JobProgress } from '../contracts/jobs.ts';
import { AppError } from '../kernel/app-error.ts';
import { endJobTx, holdLeaseTx, LeaseLost, leaseTx, progressTx, readJob, releaseTx } from './job-store.ts';

const LEASE_MS = 90_000;
/** A step that fails this often in a row ends the job: it will not get better by itself. */
const MAX_ATTEMPTS = 5;

/** One step's view of its job. */
export interface Work {
  readonly job: Stored<Job>;
  readonly progress: JobProgress;
  /** For the transaction that ends the job, or the only one of a step. */
  readonly context: ChangeContext;
  /** A context for one more transaction of the same step. */
  readonly change: () => ChangeContext;
  readonly timeLeft: () => number;
  /** Commits a step's writes together with how far the job then is, and renews the lease; as often as a step likes. */
  readonly save: (
    fragments: readonly Fragment[],
    next: Partial<Pick<JobProgress, 'done' | 'cursor' | 'tally' | 'total' | 'step'>>,
  ) => Promise<void>;
}

export type StepResult =
  | { readonly next: 'more'; readonly afterSeconds?: number }
  | { readonly next: 'done'; readonly tally: Job['tally']; readonly fragments?: readonly Fragment[] }
  | {
      readonly next: 'failed';
      readonly code: string;
      readonly params: Record<string, string | number | boolean>;
      readonly tally?: Job['tally'];
      readonly fragments?: readonly Fragment[];
    };

/** Does a bounded piece of work, saves it with its cursor, and says how to go on. Called again after a crash. */
export type Step = (work: Work) => Promise<StepResult>;
export interface Runner {
  readonly step: Step;
  /** What else belongs to the transaction that ends a cancelled job. */
  readonly cancelled?: (work: Work) => Promise<readonly Fragment[]>;
  /** What else belongs to the transaction that ends a job whose step kept failing. */
  readonly failed?: (work: Work) => Promise<readonly Fragment[]>;
}

/** One runner for a worker that takes several kinds of job. Throws for a kind it has none for. */
export const runnerByKind = (runners: Partial<Record<JobKind, Runner>>): Runner => {
  const of = (work: Work): Runner => {
    const runner = runners[work.job.value.kind];
    if (runner === undefined) throw new Error(`no runner for ${work.job.value.kind}`);
    return runner;
  };
  return {
    step: (work) => of(work).step(work),
    cancelled: async (work) => (await of(work).cancelled?.(work)) ?? [],
    failed: async (work) => (await of(work).failed?.(work)) ?? [],
  };
};

export interface RunOptions {
  readonly owner: string;
  readonly timeLeft: () => number;
  /** Milliseconds a step may need; below it the job goes on in another call. */
  readonly reserve: number;
  readonly again: (jobId: string, afterSeconds: number) => Promise<void>;
}

const SYSTEM = { id: 'system', kind: 'system' as const };

/**
 * Runs steps of a job under its lease until it ends, wants to wait, or the time is nearly over.
 * Two messages for one job do no harm: the second finds the lease, and comes back when it would have lapsed.
 */
export const runJob = async (system: System, runner: Runner, jobId: string, options: RunOptions): Promise<void> => {
  // A message may come of a job that ended long ago: of one that a restore put back, for one. It is left as it is.
  const asked = await readJob(system, jobId);
  if (asked === undefined || asked.job.value.endedAt !== undefined) return;
  try {
    await system.commit(
      [leaseTx(system.tables.records, jobId, options.owner, system.clock(), leaseEnd(system))],
      system.newId(),
    );
  } catch (error) {
    if (error instanceof LeaseLost) await comeBack(system, jobId, options);
    else await failedStep(system, runner, jobId, options, error);
    return;
  }
  try {
    for (;;) {
      const next = await oneStep(system, runner, jobId, options);
      if (next === undefined) return;
      if (next === 0 && options.timeLeft() > options.reserve) continue;
      await system.commit([releaseTx(system.tables.records, jobId, options.owner, 0)], system.newId());
      await options.again(jobId, next);
      return;
    }
  } catch (error) {
    if (error instanceof LeaseLost) return;
    await failedStep(system, runner, jobId, options, error);
  }
};

/**
 * The worker that has the job may be dead: it was killed, and this is its own message, handed out once more.
 * If it lives, it renews its lease, and this message waits again until the job has ended.
 */
const comeBack = async (system: System, jobId: string, options: RunOptions): Promise<void> => {
  const read = await readJob(system, jobId);
  if (read === undefined || read.job.value.endedAt !== undefined) return;
  const lapses = Date.parse(read.progress.leaseUntil ?? system.clock().toISOString());
  await options.again(jobId, Math.max(1, Math.ceil((lapses - system.clock().getTime()) / 1000) + 1));
};

const leaseEnd = (system: System) => new Date(system.clock().getTime() + LEASE_MS);

/** Seconds to wait before the next step; undefined when the job has ended. */
const oneStep = async (
  system: System,
  runner: Runner,
  jobId: string,
  options: RunOptions,
): Promise<number | undefined> => {
  const read = await readJob(system, jobId);
  if (read === undefined || read.job.value.endedAt !== undefined) return undefined;
  const work = workOf(system, read, options);
  if (read.progress.cancelAsked) {
    const extra = (await runner.cancelled?.(work)) ?? [];
    const end = endJobTx(work.context, read.job, { state: 'cancelled', tally: read.progress.tally });
    await system.commit([...end, ...extra], system.newId());
    return undefined;
  }
  const result = await runner.step(work);
  if (result.next === 'more') return result.afterSeconds ?? 0;
  const end =
    result.next === 'done'
      ? endJobTx(work.context, read.job, { state: 'done', tally: result.tally })
      : endJobTx(work.context, read.job, {
          state: 'failed',
          tally: result.tally ?? read.progress.tally,
          failure: { code: result.code, params: result.params },
        });
  const held = holdLeaseTx(system.tables.records, jobId, options.owner);
  await system.commit([...end, held, ...(result.fragments ?? [])], system.newId());
  return undefined;
};

const workOf = (system: System, read: { job: Stored<Job>; progress: JobProgress }, options: RunOptions): Work => {
  const { value } = read.job;
  const context: ChangeContext = {
    now: system.clock(),
    changeId: system.newId(),
    newId: system.newId,
    tables: system.tables,
    device: 'worker',
    // What a job does, it does for the person who asked.
    actor: value.actorId === 'system' ? SYSTEM : { id: value.actorId, kind: 'staff' },
    ...(value.batchId === undefined ? {} : { batchId: value.batchId }),
  };
  let progress = read.progress;
  return {
    job: read.job,
    get progress() {
      return progress;
    },
    context,
    change: () => ({ ...context, now: system.clock(), changeId: system.newId() }),
    timeLeft: options.timeLeft,
    save: async (fragments, next) => {
      // Only a step that can go on from here has got anywhere: one that begins anew each time must not try for ever.
      const attempts = next.cursor === undefined ? progress.attempts : 0;
      const saved = { ...progress, ...next, attempts };
      const part = progressTx(system.tables.records, value.id, options.owner, saved, system.clock(), leaseEnd(system));
      await system.commit([...fragments, part], system.newId());
      progress = saved;
    },
  };
};

/** A step that threw is tried again later; after the last try the job ends as failed, with nothing half done. */
const failedStep = async (
  system: System,
  runner: Runner,
  jobId: string,
  options: RunOptions,
  error: unknown,
): Promise<void> => {
  const read = await readJob(system, jobId);
  if (read === undefined || read.job.value.endedAt !== undefined) return;
  const attempts = read.progress.attempts + 1;
  const final = error instanceof AppError && error.status < 500;
  if (attempts < MAX_ATTEMPTS && !final) {
    await system.commit([releaseTx(system.tables.records, jobId, options.owner, attempts)], system.newId());
    await options.again(jobId, 2 ** attempts);
  } else {
    const work = workOf(system, read, options);
    const failure =
      error instanceof AppError ? { code: error.code, params: { ...error.params } } : { code: 'internal', params: {} };
    const extra = (await runner.failed?.(work)) ?? [];
    const end = endJobTx(work.context, read.job, { state: 'failed', tally: read.progress.tally, failure });
    await system.commit([...end, ...extra], system.newId());
  }
  throw error;
};
