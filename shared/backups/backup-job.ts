import * as z from 'zod';
import type { Exported } from '../aws/exports.ts';
import type { KeptBucket } from '../aws/kept-objects.ts';
import type { System } from '../aws/system.ts';
import { Backup, ChainLink, ChangeWindow } from '../contracts/backups.ts';
import type { JobProgress } from '../contracts/jobs.ts';
import { Instant, Sha256Hex, Ulid } from '../contracts/values.ts';
import type { Work } from '../jobs/run-job.ts';
import { newDigest } from './digest.ts';
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

/** One export of one table: whole, or of one of the windows. */
const Export = z.strictObject({
  table: BackupTable,
  window: z.int().min(0).optional(),
  arn: z.string().optional(),
  manifest: z.string().optional(),
});
export type Export = z.infer<typeof Export>;

/** Where a backup job is. A file is marked once it was verified, and again once it was put away. */
export const BackupCursor = z.strictObject({
  stage: z.enum(['settle', 'export', 'await', 'verify', 'hold', 'copy', 'vault', 'finish']),
  backupId: Ulid,
  class: Backup.shape.class,
  kind: Backup.shape.kind,
  exportTime: Instant,
  /** The moment of the full backup it builds on: its own when it is full. */
  chainStart: Instant,
  windows: z.array(ChangeWindow),
  chain: z.array(ChainLink),
  /** Exports are asked for again under a new token when one failed. */
  attempt: z.int().min(1),
  exports: z.array(Export),
  /** By the order of the files: sum and size, then the version it was put away as. */
  verified: z.array(z.strictObject({ sha256: Sha256Hex, bytes: z.int().min(0) })),
  kept: z.array(z.string()),
  /** Files of the chain whose locks were moved. */
  held: z.int().min(0),
  digest: z.string(),
  records: z.int(),
  items: z.record(BackupTable, z.int()),
  /** The last object of the vault that was looked at. */
  vaultAfter: z.string().optional(),
  /** The end of the locks that its copies get. */
  vaultUntil: Instant.optional(),
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

/** Counts and digest of nothing: what a full backup begins with. */
export const emptySums = () => ({
  digest: newDigest().state(),
  records: 0,
  items: { records: 0, ledger: 0, keys: 0 },
});

/** Steps of the progress besides two for each file: the wait, the export, backup.json. */
export const STEPS_AROUND = 3;

/** A step's share of time: well inside the lease, so that a slow file does not lose it. */
export const STEP_MS = 30_000;

/** What has to be exported: person keys whole each time, so that they can go after 35 days whatever builds on what. */
export const exportsOf = (windows: readonly ChangeWindow[]): Export[] =>
  tablesInOrder.flatMap((table) =>
    table === 'keys' || windows.length === 0 ? [{ table }] : windows.map((_, window) => ({ table, window })),
  );

/** The folder of a table's exports, with a slash at the end; the parts of an incremental one have folders in it. */
const tableFolder = (cursor: Pick<BackupCursor, 'backupId' | 'attempt'>, table: BackupTable): string =>
  `exports/${cursor.backupId}/${cursor.attempt}/${table}/`;

/** The prefix under which DynamoDB lays down an export. */
export const landingOf = (cursor: Pick<BackupCursor, 'backupId' | 'attempt'>, { table, window }: Export): string =>
  `${tableFolder(cursor, table)}${window ?? ''}`.replace(/\/$/, '');

/** What an export shows: the table at the backup's moment, or what changed in a window. */
export const shownBy = (cursor: BackupCursor, { window }: Export): Exported => {
  const span = window === undefined ? undefined : cursor.windows[window];
  return span === undefined
    ? { kind: 'full', at: new Date(cursor.exportTime) }
    : { kind: 'incremental', from: new Date(span.from), to: new Date(span.to) };
};

/** All files of the backup's exports, in an order that is the same each time. */
export const filesOf = async (parts: BackupParts, cursor: BackupCursor): Promise<ExportedFile[]> => {
  const files: ExportedFile[] = [];
  for (const each of cursor.exports) {
    const { table, window, manifest } = each;
    if (manifest === undefined) throw new Error(`the export of ${table} has no manifest`);
    const shown = shownBy(cursor, each);
    const base = tableFolder(cursor, table);
    const landed = { table, tableArn: parts.tableArns[table], manifest, base, shown };
    const listed = await exportedFiles(parts.work, landed);
    files.push(...listed.map((file) => (window === undefined ? file : { ...file, window })));
  }
  return files;
};
