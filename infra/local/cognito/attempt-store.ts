import * as z from 'zod';
import type { Database } from './database.ts';

const FREE_TRIES = 5;
const LONGEST_LOCK_MS = 15 * 60 * 1000;
const FORGET_AFTER_MS = 15 * 60 * 1000;

const rowSchema = z.object({ failures: z.number(), last_at: z.number(), locked_until: z.number() });

export type AttemptStore = ReturnType<typeof attemptStore>;

/**
 * Counts wrong tries as Cognito does: five are free, then each one locks the account for twice as long as the one
 * before, from a second up to fifteen minutes. A try while locked is refused unseen and not counted; fifteen quiet
 * minutes, or a right answer, forget the count.
 */
export function attemptStore(db: Database, now: () => Date) {
  return {
    /**
     * Counts a try as wrong before it is looked at, so that many at once cannot share one look.
     * @returns how many milliseconds are left of a lock; 0 when the try may be looked at.
     */
    begin: (poolId: string, who: string): number =>
      db.transaction(() => {
        const at = now().getTime();
        const row = db.one('SELECT * FROM attempts WHERE pool_id = ? AND who = ?', poolId, who);
        const past = row && rowSchema.parse(row);
        if (past && past.locked_until > at) return past.locked_until - at;
        const failures = (past && at - past.last_at < FORGET_AFTER_MS ? past.failures : 0) + 1;
        const lock = failures < FREE_TRIES ? 0 : Math.min(1000 * 2 ** (failures - FREE_TRIES), LONGEST_LOCK_MS);
        db.run('INSERT OR REPLACE INTO attempts VALUES (?, ?, ?, ?, ?)', poolId, who, failures, at, at + lock);
        return 0;
      }),
    succeed: (poolId: string, who: string): void => {
      db.run('DELETE FROM attempts WHERE pool_id = ? AND who = ?', poolId, who);
    },
  };
}
