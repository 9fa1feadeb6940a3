import { tmpdir } from 'node:os';
import { environment } from '../../shared/aws/environment.ts';
import { keptBucket } from '../../shared/aws/kept-objects.ts';
import { s3FromEnvironment } from '../../shared/aws/objects.ts';
import { uploadStream } from '../../shared/aws/stream-upload.ts';
import { PART_LIMIT } from '../../shared/backups/take-home/plan.ts';
import { takeHomeRunner } from '../../shared/backups/take-home/run-take-home.ts';
import { portableMarc } from '../../shared/catalogue/portable-marc.ts';
import { workerFunction } from '../events/worker.ts';

/** Milliseconds a part may need: 3.5 GiB, read, sealed and stored. */
const RESERVE = 300_000;

export const handler = workerFunction('backups-take-home', RESERVE, (system) => {
  const env = environment(['BACKUPS_BUCKET', 'WORK_BUCKET']);
  const s3 = s3FromEnvironment();
  return takeHomeRunner({
    system,
    backups: keptBucket(s3, env.BACKUPS_BUCKET),
    store: (key, source, stored) => uploadStream(s3, { bucket: env.WORK_BUCKET, key }, source, stored),
    libraryName: async () => (await system.library()).settings.libraryName,
    marcOf: portableMarc,
    tmp: tmpdir(),
    partLimit: PART_LIMIT,
  });
});
