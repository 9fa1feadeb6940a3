import * as z from 'zod';
import type { KeptBucket } from '../../aws/kept-objects.ts';
import type { System } from '../../aws/system.ts';
import { FindingCode, Proof } from '../../contracts/backups.ts';
import { Instant, Sha256Hex, Ulid } from '../../contracts/values.ts';
import type { OpenClassKey } from '../scratch/backup-keys.ts';

/** What a proof works with besides the system. */
export interface ProofParts {
  readonly system: System;
  readonly backups: KeptBucket;
  /** Items of a backup that one pass looks at: what fits in memory. */
  readonly itemsPerPass: number;
  /** Opens the class key of a backup; the proof may do that, and reads nobody's name. */
  readonly openClassKey: OpenClassKey;
  /** Says the result where alarms look for it; perhaps twice. */
  readonly tell: (code: 'backup.proved' | 'backup.proof-failed', about: { readonly backupId: string }) => void;
}

export const ProofInput = z.object({ backupId: Ulid });

const FileFinding = z.strictObject({ code: FindingCode, file: z.string() });
const RecordFinding = z.strictObject({ code: FindingCode, record: z.string(), file: z.string().optional() });
const AnyFinding = z.strictObject({ code: FindingCode, record: z.string().optional(), file: z.string().optional() });

/** Where a proof is, and what it has found so far. */
export const ProofCursor = z.strictObject({
  stage: z.enum(['read', 'open', 'verdict', 'told']),
  startedAt: Instant,
  pass: z.int().min(0),
  passes: z.int().min(1),
  files: z.array(FileFinding),
  findings: z.array(RecordFinding),
  gaps: z.array(RecordFinding),
  gap: z.int().min(0),
  recentLoans: z.int().min(0),
  records: z.int().min(0),
  events: z.int().min(0),
  torn: z.int().min(0),
  digest: Sha256Hex.optional(),
  items: z.strictObject({ records: z.int(), ledger: z.int(), keys: z.int() }),
  allRecords: z.int().min(0),
  /** How often a file broke off while it was read. */
  broken: z.record(z.string(), z.int()),
  opened: Proof.shape.opened,
  /** What the keys did not open. */
  closed: z.array(AnyFinding),
  passed: z.boolean().optional(),
});
export type ProofCursor = z.infer<typeof ProofCursor>;

export const newCursor = (now: Date, passes: number): ProofCursor => ({
  stage: 'read',
  startedAt: now.toISOString(),
  pass: 0,
  passes,
  files: [],
  findings: [],
  gaps: [],
  gap: 0,
  recentLoans: 0,
  records: 0,
  events: 0,
  torn: 0,
  items: { records: 0, ledger: 0, keys: 0 },
  allRecords: 0,
  broken: {},
  closed: [],
});
