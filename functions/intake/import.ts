import { environment } from '../../shared/aws/environment.ts';
import { s3FromEnvironment } from '../../shared/aws/objects.ts';
import { importRunner } from '../../shared/intake/import-runner.ts';
import { workerFunction } from '../events/worker.ts';

export const handler = workerFunction('intake-import', 60_000, (system) =>
  importRunner(system, { s3: s3FromEnvironment(), bucket: environment(['INTAKE_BUCKET']).INTAKE_BUCKET }),
);
