import type { Handlers } from '../aws/call.ts';
import type { System } from '../aws/system.ts';
import { batchHandlers } from './batch-operations.ts';
import { binListHandler } from './bin-list.ts';
import { binManyHandlers } from './bin-many.ts';
import { itemHandlers } from './item-operations.ts';
import { purgeHandler } from './purge-operation.ts';
import { removalsHandler } from './removals.ts';
import { titleHandlers } from './title-operations.ts';

export const catalogueHandlers = (system: System): Handlers<'catalogue'> => ({
  ...titleHandlers(system),
  ...itemHandlers(system),
  ...batchHandlers(system),
  ...binManyHandlers(system),
  'bin.list': binListHandler(system),
  'bin.removals': removalsHandler(system),
  'bin.purge': purgeHandler(system),
});
