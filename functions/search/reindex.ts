import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environment } from '../../shared/aws/environment.ts';
import { s3FromEnvironment } from '../../shared/aws/objects.ts';
import { reindexRunner } from '../../shared/search/reindex.ts';
import { workerFunction } from '../events/worker.ts';

export const handler = workerFunction('search-reindex', 120_000, (system) =>
  reindexRunner(
    system,
    { s3: s3FromEnvironment(), bucket: environment(['WORK_BUCKET']).WORK_BUCKET },
    join(tmpdir(), `reindex-${process.pid}`),
  ),
);
