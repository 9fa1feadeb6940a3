import type { Operation } from './operation.ts';
import { binOperations } from './operations/bin.ts';
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
import { recoveryOperations } from './operations/recovery.ts';
import { searchOperations } from './operations/search.ts';
import { sessionOperations } from './operations/sessions.ts';
import { takeHomeOperations } from './operations/take-home.ts';

/** Every HTTP operation, once. Routes, validation, authorisation, OpenAPI and the typed client come from here. */
export const operations = [
  ...sessionOperations,
  ...catalogueOperations,
  ...binOperations,
  ...searchOperations,
  ...circulationOperations,
  ...patronOperations,
  ...intakeOperations,
  ...jobOperations,
  ...backupOperations,
  ...takeHomeOperations,
  ...recoveryOperations,
  ...approvalOperations,
  ...staffOperations,
  ...settingsOperations,
  ...auditOperations,
] as const satisfies readonly Operation[];

export type AnyOperation = (typeof operations)[number];
export type OperationId = AnyOperation['id'];
export type OperationOf<Id extends OperationId> = Extract<AnyOperation, { id: Id }>;
