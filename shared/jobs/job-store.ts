import { born, type ChangeContext, changed, changeFragments } from '../aws/change.ts';
import { check, putNew, remove, toItem, update } from '../aws/fragments.ts';
import { allOf, type IndexKeys, openJobs, progressKey, recordKey, runningKey } from '../aws/keys.ts';
import { plainOf, readStored, type Stored } from '../aws/stored.ts';
import type { System } from '../aws/system.ts';
import { getItems } from '../aws/table.ts';
import type { Fragment } from '../aws/transaction.ts';
import { Job, type JobKind, JobProgress } from '../contracts/jobs.ts';
import { AppError } from '../kernel/app-error.ts';

type Of = Pick<System, 'dynamo' | 'tables'>;

/** Another worker holds the job: whoever finds this stops without a word. */
export class LeaseLost extends Error {}

export const readJob = async (
  system: Of,
  jobId: string,
): Promise<{ job: Stored<Job>; progress: JobProgress } | undefined> => {
  const table = system.tables.records;
  const [record, progress] = await getItems(system.dynamo, [
    { table, key: recordKey('job', jobId) },
    { table, key: progressKey(jobId) },
  ]);
  if (record === undefined || progress === undefined) return undefined;
  return { job: readStored(Job, record), progress: JobProgress.parse(plainOf(progress)) };
};

const indexOf = (job: Job): IndexKeys => ({
  GSI2PK: allOf('job'),
  GSI2SK: job.id,
  ...(job.endedAt === undefined ? { GSI1PK: openJobs(), GSI1SK: job.id } : {}),
});

export interface JobRequest {
  readonly kind: JobKind;
  readonly unit: JobProgress['unit'];
  readonly total?: number;
  readonly input: Job['input'];
  /** Jobs of one lock run one at a time: the second is refused with `job-running`. */
  readonly lock?: string;
}

/** Asks for work: the record, its progress, and the event that starts a worker. */
export const requestJobTx = (context: ChangeContext, request: JobRequest): { job: Job; fragments: Fragment[] } => {
  const job: Job = {
    ...born(context, context.newId()),
    entity: 'job',
    kind: request.kind,
    state: 'waiting',
    input: request.lock === undefined ? request.input : { ...request.input, lock: request.lock },
    tally: {},
  };
  const progress: JobProgress = {
    done: 0,
    unit: request.unit,
    cursor: {},
    tally: {},
    cancelAsked: false,
    attempts: 0,
    updatedAt: job.createdAt,
    ...(request.total === undefined ? {} : { total: request.total }),
  };
  const { records } = context.tables;
  const fragments = [
    ...changeFragments(context, { after: job, index: indexOf(job), type: 'job.requested', params: { kind: job.kind } }),
    putNew(
      'job-progress',
      records,
      toItem({ ...progressKey(job.id), ...progress }),
      () => new AppError('already-exists'),
    ),
    ...(request.lock === undefined
      ? []
      : [
          putNew(
            'running',
            records,
            toItem({ ...runningKey(request.lock), jobId: job.id }),
            () => new AppError('job-running'),
          ),
        ]),
  ];
  return { job, fragments };
};

/** Takes the job for a while, if nobody has it. Throws LeaseLost otherwise. */
export const leaseTx = (records: string, jobId: string, owner: string, now: Date, until: Date): Fragment =>
  update(
    'lease',
    records,
    progressKey(jobId),
    {
      update: 'SET #owner = :owner, #until = :until',
      condition: 'attribute_exists(#pk) AND (attribute_not_exists(#until) OR #until < :now OR #owner = :owner)',
      names: { '#pk': 'PK', '#owner': 'leaseOwner', '#until': 'leaseUntil' },
      values: { ':owner': owner, ':until': until.toISOString(), ':now': now.toISOString() },
    },
    () => new LeaseLost(),
  );

