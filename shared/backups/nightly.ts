import type { ChangeContext } from '../aws/change.ts';
import type { System } from '../aws/system.ts';
import { requestJobTx } from '../jobs/job-store.ts';
import { AppError } from '../kernel/app-error.ts';
import { backupRequest } from './requests.ts';

/** Asks for a backup in the library's own name. One that is running already is tonight's: undefined then. */
export const requestNightly = async (system: System): Promise<string | undefined> => {
  const context: ChangeContext = {
    now: system.clock(),
    changeId: system.newId(),
    newId: system.newId,
    tables: system.tables,
    device: 'schedule',
    actor: { id: 'system', kind: 'system' },
  };
  const { job, fragments } = requestJobTx(context, backupRequest());
  try {
    await system.commit(fragments, context.changeId);
    return job.id;
  } catch (error) {
    if (error instanceof AppError && error.code === 'job-running') return undefined;
    throw error;
  }
};
