import type { Handlers } from '../aws/call.ts';
import type { System } from '../aws/system.ts';
import { batchHandlers } from './batch-operations.ts';
import { itemHandlers } from './item-operations.ts';
import { titleHandlers } from './title-operations.ts';

export const catalogueHandlers = (system: System): Handlers<'catalogue'> => ({
  ...titleHandlers(system),
  ...itemHandlers(system),
  ...batchHandlers(system),
});
