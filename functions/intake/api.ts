import { environment } from '../../shared/aws/environment.ts';
import { s3FromEnvironment } from '../../shared/aws/objects.ts';
import { intakeOperations } from '../../shared/contracts/operations/intake.ts';
import { intakeHandlers } from '../../shared/intake/operations.ts';
import { httpFunction } from '../http/chain.ts';

export const handler = httpFunction('intake', intakeOperations, (system) =>
  intakeHandlers(system, { s3: s3FromEnvironment(), bucket: environment(['INTAKE_BUCKET']).INTAKE_BUCKET }),
);
