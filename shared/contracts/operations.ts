import type { Operation } from './operation.ts';
import { catalogueOperations } from './operations/catalogue.ts';
import { circulationOperations } from './operations/circulation.ts';
import { intakeOperations } from './operations/intake.ts';
import {
  approvalOperations,
  auditOperations,
  backupOperations,
  jobOperations,
  settingsOperations,
  staffOperations,
} from './operations/library.ts';
import { patronOperations } from './operations/patrons.ts';
import { searchOperations } from './operations/search.ts';
import { sessionOperations } from './operations/sessions.ts';

/** Every HTTP operation, once. Routes, validation, authorisation, OpenAPI and the typed client come from here. */
export const operations = [
  ...sessionOperations,
  ...catalogueOperations,
  ...searchOperations,
  ...circulationOperations,
  ...patronOperations,
  ...intakeOperations,
  ...jobOperations,
  ...backupOperations,
  ...approvalOperations,
  ...staffOperations,
  ...settingsOperations,
  ...auditOperations,
] as const satisfies readonly Operation[];

export type AnyOperation = (typeof operations)[number];
export type OperationId = AnyOperation['id'];
export type OperationOf<Id extends OperationId> = Extract<AnyOperation, { id: Id }>;
