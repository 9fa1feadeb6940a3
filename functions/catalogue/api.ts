import { catalogueHandlers } from '../../shared/catalogue/operations.ts';
import { binOperations } from '../../shared/contracts/operations/bin.ts';
import { catalogueOperations } from '../../shared/contracts/operations/catalogue.ts';
import { httpFunction } from '../http/chain.ts';

export const handler = httpFunction('catalogue', [...catalogueOperations, ...binOperations], catalogueHandlers);
