import * as z from 'zod';
import { eventPage } from '../audit/ledger-store.ts';
import { readItemNow, readVersion } from '../audit/past-store.ts';
import type { AttributeMap } from '../aws/attribute-value.ts';
import { textOf } from '../aws/fragments.ts';
import type { Stored } from '../aws/stored.ts';
import type { System } from '../aws/system.ts';
import type { Fragment } from '../aws/transaction.ts';
import type { Batch } from '../contracts/jobs.ts';
import type { LedgerEvent } from '../contracts/record.ts';
import { RecoverableEntity } from '../contracts/recovery.ts';
import { closeBatchTx, markRedoneTx, markUndoneTx, readBatch } from './batch-store.ts';
import { type Going, goBack, isOurs, keptReason } from './go-back.ts';
import type { Recoverables } from './recoverable.ts';
import type { Runner, Work } from './run-job.ts';

const Input = z.object({ batchId: z.string() });
const Cursor = z.object({ after: z.string().optional() });

/** One undo on its way: whose changes it takes back. Done again, a batch's changes are those that did it again. */
interface Undo {
  readonly system: System;
  readonly recoverables: Recoverables;
  readonly work: Work;
  readonly batches: ReadonlySet<string>;
}

/** The state of a record before the batch; undefined where an earlier event of the same batch decides. */
const wasOf = async (
  undo: Undo,
  event: LedgerEvent,
): Promise<{ readonly was: AttributeMap | undefined } | 'earlier' | 'lost'> => {
  if (event.version <= 1) return { was: undefined };
  const entity = RecoverableEntity.parse(event.entity);
  const was = await readVersion(undo.system, entity, event.recordId, event.version - 1);
  if (was === undefined) return 'lost';
  return undo.batches.has(textOf(was['batchId']) ?? '') ? 'earlier' : { was };
};

/** Whether the record is still as the batch left it: what came later is never undone with it. */
const isUntouched = (undo: Undo, now: AttributeMap): boolean => undo.batches.has(textOf(now['batchId']) ?? '');

/** Another record of the same batch that still waits to be undone, found by the barcode it holds. */
const waiting =
  (undo: Undo) =>
  async (entity: RecoverableEntity, id: string): Promise<Going | undefined> => {
    const now = await readItemNow(undo.system, entity, id);
    if (now === undefined || !isUntouched(undo, now)) return undefined;
    let version = Number(now['version']?.N ?? 0);
    let was: AttributeMap | undefined = now;
    while (was !== undefined && isUntouched(undo, was)) {
      version -= 1;
      was = version < 1 ? undefined : await readVersion(undo.system, entity, id, version);
    }
    return was === undefined && version > 0 ? undefined : { entity, id, now, goal: { was } };
  };

const undoOne = async (undo: Undo, event: LedgerEvent): Promise<void> => {
  const { system, recoverables, work } = undo;
  const entity = RecoverableEntity.safeParse(event.entity);
  const recoverable = entity.success ? recoverables[entity.data] : undefined;
  if (!entity.success || recoverable === undefined || event.hash === undefined) return;
  const cursor = { after: event.eventId };
  const { done, tally } = work.progress;
  const keep = (): Promise<void> => work.save([], { cursor, tally: { ...tally, kept: (tally['kept'] ?? 0) + 1 } });
  const before = await wasOf(undo, event);
  if (before === 'earlier') return;
  const now = await readItemNow(system, entity.data, event.recordId);
  if (now === undefined || before === 'lost') return keep();
  const goal = { was: before.was, returning: true };
  if (isOurs(work, now)) return recoverable.follow?.(now);
  if (!isUntouched(undo, now)) return keep();
  if ((await recoverable.compare(now, goal)) === undefined) return;
  const going: Going = { entity: entity.data, id: event.recordId, now, goal };
  try {
    await goBack({ system, recoverables, waiting: waiting(undo) }, work, going, (fragments, together) => {
      const undone = together.length;
      const next = { done: done + undone, tally: { ...tally, undone: (tally['undone'] ?? 0) + undone } };
      // What follows outside is done after this, and again where it was cut off: the event stays where it is until then.
      return work.save(fragments, recoverable.follow === undefined ? { ...next, cursor } : next);
    });
    const after = recoverable.follow === undefined ? undefined : await readItemNow(system, entity.data, event.recordId);
    if (after !== undefined) await recoverable.follow?.(after);
  } catch (error) {
    if (keptReason(error) === undefined) throw error;
    await keep();
  }
};

/** The batches that change when one has been undone: itself, what did it again, and what it had undone. */
const end = async (undo: Undo, target: Stored<Batch>, own: Stored<Batch>): Promise<Fragment[]> => {
  const { system, work } = undo;
  const { redoneBy, undoes, kind } = target.value;
  const again = redoneBy === undefined ? undefined : await readBatch(system, redoneBy);
  const first = kind === 'undo' && undoes !== undefined ? await readBatch(system, undoes) : undefined;
  return [
    ...markUndoneTx(work.context, target, own.value.id),
    ...(again === undefined ? [] : markUndoneTx(work.context, again, own.value.id)),
    ...(first?.value.undoneBy === target.value.id ? markRedoneTx(work.context, first, own.value.id) : []),
    ...closeBatchTx(work.context, own, { ...work.progress.tally }),
  ];
};

const undoOf = async (system: System, recoverables: Recoverables, work: Work) => {
  const { batchId } = Input.parse(work.job.value.input);
  const [target, own] = await Promise.all([readBatch(system, batchId), readBatch(system, work.context.batchId ?? '')]);
  if (target === undefined || own === undefined) throw new Error('a batch vanished while it was undone');
  const { redoneBy } = target.value;
  const batches = new Set([batchId, ...(redoneBy === undefined ? [] : [redoneBy])]);
  return { undo: { system, recoverables, work, batches }, target, own };
};

const closed = async (system: System, work: Work): Promise<Fragment[]> => {
  const own = await readBatch(system, work.context.batchId ?? '');
  return own === undefined ? [] : closeBatchTx(work.context, own, { ...work.progress.tally });
};

/**
 * Undoes a batch record by record, as a batch of its own, so that the undo can be undone and then the batch stands
 * again. What changed after the batch, or is on loan, is kept and counted.
 */
export const undoBatchRunner = (system: System, recoverables: Recoverables): Runner => ({
  step: async (work) => {
    const { undo, target, own } = await undoOf(system, recoverables, work);
    const { after } = Cursor.parse(work.progress.cursor);
    const events = await eventPage(system, target.value.id, after);
    for (const event of events) await undoOne(undo, event);
    const last = events.at(-1);
    if (last === undefined)
      return { next: 'done', tally: work.progress.tally, fragments: await end(undo, target, own) };
    await work.save([], { cursor: { after: last.eventId } });
    return { next: 'more' };
  },
  cancelled: (work) => closed(system, work),
  failed: (work) => closed(system, work),
});
