import { exportState, startExport } from '../aws/exports.ts';
import type { StepResult, Work } from '../jobs/run-job.ts';
import {
  type BackupCursor,
  type BackupParts,
  filesOf,
  landingOf,
  move,
  STEPS_AROUND,
  tablesInOrder,
} from './backup-job.ts';

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

/** Asks for the exports of all tables at the one moment. Asked again after a crash, the same tokens get the same exports. */
export const ask = async (parts: BackupParts, work: Work, cursor: BackupCursor): Promise<StepResult> => {
  const exports: BackupCursor['exports'] = {};
  for (const table of tablesInOrder) {
    const arn = await startExport(parts.system.dynamo, {
      tableArn: parts.tableArns[table],
      bucket: parts.workBucket,
      prefix: landingOf(cursor, table),
      at: new Date(cursor.exportTime),
      token: `${cursor.backupId}-${table}-${cursor.attempt}`,
    });
    exports[table] = { arn };
  }
  await move(work, cursor, { stage: 'await', exports });
  return { next: 'more', afterSeconds: pollSeconds(parts.settleSeconds) };
};

/** Looks whether the exports are done. One that failed is asked for again, a few times. */
export const awaitExports = async (parts: BackupParts, work: Work, cursor: BackupCursor): Promise<StepResult> => {
  const exports: BackupCursor['exports'] = {};
  for (const table of tablesInOrder) {
    const arn = cursor.exports[table]?.arn ?? '';
    const told = await exportState(parts.system.dynamo, arn);
    if (told.state === 'running') return { next: 'more', afterSeconds: pollSeconds(parts.settleSeconds) };
    if (told.state === 'failed') {
      if (cursor.attempt >= EXPORT_ATTEMPTS)
        return { next: 'failed', code: 'backup-export-failed', params: { table, why: told.why } };
      await move(work, cursor, { stage: 'export', exports: {}, attempt: cursor.attempt + 1 });
      return { next: 'more' };
    }
    exports[table] = { arn, manifest: told.manifest };
  }
  const next = { ...cursor, stage: 'verify' as const, exports };
  const files = await filesOf(parts, next);
  const total = STEPS_AROUND + files.length * 2;
  await work.save([], { cursor: next, step: next.stage, done: work.progress.done + 1, total });
  return { next: 'more' };
};
