import type { System } from '../aws/system.ts';
import { requestOnSchedule } from '../jobs/scheduled.ts';
import { backupRequest } from './requests.ts';

/** Asks for tonight's backup. One that is running already is tonight's: undefined then. */
export const requestNightly = (system: System): Promise<string | undefined> =>
  requestOnSchedule(system, backupRequest());
