import { environment } from '../../shared/aws/environment.ts';
import { backupHandlers } from '../../shared/backups/operations.ts';
import { Protection } from '../../shared/backups/protection.ts';
import { httpFunction } from '../http/chain.ts';

export const handler = httpFunction('backups', (system) =>
  backupHandlers(system, Protection.parse(environment(['LIBRARY_MODE']).LIBRARY_MODE)),
);
