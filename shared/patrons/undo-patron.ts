import type { System } from '../aws/system.ts';
import type { LedgerEvent } from '../contracts/record.ts';
import type { Work } from '../jobs/run-job.ts';
import { AppError } from '../kernel/app-error.ts';
import { movePatronTx, readPatron } from './patron-store.ts';

/** Where a patron goes when what an event did is taken back; nowhere for events that moved nobody. */
const back = new Map<LedgerEvent['type'], 'bin' | 'shelf'>([
  ['patron.created', 'bin'],
  ['patron.restored', 'bin'],
  ['patron.binned', 'shelf'],
]);

/**
 * Takes back what one event of a batch did to a patron. One who has something open, or was changed after the batch,
 * stays and is counted; `evenIfChanged` moves the changed ones too.
 */
export const undoPatronEvent = async (
  system: System,
  work: Work,
  batchId: string,
  event: LedgerEvent,
  options: { readonly cursor: Record<string, unknown>; readonly evenIfChanged?: boolean },
): Promise<void> => {
  const { cursor } = options;
  const to = back.get(event.type);
  const patron = to === undefined ? undefined : await readPatron(system, event.recordId);
  if (to === undefined || patron === undefined) return work.save([], { cursor });
  const { value } = patron.stored;
  if ((value.binnedAt !== undefined) === (to === 'bin')) return work.save([], { cursor });
  const { done, tally } = work.progress;
  const count = (name: string) => ({ ...tally, [name]: (tally[name] ?? 0) + 1 });
  const isChanged = value.batchId !== batchId && options.evenIfChanged !== true;
  if (isChanged || patron.gate.loans > 0) return work.save([], { cursor, tally: count('kept') });
  try {
    await work.save(movePatronTx(work.change(), patron, to), { done: done + 1, cursor, tally: count('patrons') });
  } catch (error) {
    if (!(error instanceof AppError) || error.status !== 409) throw error;
    await work.save([], { cursor, tally: count('kept') });
  }
};
