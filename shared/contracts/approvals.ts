import * as z from 'zod';
import { recordFields } from './record.ts';
import { Instant, Sha256Hex, Ulid, Version } from './values.ts';

/** A destructive act waiting for a second person, bound to the hash of the exact request. */
export const Approval = z.strictObject({
  ...recordFields,
  entity: z.literal('approval'),
  operation: z.string(),
  requestHash: Sha256Hex,
  preview: z.strictObject({
    code: z.string(),
    params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  }),
  state: z.enum(['waiting', 'given', 'refused', 'used', 'expired']),
  requestedBy: Ulid,
  decidedBy: Ulid.optional(),
  expiresAt: Instant,
});
export type Approval = z.infer<typeof Approval>;

export const ApprovalView = z.strictObject({
  approvalId: Ulid,
  version: Version,
  operation: z.string(),
  preview: Approval.shape.preview,
  state: Approval.shape.state,
  requestedBy: z.string(),
  requestedByName: z.string().optional(),
  mine: z.boolean(),
  expiresAt: Instant,
  createdAt: Instant,
});
