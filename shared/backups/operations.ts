import type { Handlers } from '../aws/call.ts';
import { openCursor, sealCursor } from '../aws/cursor.ts';
import type { System } from '../aws/system.ts';
import { TREND_MOST } from '../contracts/health.ts';
import { requestJobTx } from '../jobs/job-store.ts';
import { newJobView } from '../jobs/views.ts';
import { AppError } from '../kernel/app-error.ts';
import { backupPage, readBackup, recentBackups } from './backup-store.ts';
import { gatherHealth, type Situation } from './gather-health.ts';
import { healthOf } from './health.ts';
import { backupRequest, proofRequest, rebuildRequest, selfTestRequest } from './requests.ts';
import { trendOf } from './trend.ts';
import { backupView } from './views.ts';

/** The rest of the capability is beside it: take-home copies and recovery have handlers of their own. */
type OwnIds = Extract<keyof Handlers<'backups'>, `backup.${string}` | `safety.${string}`>;

export const backupHandlers = (system: System, situation: Situation): Pick<Handlers<'backups'>, OwnIds> => ({
  'safety.get': async (call) => healthOf(await gatherHealth(system, situation, call.now)),
  'safety.trend': async () => ({ points: trendOf((await backupPage(system, TREND_MOST)).backups) }),
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
  'backup.prove': async (call, { backupId, kind = 'read-back' }) => {
    const backup = await readBackup(system, backupId);
    if (backup?.value.state !== 'kept') throw new AppError('not-found', { entity: 'backup' });
    const request = kind === 'rebuilt' ? rebuildRequest(backupId) : proofRequest(backupId);
    const { job, fragments } = requestJobTx(call.context, request);
    return call.commit(fragments, newJobView(job, 'records'));
  },
  'backup.self-test': async (call) => {
    const newest = (await recentBackups(system, call.now)).find(({ state }) => state === 'kept');
    if (newest === undefined) throw new AppError('not-found', { entity: 'backup' });
    const { job, fragments } = requestJobTx(call.context, selfTestRequest());
    return call.commit(fragments, newJobView(job, 'steps'));
  },
});
