import { approvalHandlers } from '../../shared/approvals/operations.ts';
import { httpFunction } from '../http/chain.ts';

export const handler = httpFunction('approvals', approvalHandlers);
