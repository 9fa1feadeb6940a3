import * as z from 'zod';
import type { KeptBucket } from '../../aws/kept-objects.ts';
import type { System } from '../../aws/system.ts';
import { FindingCode } from '../../contracts/backups.ts';
import { Instant, Ulid } from '../../contracts/values.ts';
import type { ProofParts } from '../proof/proof-job.ts';
import type { OpenClassKey } from '../scratch/backup-keys.ts';

/** What a rebuild works with besides the system. */
export interface DrillParts {
  readonly system: System;
  readonly backups: KeptBucket;
  /** Rows that one pass over the scratch tables looks at: what fits in memory. */
  readonly itemsPerPass: number;
  /** Names of scratch tables begin with this; nothing else is made or removed. */
  readonly prefix: string;
  readonly openClassKey: OpenClassKey;
  readonly tell: ProofParts['tell'];
}

/** Without a backup named, the newest that is kept. */
export const DrillInput = z.object({ backupId: Ulid.optional() });

const Finding = z.strictObject({ code: FindingCode, record: z.string().optional(), file: z.string().optional() });
export type DrillFinding = z.infer<typeof Finding>;

const Write = z.strictObject({ file: z.string(), line: z.int(), rows: z.int(), units: z.number() });
const Compare = z.strictObject({
  table: z.enum(['ledger', 'records']),
  /** PK and SK of the row looked at last. */
  from: z.strictObject({ PK: z.string(), SK: z.string() }).optional(),
  /** Rows of the live table that the scratch table has, too. */
  met: z.strictObject({ records: z.int(), ledger: z.int() }),
  records: z.int(),
  events: z.int(),
  /** Differences that a later event explains. */
  later: z.int(),
});

/** Where a rebuild is. `clear` removes what an earlier one left, `remove` what this one made. */
export const DrillCursor = z.strictObject({
  stage: z.enum(['clear', 'create', 'write', 'judge', 'compare', 'missing', 'remove', 'verdict', 'told']),
  backupId: Ulid,
  startedAt: Instant,
  writtenAt: Instant.optional(),
  write: Write.optional(),
  /** Rows in the scratch tables. */
  rows: z.strictObject({ records: z.int(), ledger: z.int() }),
  /** Of those in `records`, records and their past: rows that stay until somebody purges. */
  lasting: z.int(),
  digest: z.string().optional(),
  pass: z.int().min(0),
  passes: z.int().min(1),
  compare: Compare,
  /** Records that a torn change was dropped from, and those whose torn change had to stay. */
  repaired: z.int().min(0),
  kept: z.array(z.string()),
  findings: z.array(Finding),
  /** The backup could not be read; nothing was rebuilt. */
  unread: z.boolean(),
  passed: z.boolean().optional(),
});
export type DrillCursor = z.infer<typeof DrillCursor>;

export const newDrill = (backupId: string, now: Date): DrillCursor => ({
  stage: 'clear',
  backupId,
  startedAt: now.toISOString(),
  rows: { records: 0, ledger: 0 },
  lasting: 0,
  pass: 0,
  passes: 1,
  compare: { table: 'ledger', met: { records: 0, ledger: 0 }, records: 0, events: 0, later: 0 },
  repaired: 0,
  kept: [],
  findings: [],
  unread: false,
});
