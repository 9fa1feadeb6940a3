import { linkTo } from '../../shared/aws/download-link.ts';
import { environment } from '../../shared/aws/environment.ts';
import { situationOf } from '../../shared/backups/gather-health.ts';
import { backupHandlers } from '../../shared/backups/operations.ts';
import { takeHomeHandlers } from '../../shared/backups/take-home/operations.ts';
import { recoveryHandlers } from '../../shared/backups/time-machine/operations.ts';
import { backupOperations } from '../../shared/contracts/operations/library.ts';
import { recoveryOperations } from '../../shared/contracts/operations/recovery.ts';
import { takeHomeOperations } from '../../shared/contracts/operations/take-home.ts';
import { readSettings } from '../../shared/settings/settings-store.ts';
import { httpFunction } from '../http/chain.ts';
import { noPool, recoverables } from './recoverables.ts';

export const handler = httpFunction(
  'backups',
  [...backupOperations, ...takeHomeOperations, ...recoveryOperations],
  (system) => {
    const env = environment(['LIBRARY_MODE', 'OFFSITE_ACCOUNT', 'WORK_BUCKET']);
    return {
      ...backupHandlers(system, situationOf(env)),
      ...takeHomeHandlers(system, {
        recipient: async () => (await readSettings(system))?.value.recovery?.recipient,
        linkTo: linkTo(system.dynamo, env.WORK_BUCKET),
      }),
      ...recoveryHandlers(system, recoverables(system, noPool)),
    };
  },
);
