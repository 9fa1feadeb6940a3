import { patronHandlers } from '../../shared/patrons/operations.ts';
import { httpFunction } from '../http/chain.ts';

export const handler = httpFunction('patrons', patronHandlers);
