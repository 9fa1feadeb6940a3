import * as z from 'zod';
import { Job, JobState } from './jobs.ts';
import { Instant, Ulid, Version } from './values.ts';

/** The kinds of record the time machine takes back. Loans are never among them: lending stays as it is now. */
export const RecoverableEntity = z.enum(['title', 'item', 'patron', 'staff', 'settings', 'branch']);
export type RecoverableEntity = z.infer<typeof RecoverableEntity>;

const Ref = z.strictObject({ entity: RecoverableEntity, id: Ulid });

/** What somebody wants back, and as of when. */
export const RecoveryScope = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('records'),
    records: z.array(Ref).min(1).max(500),
    at: Instant,
    /** Reads the records as of `at` from this backup copy instead of the library: for a past that is damaged or purged. */
    backupId: Ulid.optional(),
  }),
  z.strictObject({ kind: z.literal('everything'), at: Instant }),
  z.strictObject({ kind: z.literal('batch'), batchId: Ulid }),
  z.strictObject({
    kind: z.literal('person'),
    /** `system`: what the library did by itself. */
    actorId: z.union([Ulid, z.literal('system')]),
    from: Instant,
    to: Instant,
  }),
  z.strictObject({
    kind: z.literal('fields'),
    ...Ref.shape,
    fields: z.array(z.string().min(1).max(40)).min(1).max(100),
    at: Instant,
  }),
]);
export type RecoveryScope = z.infer<typeof RecoveryScope>;

/** What restoring does to a record: out of the bin (or anew), back to what it said, or to the bin because it was not there. */
export const RecoveryChange = z.enum(['bring-back', 'put-back', 'bin']);
export type RecoveryChange = z.infer<typeof RecoveryChange>;

/** Why a record stays as it is although it lies in the scope. */
export const KeptReason = z.enum([
  /** A copy of it, or it, is on loan, or the patron has something open: lending is never undone. */
  'on-loan',
  /** The person left, and comes back only when asked for by name. */
  'left',
  /** The patron was erased: what was erased never comes back. */
  'erased',
  /** There would be no manager left, or nobody would be left who asked for this. */
  'last-manager',
  /** Settings, and a branch that something belongs to, cannot be put in the bin. */
  'no-bin',
  /** What it said then can no longer be read here; a backup copy may have it. */
  'past-lost',
  /** Somebody changed it after the plan was made. */
  'changed-since',
  /** Its barcode, card or address belongs to something else now. */
  'taken',
  /** It was purged. */
  'purged',
]);
export type KeptReason = z.infer<typeof KeptReason>;

/** One record of a plan, as it is stored: restoring does exactly this. */
export const PlanRow = z.strictObject({
  entity: RecoverableEntity,
  id: Ulid,
  /** The version the plan saw; 0 where there is no record any more. */
  now: z.int().min(0),
  /** The version it goes back to; 0 where it was not there. */
  to: z.int().min(0),
  change: RecoveryChange,
  /** Somebody changed it after what is being undone: kept or replaced, as is chosen. */
  conflict: z.strictObject({ actorId: z.string(), at: Instant }).optional(),
  /** It will stay as it is, and why. */
  kept: KeptReason.optional(),
});
export type PlanRow = z.infer<typeof PlanRow>;

/** A row with what people know the record by. Patrons have no label here: their names are read one by one, and noted. */
export const RecoveryRow = z.strictObject({
  ...PlanRow.shape,
  label: z.strictObject({
    /** The title's name, of a title or of a copy's title. */
    title: z.string().optional(),
    barcode: z.string().optional(),
    /** Of a member of staff or a branch. */
    name: z.string().optional(),
  }),
  /** Who made the later change, where it was staff. */
  conflictName: z.string().optional(),
});
export type RecoveryRow = z.infer<typeof RecoveryRow>;

export const PlanCount = z.strictObject({
  entity: RecoverableEntity,
  change: RecoveryChange,
  /** Rows that would be changed, those with a conflict among them. */
  count: z.int().min(0),
  conflicts: z.int().min(0),
  /** Rows that stay as they are although they lie in the scope. */
  kept: z.int().min(0),
});

/** A finished plan in numbers. */
export const Plan = z.strictObject({
  at: Instant,
  /** SHA-256 over all rows in order: what a restore and its second person are bound to. */
  planHash: z.string(),
  counts: z.array(PlanCount),
  /** All rows, those that stay as they are among them. */
  total: z.int().min(0),
  /** Records that would change if conflicts are replaced. */
  changes: z.int().min(0),
  conflicts: z.int().min(0),
  /** Records that stay because they, or a copy of theirs, are on loan. */
  keptLoans: z.int().min(0),
});
export type Plan = z.infer<typeof Plan>;

export const RecoveryPreview = z.strictObject({
  jobId: Ulid,
  state: JobState,
  failure: Job.shape.failure,
  scope: RecoveryScope,
  /** There as soon as the job is done. */
  plan: z
    .strictObject({
      ...Plan.shape,
      /** A few rows of each kind and change. */
      examples: z.array(RecoveryRow),
      /** Whether restoring all of it needs a second person. */
      needsSecondPerson: z.boolean(),
      /** The moment continuous recovery could go back to, if it were restored now. */
      safetyPoint: Instant,
    })
    .optional(),
});
export type RecoveryPreview = z.infer<typeof RecoveryPreview>;

/** A moment worth choosing: a backup copy, or just before a set of changes. */
export const RecoveryPoint = z.strictObject({
  at: Instant,
  kind: z.enum(['backup', 'batch']),
  id: Ulid,
  /** Of a backup: whether its proof passed. */
  proved: z.boolean().optional(),
  /** Of a batch: its kind and what it was called. */
  batchKind: z.string().optional(),
  label: z.string().optional(),
  records: z.int().optional(),
});
export type RecoveryPoint = z.infer<typeof RecoveryPoint>;

/** A record at one moment. */
export const RecordMoment = z.strictObject({
  version: Version,
  /** When it became this. */
  at: Instant,
  actorId: z.string(),
  actorName: z.string().optional(),
  inBin: z.boolean(),
  reason: z.string().optional(),
});
export type RecordMoment = z.infer<typeof RecordMoment>;

/** A record then and now, field by field, as text to compare. */
export const RecordThenAndNow = z.strictObject({
  entity: RecoverableEntity,
  recordId: Ulid,
  /** Absent where it was not there then. */
  was: RecordMoment.optional(),
  /** Absent where it was purged or erased. */
  now: RecordMoment.optional(),
  /** `name` is what a scope of fields asks for; of titles it is a MARC tag. Fields that are equal come too. */
  fields: z.array(z.strictObject({ name: z.string(), was: z.string().optional(), now: z.string().optional() })),
});
export type RecordThenAndNow = z.infer<typeof RecordThenAndNow>;
