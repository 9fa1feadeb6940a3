import type { Runner } from '../../jobs/run-job.ts';
import { UpkeepCursor, type UpkeepParts } from './upkeep-job.ts';
import { extendLocks } from './vault-locks.ts';
import { yearlyCatalogue } from './yearly.ts';

/**
 * What copies need once they are made, every week: locks of vault objects reach as far as the backups that name them,
 * and there is a catalogue of this year. Killed anywhere, it goes on from its cursor; done twice, it changes nothing.
 */
export const upkeepRunner = (parts: UpkeepParts): Runner => ({
  step: async (work) => {
    if (work.progress.cursor['stage'] === undefined) {
      const at = parts.system.clock().toISOString();
      const cursor: UpkeepCursor = { stage: 'locks', at, after: '', extended: 0, missing: 0 };
      await work.save([], { cursor, step: cursor.stage });
      return { next: 'more' };
    }
    const cursor = UpkeepCursor.parse(work.progress.cursor);
    return cursor.stage === 'locks' ? extendLocks(parts, work, cursor) : yearlyCatalogue(parts, work, cursor);
  },
});
