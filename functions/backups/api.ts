import { environment } from '../../shared/aws/environment.ts';
import { backupHandlers } from '../../shared/backups/operations.ts';
import { Protection } from '../../shared/backups/protection.ts';
import { backupOperations } from '../../shared/contracts/operations/library.ts';
import { recoveryOperations } from '../../shared/contracts/operations/recovery.ts';
import { takeHomeOperations } from '../../shared/contracts/operations/take-home.ts';
import { httpFunction } from '../http/chain.ts';

export const handler = httpFunction(
  'backups',
  [...backupOperations, ...takeHomeOperations, ...recoveryOperations],
  (system) => backupHandlers(system, Protection.parse(environment(['LIBRARY_MODE']).LIBRARY_MODE)),
);
