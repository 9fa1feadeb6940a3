import { auditHandlers } from '../../shared/audit/operations.ts';
import { httpFunction } from '../http/chain.ts';

export const handler = httpFunction('audit', auditHandlers);
