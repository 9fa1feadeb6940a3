import type { Handlers } from '../aws/call.ts';
import type { System } from '../aws/system.ts';
import { importHandlers } from './import-operations.ts';
import type { IntakeStore } from './store.ts';
import { uploadHandlers } from './upload-operations.ts';

export const intakeHandlers = (system: System, store: IntakeStore): Handlers<'intake'> => ({
  ...uploadHandlers(system, store),
  ...importHandlers(system),
});
