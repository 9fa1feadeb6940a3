import * as z from 'zod';
import { Backup, ProofKind, SelfTest } from './backups.ts';
import { Instant, LocalDate, Ulid } from './values.ts';

const Params = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

/** The one thing to do about a line: a button in the console. `see` leads to the page behind the card. */
export const SafetyStep = z.enum(['back-up', 'prove', 'rebuild', 'self-test', 'take-home', 'see', 'none']);
export type SafetyStep = z.infer<typeof SafetyStep>;

/** What the home page says, as a code and params for the message catalogue. */
export const SafetyCode = z.enum([
  'safety.proved',
  'safety.proved-practice',
  'safety.proved-trial',
  'safety.never',
  'safety.stale',
  'safety.failed',
  'safety.self-test-missed',
  'safety.late',
  'safety.no-proof',
  'safety.older-failed',
  'safety.vault-missing',
  'safety.vault-lock-short',
  'safety.offsite-late',
  'safety.running',
]);
export type SafetyCode = z.infer<typeof SafetyCode>;
/** Said in a calm voice: they never colour the card. */
export const ReminderCode = z.enum([
  'reminder.take-home-never',
  'reminder.take-home-old',
  'reminder.self-test-never',
  'reminder.self-test-old',
  'reminder.rebuild-never',
  'reminder.rebuild-old',
]);
export type ReminderCode = z.infer<typeof ReminderCode>;

const SafetyVerdict = z.strictObject({
  colour: z.enum(['green', 'amber', 'red']),
  code: SafetyCode,
  params: Params,
  step: SafetyStep,
});
export type SafetyVerdict = z.infer<typeof SafetyVerdict>;
const Reminder = z.strictObject({ code: ReminderCode, params: Params, step: SafetyStep });
export type Reminder = z.infer<typeof Reminder>;

/** Three copies, two kinds of storage, one elsewhere, one nobody can change, no errors: each place with its state. */
export const CopyPlace = z.enum(['live', 'kept', 'offsite', 'take-home', 'undeletable', 'errors']);
export type CopyPlace = z.infer<typeof CopyPlace>;
export const CopyCode = z.enum([
  'copy.live',
  'copy.live-practice',
  'copy.kept',
  'copy.kept-late',
  'copy.kept-none',
  'copy.offsite',
  'copy.offsite-late',
  'copy.offsite-none',
  'copy.offsite-practice',
  'copy.take-home',
  'copy.take-home-old',
  'copy.take-home-none',
  'copy.undeletable',
  'copy.deletable-trial',
  'copy.deletable-practice',
  'copy.errors-none',
  'copy.errors-found',
  'copy.errors-unknown',
]);
export type CopyCode = z.infer<typeof CopyCode>;
const CopyLine = z.strictObject({
  place: CopyPlace,
  state: z.enum(['good', 'look', 'missing']),
  code: CopyCode,
  params: Params,
  step: SafetyStep,
});
export type CopyLine = z.infer<typeof CopyLine>;

export const SafetyHealth = z.strictObject({
  ...SafetyVerdict.shape,
  /** What else there is to say, worst first; the fact of the last good proof is among it when it is not the headline. */
  others: z.array(SafetyVerdict),
  reminders: z.array(Reminder),
  lastBackupId: Ulid.optional(),
  lastProofAt: Instant.optional(),
  /** The last 35 days, oldest first. */
  days: z.array(z.strictObject({ day: LocalDate, backups: z.int(), proved: z.int(), failed: z.int() })),
  copies: z.array(CopyLine),
  /** The last time copies were damaged on purpose, and what the proof said to each. */
  selfTest: SelfTest.optional(),
  practice: z.boolean(),
});
export type SafetyHealth = z.infer<typeof SafetyHealth>;

/** How many copies the chart goes back. */
export const TREND_MOST = 400;
/** One copy in the chart of size and restore time. `bytes` is what this copy itself holds. */
export const TrendPoint = z.strictObject({
  backupId: Ulid,
  exportTime: Instant,
  kind: Backup.shape.kind,
  bytes: z.int(),
  records: z.int(),
  /** How long the proof of this copy took; a rebuild is a rehearsed restore. */
  proof: z.strictObject({ kind: ProofKind, seconds: z.number(), passed: z.boolean() }).optional(),
});
export type TrendPoint = z.infer<typeof TrendPoint>;
