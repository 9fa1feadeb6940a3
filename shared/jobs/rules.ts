import type { JobProgress } from '../contracts/jobs.ts';

/** A lease that lapsed this long ago was not merely late. */
const GRACE_MS = 30_000;
/** Jobs wait at most fifteen minutes between steps (the longest delay of a queue); longer is not waiting but lost. */
const LONGEST_WAIT_MS = 20 * 60_000;

/** Whether nobody works on an unfinished job any more: its worker died, or its message never came. */
export const isLost = (progress: Pick<JobProgress, 'leaseUntil' | 'updatedAt'>, now: Date): boolean =>
  progress.leaseUntil === undefined
    ? Date.parse(progress.updatedAt) + LONGEST_WAIT_MS < now.getTime()
    : Date.parse(progress.leaseUntil) + GRACE_MS < now.getTime();
