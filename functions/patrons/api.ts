import { binOperations } from '../../shared/contracts/operations/bin.ts';
import { patronOperations } from '../../shared/contracts/operations/patrons.ts';
import { patronHandlers } from '../../shared/patrons/operations.ts';
import { httpFunction } from '../http/chain.ts';

export const handler = httpFunction('patrons', [...patronOperations, ...binOperations], patronHandlers);
