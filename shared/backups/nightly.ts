import type { System } from '../aws/system.ts';
import { requestOnSchedule } from '../jobs/scheduled.ts';
import { backupRequest, upkeepRequest } from './requests.ts';

/** Asks for tonight's backup. One that is running already is tonight's: undefined then. */
export const requestNightly = (system: System): Promise<string | undefined> =>
  requestOnSchedule(system, backupRequest());

/** Asks for the weekly upkeep of the copies in the night to Monday (UTC). Undefined in other nights. */
export const requestUpkeep = async (system: System): Promise<string | undefined> =>
  system.clock().getUTCDay() === 1 ? requestOnSchedule(system, upkeepRequest()) : undefined;
