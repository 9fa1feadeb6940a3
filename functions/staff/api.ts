import { environment } from '../../shared/aws/environment.ts';
import { staffPool } from '../../shared/aws/staff-pool.ts';
import { staffOperations } from '../../shared/contracts/operations/library.ts';
import { staffHandlers } from '../../shared/staff/operations.ts';
import { httpFunction } from '../http/chain.ts';

export const handler = httpFunction('staff', staffOperations, (system) =>
  staffHandlers(system, staffPool(environment(['STAFF_POOL_ID']).STAFF_POOL_ID)),
);
