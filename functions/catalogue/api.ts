import { catalogueHandlers } from '../../shared/catalogue/operations.ts';
import { httpFunction } from '../http/chain.ts';

export const handler = httpFunction('catalogue', catalogueHandlers);
