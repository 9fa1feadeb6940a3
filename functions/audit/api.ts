import { auditHandlers } from '../../shared/audit/operations.ts';
import { auditOperations } from '../../shared/contracts/operations/library.ts';
import { httpFunction } from '../http/chain.ts';

export const handler = httpFunction('audit', auditOperations, auditHandlers);
