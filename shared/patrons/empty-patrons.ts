import type { System } from '../aws/system.ts';
import type { Work } from '../jobs/run-job.ts';
import { AppError } from '../kernel/app-error.ts';
import { movePatronTx, readPatron } from './patron-store.ts';

/** A patron of the demo goes to the bin; one who has something open stays and is counted. Saves the cursor behind it. */
export const emptyPatron = async (
  system: System,
  work: Work,
  patronId: string,
  cursor: Record<string, unknown>,
): Promise<void> => {
  const patron = await readPatron(system, patronId);
  if (patron === undefined || patron.stored.value.binnedAt !== undefined) return work.save([], { cursor });
  const { done, tally } = work.progress;
  const count = (name: string) => ({ ...tally, [name]: (tally[name] ?? 0) + 1 });
  try {
    await work.save(movePatronTx(work.change(), patron, 'bin'), { done: done + 1, cursor, tally: count('patrons') });
  } catch (error) {
    if (!(error instanceof AppError) || error.status !== 409) throw error;
    await work.save([], { cursor, tally: count('kept') });
  }
};
