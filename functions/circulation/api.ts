import { circulationHandlers } from '../../shared/circulation/operations.ts';
import { httpFunction } from '../http/chain.ts';

export const handler = httpFunction('circulation', circulationHandlers);
