import { approvalHandlers } from '../../../shared/approvals/operations.ts';
import type { System } from '../../../shared/aws/system.ts';
import { AppError } from '../../../shared/kernel/app-error.ts';
import { callAs } from '../../support/as-staff.ts';

const SECOND = '01J0000000000000000000SEC0';

/** Another manager, who looks at what waits for a second person and agrees to the newest of it. */
export const agree = async (system: System) => {
  const handlers = approvalHandlers(system);
  const { rows } = await handlers['approval.list'](callAs(system, SECOND), {});
  const waiting = rows.find((row) => row.state === 'waiting');
  if (waiting === undefined) throw new Error('nothing waits for a second person');
  await handlers['approval.give'](callAs(system, SECOND, waiting.version), { approvalId: waiting.approvalId });
  return waiting;
};

/** Asks for a large act, lets the second manager agree, and asks again. */
export const askTwice = async <T>(system: System, ask: () => Promise<T>): Promise<T> => {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'approval-needed') throw error;
    await agree(system);
    return ask();
  }
};
