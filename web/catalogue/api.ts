import { catalogueOperations } from '../../shared/contracts/operations/catalogue.ts';
import { circulationOperations } from '../../shared/contracts/operations/circulation.ts';
import { patronOperations } from '../../shared/contracts/operations/patrons.ts';
import { searchOperations } from '../../shared/contracts/operations/search.ts';
import { sessionOperations } from '../../shared/contracts/operations/sessions.ts';
import { makeApi } from '../shared/api/hooks.ts';

/** The public site reaches a few operations only, so it carries the schemas of those alone. */
export const { useRead, usePages, useAction } = makeApi([
  ...sessionOperations,
  ...searchOperations,
  ...catalogueOperations,
  ...circulationOperations,
  ...patronOperations,
]);
