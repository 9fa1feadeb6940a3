import * as z from 'zod';
import type { KeptBucket } from '../aws/kept-objects.ts';
import type { System } from '../aws/system.ts';
import { Backup } from '../contracts/backups.ts';
import type { JobProgress } from '../contracts/jobs.ts';
import { Instant, Sha256Hex, Ulid } from '../contracts/values.ts';
import type { Work } from '../jobs/run-job.ts';
import { type ExportedFile, exportedFiles } from './exported.ts';
import { BackupTable } from './manifest.ts';
import type { Protection } from './protection.ts';

/** What a backup works with besides the system. */
export interface BackupParts {
  readonly system: System;
  /** Where exports land. */
  readonly work: KeptBucket;
  readonly workBucket: string;
  readonly backups: KeptBucket;
  readonly vault: KeptBucket;
  readonly tableArns: Readonly<Record<BackupTable, string>>;
  readonly protection: Protection;
  /** Seconds until every change made before a moment is in an export of that moment. */
  readonly settleSeconds: number;
}

/** Person keys first: the newest file of a backup then holds records, which its proof compares. */
export const tablesInOrder = ['keys', 'records', 'ledger'] as const satisfies readonly BackupTable[];

const Table = z.strictObject({ arn: z.string(), manifest: z.string().optional() });

/** Where a backup job is. A file is marked once it was verified, and again once it was put away. */
export const BackupCursor = z.strictObject({
  stage: z.enum(['settle', 'export', 'await', 'verify', 'copy', 'finish']),
  backupId: Ulid,
  class: Backup.shape.class,
  exportTime: Instant,
  /** Exports are asked for again under a new token when one failed. */
  attempt: z.int().min(1),
  exports: z.partialRecord(BackupTable, Table),
  /** By the order of the files: sum and size, then the version it was put away as. */
  verified: z.array(z.strictObject({ sha256: Sha256Hex, bytes: z.int().min(0) })),
  kept: z.array(z.string()),
  digest: z.string(),
  records: z.int().min(0),
  items: z.record(BackupTable, z.int().min(0)),
  lock: z.strictObject({ mode: z.enum(['GOVERNANCE', 'COMPLIANCE']), until: Instant }).optional(),
});
export type BackupCursor = z.infer<typeof BackupCursor>;

export const readCursor = (progress: JobProgress): BackupCursor => BackupCursor.parse(progress.cursor);

/** Saves where the backup is; only what changed is named. */
export const move = async (work: Work, cursor: BackupCursor, by: Partial<BackupCursor>, steps = 0) => {
  const next = { ...cursor, ...by };
  await work.save([], { cursor: next, step: next.stage, done: work.progress.done + steps });
  return next;
};

/** Steps of the progress besides two for each file: the wait, the export, backup.json. */
export const STEPS_AROUND = 3;

/** A step's share of time: well inside the lease, so that a slow file does not lose it. */
export const STEP_MS = 30_000;

/** Where the export of a table lands. */
export const landingOf = (cursor: Pick<BackupCursor, 'backupId' | 'attempt'>, table: BackupTable): string =>
  `exports/${cursor.backupId}/${cursor.attempt}/${table}`;

/** All files of the backup's exports, in an order that is the same each time. */
export const filesOf = async (parts: BackupParts, cursor: BackupCursor): Promise<ExportedFile[]> => {
  const files: ExportedFile[] = [];
  for (const table of tablesInOrder) {
    const manifest = cursor.exports[table]?.manifest;
    if (manifest === undefined) throw new Error(`the export of ${table} has no manifest`);
    const base = `${landingOf(cursor, table)}/`;
    const at = new Date(cursor.exportTime);
    files.push(...(await exportedFiles(parts.work, { table, tableArn: parts.tableArns[table], manifest, base, at })));
  }
  return files;
};
