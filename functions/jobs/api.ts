import { jobOperations } from '../../shared/contracts/operations/library.ts';
import { jobHandlers } from '../../shared/jobs/operations.ts';
import { httpFunction } from '../http/chain.ts';

export const handler = httpFunction('jobs', jobOperations, jobHandlers);
