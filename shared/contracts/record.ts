import * as z from 'zod';
import { BranchCode, Instant, Sha256Hex, Ulid, Version } from './values.ts';

/** The kinds of record that have a past. Each change of one is one ledger event. */
export const Entity = z.enum([
  'title',
  'item',
  'patron',
  'staff',
  'loan',
  'settings',
  'branch',
  'batch',
  'job',
  'approval',
  'upload',
  'backup',
  'take-home',
]);
export type Entity = z.infer<typeof Entity>;

/** What every record carries (DESIGN section 6). */
export const recordFields = {
  id: Ulid,
  version: Version,
  schema: z.int().min(1),
  createdAt: Instant,
  updatedAt: Instant,
  actorId: z.string(),
  changeId: Ulid,
  batchId: Ulid.optional(),
  branch: BranchCode.optional(),
  reason: z.string().max(500).optional(),
  /** Set while the record lies in the bin. */
  binnedAt: Instant.optional(),
};

/** Who did something: a person, or the library itself on a schedule. */
export const ActorRef = z.strictObject({ id: z.string(), kind: z.enum(['staff', 'patron', 'system']) });

export const eventTypes = [
  'title.created',
  'title.edited',
  'title.binned',
  'title.restored',
  'title.put-back',
  'title.purged',
  'item.created',
  'item.edited',
  'item.binned',
  'item.restored',
  'item.put-back',
  'item.purged',
  'patron.created',
  'patron.edited',
  'patron.binned',
  'patron.restored',
  'patron.put-back',
  'patron.purged',
  'patron.read',
  'staff.invited',
  'staff.edited',
  'staff.left',
  'staff.put-back',
  'staff.returned',
  'loan.opened',
  'loan.returned',
  'loan.renewed',
  'loan.undone',
  'loan.reopened',
  'settings.edited',
  'settings.recovery-set',
  'settings.put-back',
  'branch.created',
  'branch.edited',
  'branch.put-back',
  'branch.binned',
  'branch.restored',
  'branch.purged',
  'batch.opened',
  'batch.closed',
  'batch.undone',
  'batch.redone',
  'job.requested',
  'job.progressed',
  'job.ended',
  'job.cancelled',
  'approval.requested',
  'approval.given',
  'approval.refused',
  'approval.used',
  'upload.opened',
  'upload.completed',
  'upload.released',
  'upload.refused',
  'backup.started',
  'backup.kept',
  'backup.lock-extended',
  'backup.catalogue-kept',
  'backup.vault-locked',
  'backup.offsite-kept',
  'backup.failed',
  'backup.left-behind',
  'backup.proved',
  'backup.proof-failed',
  'backup.self-tested',
  'take-home.started',
  'take-home.ready',
  'take-home.failed',
  'take-home.linked',
  'library.restored',
  'session.opened',
  'session.ended',
] as const;
export const EventType = z.enum(eventTypes);
export type EventType = z.infer<typeof EventType>;

/** The ledger event: the only event contract. Ids and keyed hashes only, never names or titles. */
export const LedgerEvent = z.strictObject({
  eventId: Ulid,
  changeId: Ulid,
  at: Instant,
  type: EventType,
  actor: ActorRef,
  device: z.string().max(64),
  entity: z.union([Entity, z.literal('session')]),
  recordId: Ulid,
  version: z.int().min(0),
  /** SHA-256 of the record's canonical form after the change; absent for reads and sessions. */
  hash: Sha256Hex.optional(),
  batchId: Ulid.optional(),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
});
export type LedgerEvent = z.infer<typeof LedgerEvent>;

/** One entry in the past of a record, as the console shows it. */
export const PastEntry = z.strictObject({
  eventId: Ulid,
  at: Instant,
  type: EventType,
  version: z.int().min(0),
  actor: ActorRef,
  actorName: z.string().optional(),
  batchId: Ulid.optional(),
  reason: z.string().optional(),
  params: LedgerEvent.shape.params,
});
