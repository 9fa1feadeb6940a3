import { ExportRefused, exportState, startExport } from '../aws/exports.ts';
import type { StepResult, Work } from '../jobs/run-job.ts';
import {
  type BackupCursor,
  type BackupParts,
  type Export,
  emptySums,
  exportsOf,
  filesOf,
  landingOf,
  move,
  STEPS_AROUND,
  shownBy,
} from './backup-job.ts';
import type { BackupTable } from './manifest.ts';

/** Queues hold a message back for fifteen minutes at most. */
const LONGEST_WAIT = 900;
const EXPORT_ATTEMPTS = 3;
/** DynamoDB takes minutes, the export on one machine seconds. */
const pollSeconds = (settleSeconds: number): number => (settleSeconds > 60 ? 30 : 1);

/** Waits until every change made before the moment is in an export of it. */
export const settle = async (parts: BackupParts, work: Work, cursor: BackupCursor): Promise<StepResult> => {
  const ready = Date.parse(cursor.exportTime) + parts.settleSeconds * 1000;
  const wait = Math.ceil((ready - parts.system.clock().getTime()) / 1000);
  if (wait > 0) return { next: 'more', afterSeconds: Math.min(LONGEST_WAIT, wait) };
  await move(work, cursor, { stage: 'export' }, 1);
  return { next: 'more' };
};

/**
 * An incremental backup whose export is refused or keeps failing becomes a full one: what it builds on may lie behind
 * the recovery window by now. Nothing of it was put away yet.
 */
export const asFull = async (work: Work, cursor: BackupCursor): Promise<StepResult> => {
  const next: BackupCursor = {
    ...cursor,
    stage: 'export',
    kind: 'full',
    chainStart: cursor.exportTime,
    windows: [],
    chain: [],
    attempt: cursor.attempt + 1,
    exports: exportsOf([]),
    verified: [],
    held: 0,
    ...emptySums(),
  };
  await work.save([], { cursor: next, step: next.stage, done: 1, total: STEPS_AROUND });
  return { next: 'more' };
};

const failed = (table: BackupTable, why: string): StepResult => ({
  next: 'failed',
  code: 'backup-export-failed',
  params: { table, why },
});

/** Asks for the exports of all tables at the one moment. Asked again after a crash, the same tokens get the same exports. */
export const ask = async (parts: BackupParts, work: Work, cursor: BackupCursor): Promise<StepResult> => {
  const exports: Export[] = [];
  for (const each of cursor.exports) {
    const { table, window } = each;
    try {
      const arn = await startExport(parts.system.dynamo, {
        tableArn: parts.tableArns[table],
        bucket: parts.workBucket,
        prefix: landingOf(cursor, each),
        what: shownBy(cursor, each),
        token: `${cursor.backupId}-${table}${window ?? ''}-${cursor.attempt}`,
      });
      exports.push({ ...each, arn });
    } catch (error) {
      if (!(error instanceof ExportRefused)) throw error;
      return cursor.kind === 'incremental' ? asFull(work, cursor) : failed(table, error.message);
    }
  }
  await move(work, cursor, { stage: 'await', exports });
  return { next: 'more', afterSeconds: pollSeconds(parts.settleSeconds) };
};

/** Looks whether the exports are done. One that failed is asked for again, a few times. */
export const awaitExports = async (parts: BackupParts, work: Work, cursor: BackupCursor): Promise<StepResult> => {
  const exports: Export[] = [];
  for (const each of cursor.exports) {
    const told = await exportState(parts.system.dynamo, each.arn ?? '');
    if (told.state === 'running') return { next: 'more', afterSeconds: pollSeconds(parts.settleSeconds) };
    if (told.state === 'failed') {
      if (cursor.attempt % EXPORT_ATTEMPTS !== 0) {
        await move(work, cursor, { stage: 'export', attempt: cursor.attempt + 1 });
        return { next: 'more' };
      }
      return cursor.kind === 'incremental' ? asFull(work, cursor) : failed(each.table, told.why);
    }
    exports.push({ ...each, manifest: told.manifest });
  }
  const next = { ...cursor, stage: 'verify' as const, exports };
  const files = await filesOf(parts, next);
  const total = STEPS_AROUND + files.length * 2;
  await work.save([], { cursor: next, step: next.stage, done: work.progress.done + 1, total });
  return { next: 'more' };
};
