import type { System } from '../aws/system.ts';
import type { Work } from '../jobs/run-job.ts';
import { AppError } from '../kernel/app-error.ts';
import { binWithItems } from './move-title.ts';
import { readTitle } from './title-store.ts';

/** Refusals that mean "somebody needs this now": the title is kept and counted, the rest goes on. */
const keeps = new Set(['items-on-loan', 'item-on-loan', 'stale-version', 'in-bin']);

/**
 * A title of the demo goes to the bin with its copies, whatever was tried out on it, and the cursor is saved behind it.
 * One with many copies goes in several transactions.
 */
export const emptyTitle = async (
  system: System,
  work: Work,
  titleId: string,
  cursor: Record<string, unknown>,
): Promise<void> => {
  const title = await readTitle(system, titleId);
  if (title === undefined || title.value.binnedAt !== undefined) return work.save([], { cursor });
  const { done, tally } = work.progress;
  try {
    const { fragments, isLast, records } = await binWithItems(system, work.change(), title);
    const next = { done: done + records, tally: { ...tally, undone: (tally['undone'] ?? 0) + records } };
    await work.save(fragments, isLast ? { ...next, cursor } : next);
    if (!isLast) await emptyTitle(system, work, titleId, cursor);
  } catch (error) {
    if (!(error instanceof AppError) || !keeps.has(error.code)) throw error;
    await work.save([], { cursor, tally: { ...tally, kept: (tally['kept'] ?? 0) + 1 } });
  }
};
