import { namesOf } from '../audit/ledger-store.ts';
import type { Call, Handlers } from '../aws/call.ts';
import { openCursor, sealCursor } from '../aws/cursor.ts';
import { allOf, progressKey } from '../aws/keys.ts';
import { plainOf, readStored } from '../aws/stored.ts';
import type { System } from '../aws/system.ts';
import { getItems, queryPage } from '../aws/table.ts';
import { Job, JobProgress, type JobView } from '../contracts/jobs.ts';
import { AppError } from '../kernel/app-error.ts';
import { authorize } from '../kernel/authorize.ts';
import { askCancelTx, readJob } from './job-store.ts';
import { jobView } from './views.ts';

const viewOf = async (system: System, jobId: string): Promise<JobView> => {
  const read = await readJob(system, jobId);
  if (read === undefined) throw new AppError('not-found', { entity: 'job' });
  const names = await namesOf(system, [read.job.value.actorId]);
  return jobView(read.job.value, read.progress, names.get(read.job.value.actorId));
};

/** What somebody else asked for, or the library itself by the clock, is stopped by few: a backup that never ends is none. */
const holdMayStop = (call: Call): void => {
  // The permission that the row of `job.cancel` names for others' work.
  const row = { who: { permission: 'jobs.stop' }, sites: ['console'], effect: 'write' } as const;
  const decision = authorize(call.actor, row, {}, call.now);
  if (decision.verdict === 'deny') throw new AppError(decision.code, decision.params);
};

export const jobHandlers = (system: System): Handlers<'jobs'> => ({
  'job.list': async (_call, { cursor }) => {
    const from = await openCursor(system.keyring, 'jobs', cursor);
    const { records } = system.tables;
    const page = await queryPage(system.dynamo, records, allOf('job'), {
      index: 'GSI2',
      newestFirst: true,
      limit: 25,
      ...(from === undefined ? {} : { from }),
    });
    const jobs = page.items.map((item) => readStored(Job, item).value);
    const progress = await getItems(
      system.dynamo,
      jobs.map((job) => ({ table: records, key: progressKey(job.id) })),
    );
    const names = await namesOf(
      system,
      jobs.map((job) => job.actorId),
    );
    const rows = jobs.flatMap((job, index) => {
      const item = progress[index];
      return item === undefined ? [] : [jobView(job, JobProgress.parse(plainOf(item)), names.get(job.actorId))];
    });
    return { rows, ...(page.next === undefined ? {} : { next: await sealCursor(system.keyring, 'jobs', page.next) }) };
  },
  'job.get': (_call, { jobId }) => viewOf(system, jobId),
  'job.cancel': async (call, { jobId }) => {
    const view = await viewOf(system, jobId);
    if (view.startedById !== call.personId) holdMayStop(call);
    if (view.endedAt !== undefined) throw new AppError('job-not-cancellable');
    return call.commit([askCancelTx(system.tables.records, jobId)], { ...view, cancelAsked: true });
  },
});
