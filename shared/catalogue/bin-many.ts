import * as z from 'zod';
import { secondPersonTx } from '../approvals/second-person.ts';
import type { Handlers } from '../aws/call.ts';
import type { System } from '../aws/system.ts';
import { closeBatchTx, newBatch, openBatchTx, readBatch } from '../jobs/batch-store.ts';
import { requestJobTx } from '../jobs/job-store.ts';
import type { Runner, Work } from '../jobs/run-job.ts';
import { newJobView } from '../jobs/views.ts';
import { AppError } from '../kernel/app-error.ts';
import { valueHash } from '../kernel/value-hash.ts';
import { isOwnAndFresh, undoBatchTx } from './batch-undo.ts';
import { binTitleTx, readTitle } from './title-store.ts';

const Input = z.object({ titleIds: z.array(z.string()), reason: z.string().optional() });
const Cursor = z.object({ at: z.int().min(0).default(0) });

type Many = Pick<Handlers<'catalogue'>, 'title.bin-many' | 'bin.undo'>;

export const binManyHandlers = (system: System): Many => ({
  'title.bin-many': async (call, { titleIds: named, reason }) => {
    const titleIds = [...new Set(named)];
    const records = titleIds.length;
    const input = { titleIds, ...(reason === undefined ? {} : { reason }) };
    const second = await secondPersonTx(system, call, {
      operation: 'title.bin-many',
      requestHash: valueHash({ operation: 'title.bin-many', ...input }),
      records,
      preview: {
        code: 'approval.preview.title.bin-many',
        params: { records, ...(reason === undefined ? {} : { reason }) },
      },
    });
    const batch = newBatch(call.context, { kind: 'bin', label: (reason ?? '').slice(0, 200) });
    const asked = requestJobTx(
      { ...call.context, batchId: batch.id },
      { kind: 'bin-many', unit: 'records', total: records, input },
    );
    const opened = openBatchTx(call.context, { ...batch, jobId: asked.job.id });
    return call.commit([...opened, ...asked.fragments, ...second], newJobView(asked.job, 'records', records));
  },
  'bin.undo': async (call, { batchId }) => {
    const batch = await readBatch(system, batchId);
    if (batch?.value.kind !== 'bin') throw new AppError('not-found', { entity: 'batch' });
    // Whoever put these away may take them back today; later, or for somebody else, it takes the right to undo batches.
    if (!isOwnAndFresh(call, batch.value)) throw new AppError('not-allowed', { permission: 'batches.undo' });
    const undo = undoBatchTx(call, batch);
    return call.commit(undo.fragments, newJobView(undo.job, 'records'));
  },
});

/** Why a title stays where it is, as a number of the job. */
const staysAs = (error: unknown): 'lent' | 'gone' | 'kept' | undefined => {
  if (!(error instanceof AppError)) return undefined;
  if (error.code === 'items-on-loan') return 'lent';
  if (error.code === 'in-bin' || error.code === 'not-found') return 'gone';
  return error.code === 'stale-version' ? 'kept' : undefined;
};

const binOne = async (system: System, work: Work, titleId: string, reason: string | undefined, at: number) => {
  const { done, tally } = work.progress;
  const count = (name: string) => ({ ...tally, [name]: (tally[name] ?? 0) + 1 });
  const next = { done: done + 1, cursor: { at: at + 1 } };
  try {
    const title = await readTitle(system, titleId);
    if (title === undefined) throw new AppError('not-found', { entity: 'title' });
    if (title.value.binnedAt !== undefined) throw new AppError('in-bin', { entity: 'title' });
    await work.save(binTitleTx(work.change(), title, reason), { ...next, tally: count('binned') });
  } catch (error) {
    const why = staysAs(error);
    if (why === undefined) throw error;
    await work.save([], { ...next, tally: count(why) });
  }
};

/** Closes the batch with what is in it, also where the work was stopped half-way: what was binned can be undone. */
const closeTx = async (system: System, work: Work) => {
  const batch = await readBatch(system, work.context.batchId ?? '');
  if (batch === undefined) throw new Error('the batch vanished while it was worked on');
  return closeBatchTx(work.context, batch, { titles: work.progress.tally['binned'] ?? 0 });
};

/** Puts the titles of one request in the bin, one after the other; what is on loan stays, and is counted. */
export const binManyRunner = (system: System): Runner => ({
  step: async (work) => {
    const { titleIds, reason } = Input.parse(work.job.value.input);
    const { at } = Cursor.parse(work.progress.cursor);
    for (const [index, titleId] of titleIds.slice(at, at + 25).entries())
      await binOne(system, work, titleId, reason, at + index);
    if (at + 25 < titleIds.length) return { next: 'more' };
    return { next: 'done', tally: work.progress.tally, fragments: await closeTx(system, work) };
  },
  cancelled: (work) => closeTx(system, work),
  failed: (work) => closeTx(system, work),
});
