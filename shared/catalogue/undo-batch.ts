import * as z from 'zod';
import { eventPage } from '../audit/ledger-store.ts';
import type { System } from '../aws/system.ts';
import type { Fragment } from '../aws/transaction.ts';
import type { LedgerEvent } from '../contracts/record.ts';
import { closeBatchTx, markUndoneTx, readBatch } from '../jobs/batch-store.ts';
import type { Runner, Work } from '../jobs/run-job.ts';
import { AppError } from '../kernel/app-error.ts';
import { countItemsTx } from './gates.ts';
import { binItemTx, readItem, restoreItemTx } from './item-store.ts';
import { binWithItems, type Move, restoreWithItems } from './move-title.ts';
import { editTitleTx, readTitle, readTitleVersion } from './title-store.ts';

const Input = z.object({ batchId: z.string() });
const Cursor = z.object({ after: z.string().optional() });

/** Nothing to do for this event: its record was dealt with already, or is not of the catalogue. */
const nothing: Move = { fragments: [], isLast: true, records: 0 };

/** Changed again after the batch, or on loan: what came later is never undone with it. */
class Kept extends Error {}

const titleMove = async (
  system: System,
  work: Work,
  batchId: string,
  event: LedgerEvent,
  evenIfChanged: boolean,
): Promise<Move> => {
  const title = await readTitle(system, event.recordId);
  if (title === undefined) return nothing;
  const { value } = title;
  const undoId = work.context.batchId;
  const isOurs = value.batchId === undoId;
  if (event.type === 'title.created' || event.type === 'title.restored') {
    if (value.binnedAt !== undefined) return nothing;
    if (value.batchId !== batchId && !evenIfChanged) throw new Kept();
    return binWithItems(system, work.change(), title);
  }
  if (event.type === 'title.binned') {
    // Ours and out of the bin: its copies may still have to follow, in this very round.
    if (value.batchId !== batchId && !isOurs) throw new Kept();
    return restoreWithItems(system, work.change(), title, batchId);
  }
  if (isOurs) return nothing;
  if (value.batchId !== batchId) throw new Kept();
  const was = await readTitleVersion(system, value.id, value.version - 1);
  if (was === undefined) throw new Kept();
  const { brief, sortTitle, subjects, series, marc } = was.value;
  const fragments = editTitleTx(work.change(), title, { brief, sortTitle, subjects, series, marc }, 'title.put-back', {
    toVersion: was.value.version,
  });
  return { fragments, isLast: true, records: 1 };
};

const itemMove = async (system: System, work: Work, batchId: string, event: LedgerEvent): Promise<Move> => {
  const item = await readItem(system, event.recordId);
  // Moved with its title in this undo.
  if (item === undefined || item.value.batchId === work.context.batchId) return nothing;
  const title = await readTitle(system, item.value.titleId);
  // Binned with its title: it comes back with it, when the title's own event is undone.
  if (event.type === 'item.binned' && title?.value.binnedAt !== undefined && title.value.batchId === batchId)
    return nothing;
  if (item.value.batchId !== batchId || event.type === 'item.edited') throw new Kept();
  const hash = await system.keyring.lookupHash('barcode', item.value.barcode);
  const count = (by: 1 | -1): Fragment => countItemsTx(system.tables.records, item.value.titleId, by);
  if (event.type === 'item.binned')
    return { fragments: [...restoreItemTx(work.change(), item, hash), count(1)], isLast: true, records: 1 };
  if (item.value.binnedAt !== undefined) return nothing;
  return { fragments: [...binItemTx(work.change(), item, hash), count(-1)], isLast: true, records: 1 };
};

/** Refusals that mean "somebody needs this now": the record is kept and counted, the rest goes on. */
const keeps = new Set(['items-on-loan', 'item-on-loan', 'in-bin', 'barcode-in-use', 'stale-version', 'not-in-bin']);

/**
 * One event undone, with the cursor behind it, in one transaction. A title with many copies comes back for the rest.
 * `evenIfChanged` bins titles that were edited after the batch too.
 */
export const undoEvent = async (
  system: System,
  work: Work,
  batchId: string,
  event: LedgerEvent,
  options: { readonly cursor: Record<string, unknown>; readonly evenIfChanged?: boolean },
): Promise<void> => {
  const { cursor } = options;
  const { done, tally } = work.progress;
  const move = async (): Promise<Move> => {
    if (event.entity === 'title') return titleMove(system, work, batchId, event, options.evenIfChanged === true);
    return event.entity === 'item' ? itemMove(system, work, batchId, event) : nothing;
  };
  try {
    const { fragments, isLast, records } = await move();
    const next = { done: done + records, tally: { ...tally, undone: (tally['undone'] ?? 0) + records } };
    await work.save(fragments, isLast ? { ...next, cursor } : next);
    if (!isLast) await undoEvent(system, work, batchId, event, options);
  } catch (error) {
    const isKept = error instanceof Kept || (error instanceof AppError && keeps.has(error.code));
    if (!isKept) throw error;
    await work.save([], { done, tally: { ...tally, kept: (tally['kept'] ?? 0) + 1 }, cursor });
  }
};

/** Takes back one event and saves the cursor behind it. */
type UndoStep = (work: Work, batchId: string, event: LedgerEvent, cursor: Record<string, unknown>) => Promise<void>;

const catalogueStep =
  (system: System): UndoStep =>
  (work, batchId, event, cursor) =>
    undoEvent(system, work, batchId, event, { cursor });

/**
 * Undoes a batch record by record, as a batch of its own, so that the undo can be undone.
 * What changed after the batch, or is on loan, is kept and counted. `others` undo what is not of the catalogue.
 */
export const undoBatchRunner = (
  system: System,
  others: Partial<Record<LedgerEvent['entity'], UndoStep>> = {},
): Runner => ({
  step: async (work) => {
    const { batchId } = Input.parse(work.job.value.input);
    const { after } = Cursor.parse(work.progress.cursor);
    const events = await eventPage(system, batchId, after);
    for (const event of events)
      await (others[event.entity] ?? catalogueStep(system))(work, batchId, event, { after: event.eventId });
    if (events.length > 0) return { next: 'more' };
    const undoId = work.context.batchId ?? '';
    const [target, undo] = await Promise.all([readBatch(system, batchId), readBatch(system, undoId)]);
    if (target === undefined || undo === undefined) throw new Error('a batch vanished while it was undone');
    const { tally } = work.progress;
    const fragments = [
      ...markUndoneTx(work.context, target, undoId),
      ...closeBatchTx(work.context, undo, { ...tally }),
    ];
    return { next: 'done', tally, fragments };
  },
});
