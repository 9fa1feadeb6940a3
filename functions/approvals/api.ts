import { approvalHandlers } from '../../shared/approvals/operations.ts';
import { approvalOperations } from '../../shared/contracts/operations/library.ts';
import { httpFunction } from '../http/chain.ts';

export const handler = httpFunction('approvals', approvalOperations, approvalHandlers);
