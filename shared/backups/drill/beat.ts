import type { System } from '../../aws/system.ts';
import type { Work } from '../../jobs/run-job.ts';

/** The lease lasts ninety seconds; it is renewed well before. */
const BEAT_MS = 20_000;

/** Renews the lease of a job now and then, however often it is called. */
export const keepLease = (system: Pick<System, 'clock'>, work: Work): (() => Promise<void>) => {
  let beaten = system.clock().getTime();
  return async () => {
    if (system.clock().getTime() - beaten < BEAT_MS) return;
    beaten = system.clock().getTime();
    await work.save([], {});
  };
};
