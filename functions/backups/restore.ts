import { environment } from '../../shared/aws/environment.ts';
import { keptBucket } from '../../shared/aws/kept-objects.ts';
import { s3FromEnvironment } from '../../shared/aws/objects.ts';
import { staffPool } from '../../shared/aws/staff-pool.ts';
import { bucketVersions } from '../../shared/backups/reader.ts';
import { keepImages } from '../../shared/backups/time-machine/keep-images.ts';
import { planRunner } from '../../shared/backups/time-machine/plan-runner.ts';
import { restoreRunner } from '../../shared/backups/time-machine/restore-runner.ts';
import { runnerByKind } from '../../shared/jobs/run-job.ts';
import { undoBatchRunner } from '../../shared/jobs/undo-batch.ts';
import { workerFunction } from '../events/worker.ts';
import { recoverables } from './recoverables.ts';

/** Milliseconds a step may need: a hundred records read back and written. */
const RESERVE = 60_000;

/** All that goes back in time: plans, restores, and the undo of whatever was made together. */
export const handler = workerFunction('backups-restore', RESERVE, (system) => {
  const env = environment(['BACKUPS_BUCKET', 'STAFF_POOL_ID']);
  const parts = { system, recoverables: recoverables(system, staffPool(env.STAFF_POOL_ID)) };
  const open = bucketVersions(keptBucket(s3FromEnvironment(), env.BACKUPS_BUCKET));
  return runnerByKind({
    'restore-plan': planRunner({ ...parts, keepImages: keepImages(system, open) }),
    restore: restoreRunner(parts),
    'batch-undo': undoBatchRunner(system, parts.recoverables),
  });
});
