import * as z from 'zod';
import { JobView } from '../jobs.ts';
import { operation } from '../operation.ts';
import {
  RecordThenAndNow,
  RecoverableEntity,
  RecoveryPoint,
  RecoveryPreview,
  RecoveryRow,
  RecoveryScope,
} from '../recovery.ts';
import { Cursor, Instant, line, page, Sha256Hex, Ulid } from '../values.ts';

const sites = ['console'] as const;
const jobId = z.strictObject({ jobId: Ulid });

export const recoveryOperations = [
  operation({
    id: 'recovery.points',
    capability: 'backups',
    method: 'GET',
    path: '/recovery/points',
    who: { permission: 'recovery.read' },
    sites,
    effect: 'read',
    input: z.strictObject({}),
    /** `from` is the first moment there is: the founding. */
    output: z.strictObject({ from: Instant, points: z.array(RecoveryPoint) }),
    errors: [],
    summary: 'See the moments the library can go back to.',
  }),
  operation({
    id: 'recovery.record',
    capability: 'backups',
    method: 'GET',
    path: '/recovery/records/{entity}/{recordId}',
    who: { permission: 'recovery.read' },
    sites,
    effect: 'read',
    input: z.strictObject({ entity: RecoverableEntity, recordId: Ulid, at: Instant }),
    output: RecordThenAndNow,
    errors: ['not-found', 'invalid-input'],
    summary: 'See a record as it was at a moment, beside what it is now.',
  }),
  operation({
    id: 'recovery.plan',
    capability: 'backups',
    method: 'POST',
    path: '/recovery/plans',
    who: { permission: 'recovery.read' },
    sites,
    effect: 'write',
    idempotent: true,
    input: z.strictObject({ scope: RecoveryScope }),
    output: JobView,
    errors: ['invalid-input', 'not-found', 'idempotency-reused'],
    summary: 'Work out what restoring would change, and change nothing.',
  }),
  operation({
    id: 'recovery.preview',
    capability: 'backups',
    method: 'GET',
    path: '/recovery/plans/{jobId}',
    who: { permission: 'recovery.read' },
    sites,
    effect: 'read',
    input: jobId,
    output: RecoveryPreview,
    errors: ['not-found'],
    summary: 'See in numbers and examples what restoring would change.',
  }),
  operation({
    id: 'recovery.rows',
    capability: 'backups',
    method: 'GET',
    path: '/recovery/plans/{jobId}/rows',
    who: { permission: 'recovery.read' },
    sites,
    effect: 'read',
    input: z.strictObject({ jobId: Ulid, cursor: Cursor.optional() }),
    output: page(RecoveryRow),
    errors: ['not-found', 'invalid-input'],
    summary: 'See every record that restoring would change.',
  }),
  operation({
    id: 'recovery.restore',
    capability: 'backups',
    method: 'POST',
    path: '/recovery/plans/{jobId}/restore',
    who: { permission: 'recovery.restore' },
    sites,
    effect: 'destructive',
    idempotent: true,
    input: z.strictObject({
      jobId: Ulid,
      /** The plan the person saw. */
      planHash: Sha256Hex,
      /** What happens to records that were changed since what is being undone. */
      conflicts: z.enum(['keep', 'replace']),
      /** Ids of records that stay as they are. */
      leaveOut: z.array(Ulid).max(2000).optional(),
      reason: line(500).optional(),
    }),
    output: JobView,
    errors: ['not-found', 'plan-changed', 'nothing-to-restore', 'approval-needed', 'job-running', 'idempotency-reused'],
    summary: 'Restore what the plan says, as a set of changes that can be undone.',
  }),
] as const;
