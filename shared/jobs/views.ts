import type { Job, JobProgress, JobView } from '../contracts/jobs.ts';

/** A waiting job that a worker has taken is running: its state is told by the lease, and needs no change of the record. */
export const jobView = (job: Job, progress: JobProgress, startedBy?: string): JobView => ({
  jobId: job.id,
  version: job.version,
  kind: job.kind,
  state: job.state === 'waiting' && progress.leaseOwner !== undefined ? 'running' : job.state,
  done: progress.done,
  unit: progress.unit,
  tally: job.endedAt === undefined ? progress.tally : job.tally,
  cancelAsked: progress.cancelAsked,
  startedById: job.actorId,
  createdAt: job.createdAt,
  updatedAt: progress.updatedAt,
  ...(progress.total === undefined ? {} : { total: progress.total }),
  ...(progress.step === undefined ? {} : { step: progress.step }),
  ...(job.failure === undefined ? {} : { failure: job.failure }),
  ...(job.batchId === undefined ? {} : { batchId: job.batchId }),
  ...(startedBy === undefined ? {} : { startedBy }),
  ...(job.endedAt === undefined ? {} : { endedAt: job.endedAt }),
});

/** The view of a job that was asked for in this very request. */
export const newJobView = (job: Job, unit: JobProgress['unit'], total?: number): JobView =>
  jobView(job, {
    done: 0,
    unit,
    cursor: {},
    tally: {},
    cancelAsked: false,
    attempts: 0,
    updatedAt: job.createdAt,
    ...(total === undefined ? {} : { total }),
  });
