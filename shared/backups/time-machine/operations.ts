import { secondPersonTx } from '../../approvals/second-person.ts';
import type { Call, Handlers, Input } from '../../aws/call.ts';
import { eventFragment, ledgerEvent } from '../../aws/change.ts';
import { openCursor, sealCursor } from '../../aws/cursor.ts';
import type { System } from '../../aws/system.ts';
import type { Job } from '../../contracts/jobs.ts';
import { RecoveryScope } from '../../contracts/recovery.ts';
import { newBatch, openBatchTx, readBatch } from '../../jobs/batch-store.ts';
import { readJob, requestJobTx } from '../../jobs/job-store.ts';
import type { Recoverables } from '../../jobs/recoverable.ts';
import { jobView, newJobView } from '../../jobs/views.ts';
import { AppError } from '../../kernel/app-error.ts';
import { ALONE_LIMIT } from '../../kernel/authorize.ts';
import { valueHash } from '../../kernel/value-hash.ts';
import { readBackup } from '../backup-store.ts';
import { allRows, type KeptPlan, readPlan, rowsPage } from './plan-store.ts';
import { recoveryPoints } from './points.ts';
import { thenAndNow } from './record-view.ts';
import { isLeftOut } from './restore-runner.ts';
import { rowViews } from './rows-view.ts';

type Names =
  | 'recovery.points'
  | 'recovery.record'
  | 'recovery.plan'
  | 'recovery.preview'
  | 'recovery.rows'
  | 'recovery.restore';
export type RecoveryHandlers = Pick<Handlers<'backups'>, Names>;

/** Refuses a scope that cannot mean anything: a moment to come or before the library, a window that ends before it begins, what is not there. */
const holdScope = async (system: System, call: Call, scope: RecoveryScope): Promise<void> => {
  const now = call.now.toISOString();
  if ('at' in scope && scope.at > now) throw new AppError('invalid-input', { field: 'at' });
  const { settings } = await system.library();
  if (scope.kind === 'everything' && scope.at < settings.createdAt)
    throw new AppError('invalid-input', { field: 'at' });
  if (scope.kind === 'person' && scope.from >= scope.to) throw new AppError('invalid-input', { field: 'to' });
  if (scope.kind === 'batch' && (await readBatch(system, scope.batchId)) === undefined)
    throw new AppError('not-found', { entity: 'batch' });
  if (scope.kind === 'records' && scope.backupId !== undefined) {
    const backup = await readBackup(system, scope.backupId);
    if (backup?.value.state !== 'kept') throw new AppError('not-found', { entity: 'backup' });
  }
};

const planJob = async (system: System, jobId: string) => {
  const read = await readJob(system, jobId);
  if (read?.job.value.kind !== 'restore-plan') throw new AppError('not-found', { entity: 'job' });
  return read;
};

const scopeOf = (job: Job): RecoveryScope => RecoveryScope.parse(job.input['scope']);

/** How many records a restore with these choices would change. */
const changesOf = async (system: System, plan: KeptPlan, ask: Input<'recovery.restore'>): Promise<number> => {
  const leaveOut = ask.leaveOut ?? [];
  if (leaveOut.length === 0) return ask.conflicts === 'keep' ? plan.changes - plan.conflicts : plan.changes;
  let count = 0;
  for await (const row of allRows(system, ask.jobId))
    if (row.kept === undefined && !isLeftOut({ ...ask, leaveOut }, row)) count += 1;
  return count;
};

const restore = async (system: System, call: Call, ask: Input<'recovery.restore'>) => {
  const { jobId, planHash, conflicts, reason } = ask;
  await planJob(system, jobId);
  const plan = await readPlan(system, jobId);
  if (plan === undefined || plan.planHash !== planHash) throw new AppError('plan-changed');
  const records = await changesOf(system, plan, ask);
  if (records === 0) throw new AppError('nothing-to-restore');
  const choices = { planId: jobId, conflicts, leaveOut: [...(ask.leaveOut ?? [])].sort() };
  const { scope, at } = plan;
  const second = await secondPersonTx(system, call, {
    operation: 'recovery.restore',
    requestHash: valueHash({ operation: 'recovery.restore', planHash, ...choices }),
    records,
    preview: { code: 'approval.preview.recovery.restore', params: { scope: scope.kind, at, records, planId: jobId } },
  });
  const input = { ...choices, ...(reason === undefined ? {} : { reason }) };
  const batch = newBatch(call.context, {
    kind: 'restore',
    label: at,
    restore: { planId: jobId, scope: scope.kind, at, safetyPoint: call.now.toISOString() },
    ...(reason === undefined ? {} : { reason }),
  });
  const context = { ...call.context, batchId: batch.id };
  const asked = requestJobTx(context, { kind: 'restore', unit: 'records', total: plan.total, input, lock: 'restore' });
  const opened = openBatchTx(call.context, { ...batch, jobId: asked.job.id });
  return call.commit([...opened, ...asked.fragments, ...second], newJobView(asked.job, 'records', plan.total));
};

/** Going back in time: choose, plan, look, restore. */
export const recoveryHandlers = (system: System, recoverables: Recoverables): RecoveryHandlers => ({
  'recovery.points': async () => {
    const { settings } = await system.library();
    return { from: settings.createdAt, points: await recoveryPoints(system) };
  },
  'recovery.record': async (call, { entity, recordId, at }) => {
    const recoverable = recoverables[entity];
    if (recoverable === undefined) throw new AppError('not-found', { entity });
    const view = await thenAndNow(system, recoverable, entity, recordId, at);
    if (entity === 'patron') {
      // Before the answer leaves: no event, no answer.
      const what = { type: 'patron.read', entity, recordId, version: 0, params: {} } as const;
      await system.commit([eventFragment(call.context, ledgerEvent(call.context, what))], call.context.newId());
    }
    return view;
  },
  'recovery.plan': async (call, { scope }) => {
    await holdScope(system, call, scope);
    const { job, fragments } = requestJobTx(call.context, { kind: 'restore-plan', unit: 'records', input: { scope } });
    return call.commit(fragments, newJobView(job, 'records'));
  },
  'recovery.preview': async (call, { jobId }) => {
    const { job, progress } = await planJob(system, jobId);
    const { state, failure } = jobView(job.value, progress);
    const head = { jobId, state, scope: scopeOf(job.value), ...(failure === undefined ? {} : { failure }) };
    const kept = state === 'done' ? await readPlan(system, jobId) : undefined;
    if (kept === undefined) return head;
    const { scope: _scope, chunks: _chunks, examples, ...plan } = kept;
    return {
      ...head,
      plan: {
        ...plan,
        examples: await rowViews(system, recoverables, examples),
        needsSecondPerson: plan.changes > ALONE_LIMIT,
        safetyPoint: call.now.toISOString(),
      },
    };
  },
  'recovery.rows': async (_call, { jobId, cursor }) => {
    const read = await readJob(system, jobId);
    const kind = read?.job.value.kind;
    if (kind !== 'restore-plan' && kind !== 'restore') throw new AppError('not-found', { entity: 'job' });
    const list = `recovery.rows ${jobId}`;
    const from = await openCursor(system.keyring, list, cursor);
    // A restore notes what it kept one by one; a plan has a hundred rows in a chunk.
    const page = await rowsPage(system, jobId, from, kind === 'restore' ? 100 : 1);
    const rows = await rowViews(system, recoverables, page.rows);
    return { rows, ...(page.next === undefined ? {} : { next: await sealCursor(system.keyring, list, page.next) }) };
  },
  'recovery.restore': (call, ask) => restore(system, call, ask),
});
