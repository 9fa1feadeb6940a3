import { circulationHandlers } from '../../shared/circulation/operations.ts';
import { circulationOperations } from '../../shared/contracts/operations/circulation.ts';
import { httpFunction } from '../http/chain.ts';

export const handler = httpFunction('circulation', circulationOperations, circulationHandlers);
