import type { System } from '../aws/system.ts';
import type { Work } from '../jobs/run-job.ts';
import { movePatronTx, readPatron } from './patron-store.ts';

/** Puts a patron of the demo in the bin; one with open loans stays, and is counted. */
export const binDemoPatron = async (
  system: System,
  work: Work,
  patronId: string,
  cursor: Record<string, unknown>,
): Promise<void> => {
  const patron = await readPatron(system, patronId);
  if (patron === undefined || patron.stored.value.binnedAt !== undefined) return;
  const { done, tally } = work.progress;
  if (patron.gate.loans > 0) return work.save([], { cursor, tally: { ...tally, kept: (tally['kept'] ?? 0) + 1 } });
  const fragments = movePatronTx(work.change(), patron, 'bin');
  await work.save(fragments, { done: done + 1, cursor, tally: { ...tally, patrons: (tally['patrons'] ?? 0) + 1 } });
};
