import { environment } from '../../shared/aws/environment.ts';
import { s3FromEnvironment } from '../../shared/aws/objects.ts';
import { intakeHandlers } from '../../shared/intake/operations.ts';
import { httpFunction } from '../http/chain.ts';

export const handler = httpFunction('intake', (system) =>
  intakeHandlers(system, { s3: s3FromEnvironment(), bucket: environment(['INTAKE_BUCKET']).INTAKE_BUCKET }),
);
