import type { Fragment } from '../aws/transaction.ts';
import type { Runner, StepResult, Work } from '../jobs/run-job.ts';
import { BackupCursor, type BackupParts, readCursor } from './backup-job.ts';
import { changeBackupTx, readBackup } from './backup-store.ts';
import { begin } from './begin-stage.ts';
import { copy, verify } from './copy-stages.ts';
import { ask, awaitExports, settle } from './export-stages.ts';
import { BadExport } from './exported.ts';
import { finish } from './finish-stage.ts';
import { hold } from './hold-stage.ts';
import { vault } from './vault-stage.ts';

const stages = {
  settle,
  export: ask,
  await: awaitExports,
  verify,
  hold,
  copy,
  vault,
  finish,
} as const satisfies Record<
  BackupCursor['stage'],
  (parts: BackupParts, work: Work, cursor: BackupCursor) => Promise<StepResult>
>;

/** What the backup's record says when its job did not make it. Files without backup.json are no backup. */
const givenUp = async (parts: BackupParts, work: Work, why: string): Promise<readonly Fragment[]> => {
  const cursor = BackupCursor.safeParse(work.progress.cursor);
  if (!cursor.success) return [];
  const before = await readBackup(parts.system, cursor.data.backupId);
  if (before?.value.state !== 'running') return [];
  return changeBackupTx(work.context, before, { state: 'failed' }, 'backup.failed', { why });
};

const oneStage = async (parts: BackupParts, work: Work): Promise<StepResult> => {
  if (work.progress.cursor['stage'] === undefined) {
    await begin(parts, work);
    return { next: 'more' };
  }
  const cursor = readCursor(work.progress);
  try {
    return await stages[cursor.stage](parts, work, cursor);
  } catch (error) {
    if (!(error instanceof BadExport)) throw error;
    return { next: 'failed', code: error.code, params: { file: error.file } };
  }
};

/**
 * A backup in resumable stages: wait, export, verify, put away, then the vault, and last of all backup.json.
 * Killed anywhere, it goes on from its cursor; what was put away already is found by its sum.
 */
export const backupRunner = (parts: BackupParts): Runner => ({
  step: async (work) => {
    const result = await oneStage(parts, work);
    if (result.next !== 'failed') return result;
    return { ...result, fragments: await givenUp(parts, work, result.code) };
  },
  cancelled: (work) => givenUp(parts, work, 'cancelled'),
  failed: (work) => givenUp(parts, work, 'internal'),
});