/** What a step has done, in the transaction that did it. Throws LeaseLost when another worker has the job now. */
export const progressTx = (
  records: string,
  jobId: string,
  owner: string,
  next: Pick<JobProgress, 'done' | 'cursor' | 'tally' | 'attempts'> & {
    readonly total?: number | undefined;
    readonly step?: string | undefined;
  },
  now: Date,
  leaseUntil: Date,
): Fragment =>
  update(
    'progress',
    records,
    progressKey(jobId),
    {
      update: `SET #done = :done, #cursor = :cursor, #tally = :tally, #attempts = :attempts, #at = :now, #until = :until${
        next.total === undefined ? '' : ', #total = :total'
      }${next.step === undefined ? '' : ', #step = :step'}`,
      condition: '#owner = :owner',
      names: {
        '#done': 'done',
        '#cursor': 'cursor',
        '#tally': 'tally',
        '#attempts': 'attempts',
        '#at': 'updatedAt',
        '#until': 'leaseUntil',
        '#owner': 'leaseOwner',
        ...(next.total === undefined ? {} : { '#total': 'total' }),
        ...(next.step === undefined ? {} : { '#step': 'step' }),
      },
      values: {
        ':done': next.done,
        ':cursor': next.cursor,
        ':tally': next.tally,
        ':attempts': next.attempts,
        ':now': now.toISOString(),
        ':until': leaseUntil.toISOString(),
        ':owner': owner,
        ...(next.total === undefined ? {} : { ':total': next.total }),
        ...(next.step === undefined ? {} : { ':step': next.step }),
      },
    },
    () => new LeaseLost(),
  );

/** Holds a commit to the lease without writing it: a worker that was slow must not end what another has taken over. */
export const holdLeaseTx = (records: string, jobId: string, owner: string): Fragment =>
  check(
    'lease',
    records,
    progressKey(jobId),
    { condition: '#owner = :owner', names: { '#owner': 'leaseOwner' }, values: { ':owner': owner } },
    () => new LeaseLost(),
  );

/** Lets the job go, so that the next worker need not wait for the lease to lapse. */
export const releaseTx = (records: string, jobId: string, owner: string, attempts: number): Fragment =>
  update(
    'lease',
    records,
    progressKey(jobId),
    {
      update: 'SET #attempts = :attempts REMOVE #until',
      condition: '#owner = :owner',
      names: { '#until': 'leaseUntil', '#owner': 'leaseOwner', '#attempts': 'attempts' },
      values: { ':owner': owner, ':attempts': attempts },
    },
    () => new LeaseLost(),
  );

export const askCancelTx = (records: string, jobId: string): Fragment =>
  update(
    'cancel',
    records,
    progressKey(jobId),
    {
      update: 'SET #cancel = :true',
      condition: 'attribute_exists(#pk)',
      names: { '#cancel': 'cancelAsked', '#pk': 'PK' },
      values: { ':true': true },
    },
    () => new AppError('not-found', { entity: 'job' }),
  );

/** The end of a job: its state, its numbers and its lock, once. */
export const endJobTx = (
  context: ChangeContext,
  before: Stored<Job>,
  end: {
    readonly state: 'done' | 'failed' | 'cancelled';
    readonly tally: Job['tally'];
    readonly failure?: Job['failure'];
  },
): Fragment[] => {
  const after: Job = {
    ...before.value,
    ...changed(context, before.value),
    ...end,
    batchId: before.value.batchId,
    endedAt: context.now.toISOString(),
  };
  const { lock } = before.value.input;
  return [
    ...changeFragments(context, {
      before,
      after,
      index: indexOf(after),
      type: end.state === 'cancelled' ? 'job.cancelled' : 'job.ended',
      params: { kind: after.kind, state: end.state },
    }),
    ...(typeof lock === 'string'
      ? [
          remove(
            'running',
            context.tables.records,
            runningKey(lock),
            { condition: '#job = :job', names: { '#job': 'jobId' }, values: { ':job': after.id } },
            () => new LeaseLost(),
          ),
        ]
      : []),
  ];
};
