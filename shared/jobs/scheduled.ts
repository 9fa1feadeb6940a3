import type { ChangeContext } from '../aws/change.ts';
import { libraryKey } from '../aws/keys.ts';
import type { System } from '../aws/system.ts';
import { getItem } from '../aws/table.ts';
import { AppError } from '../kernel/app-error.ts';
import { type JobRequest, requestJobTx } from './job-store.ts';

/**
 * Asks for work in the library's own name. What runs already is this time's: undefined then, and no error. So in a
 * deployment that is still empty, or is just being filled from a backup: nothing else may write there.
 */
export const requestOnSchedule = async (system: System, request: JobRequest): Promise<string | undefined> => {
  if ((await getItem(system.dynamo, system.tables.records, libraryKey())) === undefined) return undefined;
  const context: ChangeContext = {
    now: system.clock(),
    changeId: system.newId(),
    newId: system.newId,
    tables: system.tables,
    device: 'schedule',
    actor: { id: 'system', kind: 'system' },
  };
  const { job, fragments } = requestJobTx(context, request);
  try {
    await system.commit(fragments, context.changeId);
    return job.id;
  } catch (error) {
    if (error instanceof AppError && error.code === 'job-running') return undefined;
    throw error;
  }
};
