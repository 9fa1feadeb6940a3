import type { Handlers } from '../aws/call.ts';
import { openCursor, sealCursor } from '../aws/cursor.ts';
import type { System } from '../aws/system.ts';
import { queryAll } from '../aws/table.ts';
import { Job } from '../contracts/jobs.ts';
import { requestJobTx } from '../jobs/job-store.ts';
import { newJobView } from '../jobs/views.ts';
import { gatherHealth } from './gather-health.ts';
import { AppError } from '../kernel/app-error.ts';
import { backupPage, readBackup, recentBackups } from './backup-store.ts';
import { healthOf } from './health.ts';
import type { Protection } from './protection.ts';
import { backupRequest, proofRequest } from './requests.ts';
import { backupView } from './views.ts';

/** The rest of the capability is beside it: take-home copies and recovery have handlers of their own. */
type OwnIds = Extract<keyof Handlers<'backups'>, `backup.${string}` | `safety.${string}`>;

export const backupHandlers = (system: System, mode: Protection): Pick<Handlers<'backups'>, OwnIds> => ({
  'safety.get': async (call) => healthOf(await gatherHealth(system, mode, call.now)),
  'backup.list': async (_call, { cursor }) => {
    const from = await openCursor(system.keyring, 'backups', cursor);
    const page = await backupPage(system, 25, from);
    return {
      rows: page.backups.map(backupView),
      ...(page.next === undefined ? {} : { next: await sealCursor(system.keyring, 'backups', page.next) }),
    };
  },
  'backup.start': async (call) => {
    const { job, fragments } = requestJobTx(call.context, backupRequest());
    return call.commit(fragments, newJobView(job, 'steps'));
  },
  'backup.prove': async (call, { backupId }) => {
    const backup = await readBackup(system, backupId);
    if (backup?.value.state !== 'kept') throw new AppError('not-found', { entity: 'backup' });
    const { job, fragments } = requestJobTx(call.context, proofRequest(backupId));
    return call.commit(fragments, newJobView(job, 'records'));
  },
});
