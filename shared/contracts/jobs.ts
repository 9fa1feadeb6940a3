import * as z from 'zod';
import { recordFields } from './record.ts';
import { Instant, Ulid, Version } from './values.ts';

export const JobKind = z.enum([
  'import',
  'batch-undo',
  'backup',
  'backup-upkeep',
  'proof',
  'rebuild',
  'self-test',
  'reindex',
  'begin-empty',
  'take-home',
  'bin-many',
  'purge',
  'restore-plan',
  'restore',
]);
export type JobKind = z.infer<typeof JobKind>;
export const JobState = z.enum(['waiting', 'running', 'done', 'failed', 'cancelled']);
export type JobState = z.infer<typeof JobState>;

const Failure = z.strictObject({
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
});

/** Work over thirty seconds. How far it is lives beside it, in `JobProgress`. */
export const Job = z.strictObject({
  ...recordFields,
  entity: z.literal('job'),
  kind: JobKind,
  state: JobState,
  input: z.record(z.string(), z.unknown()),
  /** Numbers for the sentence at the end, by name. */
  tally: z.record(z.string(), z.number()),
  failure: Failure.optional(),
  endedAt: Instant.optional(),
});
export type Job = z.infer<typeof Job>;

/**
 * How far a job is: no record, so no history and no event, because it changes many times a minute.
 * A step's work, its cursor and its count are written in one transaction, conditioned on the lease.
 */
export const JobProgress = z.strictObject({
  done: z.int().min(0),
  total: z.int().min(0).optional(),
  unit: z.enum(['records', 'bytes', 'steps']),
  step: z.string().max(40).optional(),
  /** What the worker needs to go on from where it stopped; private to its kind. */
  cursor: z.record(z.string(), z.unknown()),
  tally: z.record(z.string(), z.number()),
  cancelAsked: z.boolean(),
  /** Steps in a row that ended in an error nobody expected. */
  attempts: z.int().min(0),
  leaseOwner: z.string().optional(),
  leaseUntil: Instant.optional(),
  updatedAt: Instant,
});
export type JobProgress = z.infer<typeof JobProgress>;

export const JobView = z.strictObject({
  jobId: Ulid,
  version: Version,
  kind: JobKind,
  state: JobState,
  done: z.int(),
  total: z.int().optional(),
  unit: JobProgress.shape.unit,
  step: z.string().optional(),
  tally: Job.shape.tally,
  cancelAsked: z.boolean(),
  failure: Failure.optional(),
  batchId: Ulid.optional(),
  startedBy: z.string().optional(),
  startedById: z.string(),
  createdAt: Instant,
  updatedAt: Instant,
  endedAt: Instant.optional(),
});
export type JobView = z.infer<typeof JobView>;

/** Where the records of a restore went back to, and from which moment continuous recovery could take it back. */
export const RestoreNote = z.strictObject({
  planId: Ulid,
  scope: z.enum(['records', 'everything', 'batch', 'person', 'fields']),
  at: Instant,
  safetyPoint: Instant,
});
export type RestoreNote = z.infer<typeof RestoreNote>;

/** A set of changes made together: an import, a bulk edit, an undo; it can be undone whole. */
export const Batch = z.strictObject({
  ...recordFields,
  entity: z.literal('batch'),
  kind: z.enum(['import', 'undo', 'demo', 'begin-empty', 'bin', 'restore']),
  state: z.enum(['open', 'closed', 'undone']),
  label: z.string().max(200),
  counts: z.record(z.string(), z.int()),
  undoes: Ulid.optional(),
  undoneBy: Ulid.optional(),
  /** Undone and done again: the batch that did it again holds the newest changes. */
  redoneBy: Ulid.optional(),
  jobId: Ulid.optional(),
  /** Of a restore. */
  restore: RestoreNote.optional(),
});
export type Batch = z.infer<typeof Batch>;

export const BatchView = z.strictObject({
  batchId: Ulid,
  version: Version,
  kind: Batch.shape.kind,
  state: Batch.shape.state,
  label: z.string(),
  counts: Batch.shape.counts,
  undoes: Ulid.optional(),
  undoneBy: Ulid.optional(),
  redoneBy: Ulid.optional(),
  jobId: Ulid.optional(),
  restore: RestoreNote.optional(),
  startedBy: z.string().optional(),
  createdAt: Instant,
});
export type BatchView = z.infer<typeof BatchView>;
