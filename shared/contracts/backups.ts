import * as z from 'zod';
import { recordFields } from './record.ts';
import { Instant, Sha256Hex, Ulid, Version } from './values.ts';

/** What a proof may find. `file` and `record` go with it where they are known. */
export const FindingCode = z.enum([
  'finding.file-changed',
  'finding.file-missing',
  'finding.file-unreadable',
  'finding.file-replaced',
  'finding.record-differs',
  'finding.record-missing',
  'finding.record-unknown',
  'finding.record-twice',
  'finding.event-missing',
  'finding.event-twice',
  'finding.event-differs',
  'finding.history-missing',
  'finding.history-differs',
  'finding.reference',
  'finding.counter',
  'finding.claim',
  'finding.count',
  'finding.digest',
  'finding.purged',
  'finding.canary',
  'finding.sealed-field',
  'finding.recovery',
  'finding.nothing-compared',
]);
export type FindingCode = z.infer<typeof FindingCode>;

/** `read-back`: every record compared with the ledger; `rebuilt`: also written to a scratch table. */
export const ProofKind = z.enum(['read-back', 'rebuilt']);
export const Proof = z.strictObject({
  kind: ProofKind,
  at: Instant,
  passed: z.boolean(),
  records: z.int().min(0),
  events: z.int().min(0),
  repaired: z.int().min(0),
  seconds: z.number().min(0),
  /**
   * What was opened with the keys in this copy alone: the canary of known content, a sealed field of a patron (absent:
   * there is none), and whether the keys are there for a recovery sheet, too. Absent once the copy of the keys is gone.
   */
  opened: z.strictObject({ canary: z.boolean(), patron: z.boolean().optional(), recovery: z.boolean() }).optional(),
  /** The first things found wrong, file and record named; at most twenty. */
  findings: z
    .array(z.strictObject({ code: FindingCode, file: z.string().optional(), record: z.string().optional() }))
    .max(20),
});
export type Proof = z.infer<typeof Proof>;

/** What is done to copies to see whether the proof notices. */
export const DamageKind = z.enum([
  'flipped-byte',
  'cut-file',
  'emptied-file',
  'swapped-files',
  'lost-manifest',
  'rolled-back',
  'dropped-line',
  'foreign-record',
  'torn-transaction',
]);
export type DamageKind = z.infer<typeof DamageKind>;
/** `caught` with the finding that named it; `repaired`: a restore puts it right; `missed`: the proof took it for whole. */
export const SelfTestResult = z.strictObject({
  damage: DamageKind,
  outcome: z.enum(['caught', 'repaired', 'missed']),
  finding: z.strictObject({ code: FindingCode, file: z.string().optional(), record: z.string().optional() }).optional(),
});
export type SelfTestResult = z.infer<typeof SelfTestResult>;
export const SelfTest = z.strictObject({ at: Instant, results: z.array(SelfTestResult) });
export type SelfTest = z.infer<typeof SelfTest>;

/** A backup that another is built on: its backup.json by version and SHA-256. */
export const ChainLink = z.strictObject({
  backupId: Ulid,
  key: z.string(),
  versionId: z.string().min(1),
  hash: Sha256Hex,
});
export type ChainLink = z.infer<typeof ChainLink>;
/** Changes from one moment on, up to and without another. */
export const ChangeWindow = z.strictObject({ from: Instant, to: Instant });
export type ChangeWindow = z.infer<typeof ChangeWindow>;

export const Backup = z.strictObject({
  ...recordFields,
  entity: z.literal('backup'),
  kind: z.enum(['full', 'incremental']),
  class: z.enum(['daily', 'weekly', 'monthly']),
  /** `elsewhere`: a copy of the deployment that this library was restored from. */
  state: z.enum(['running', 'kept', 'failed', 'elsewhere']),
  exportTime: Instant,
  /** Of an incremental backup: the changes it holds, and what they are changes of, oldest (the full one) first. */
  window: ChangeWindow.optional(),
  chain: z.array(ChainLink).optional(),
  prefix: z.string(),
  retainUntil: Instant.optional(),
  lockMode: z.enum(['GOVERNANCE', 'COMPLIANCE', 'none']),
  files: z.int().min(0),
  bytes: z.int().min(0),
  records: z.int().min(0),
  digest: Sha256Hex.optional(),
  manifestVersionId: z.string().optional(),
  /** SHA-256 of the bytes of backup.json: what the version id names is what was written. */
  manifestHash: Sha256Hex.optional(),
  proof: Proof.optional(),
  /** The last time copies of this backup were damaged on purpose. */
  selfTest: SelfTest.optional(),
  /** Objects of the vault, how many have no whole copy here, and when the first lock of a copy ends. */
  vault: z.strictObject({ objects: z.int().min(0), missing: z.int().min(0), lockUntil: Instant.optional() }).optional(),
  /** The catalogue of a year that was made from this backup, and is kept for seven. */
  yearly: z.strictObject({ year: z.string().regex(/^\d{4}$/), key: z.string(), versionId: z.string() }).optional(),
  /** When its last file lay in the other account. */
  offsiteAt: Instant.optional(),
});
export type Backup = z.infer<typeof Backup>;

export const BackupView = z.strictObject({
  backupId: Ulid,
  version: Version,
  kind: Backup.shape.kind,
  class: Backup.shape.class,
  state: Backup.shape.state,
  exportTime: Instant,
  retainUntil: Instant.optional(),
  lockMode: Backup.shape.lockMode,
  files: z.int(),
  bytes: z.int(),
  records: z.int(),
  proof: Proof.optional(),
  selfTest: SelfTest.optional(),
});
export type BackupView = z.infer<typeof BackupView>;
