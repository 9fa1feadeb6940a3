import type { Stored } from '../aws/stored.ts';
import type { Backup } from '../contracts/backups.ts';
import type { StepResult, Work } from '../jobs/run-job.ts';
import { type BackupCursor, type BackupParts, move, STEP_MS } from './backup-job.ts';
import { changeBackupTx, readBackup } from './backup-store.ts';
import { asFull } from './export-stages.ts';
import { bucketVersions, type ManifestRef, readManifest } from './reader.ts';

/** The layers of the chain whose locks would end before that of the copy that is to build on them. */
const shortOf = async (parts: BackupParts, cursor: BackupCursor, until: string): Promise<Stored<Backup>[]> => {
  const short: Stored<Backup>[] = [];
  for (const { backupId } of cursor.chain) {
    const layer = await readBackup(parts.system, backupId);
    if (layer === undefined) throw new Error('the record of a backup is gone');
    if ((layer.value.retainUntil ?? '') < until) short.push(layer);
  }
  return short;
};

/** Every locked file of a layer, and its backup.json. */
const lockedFiles = async (parts: BackupParts, ref: ManifestRef) => {
  const manifest = await readManifest(bucketVersions(parts.backups), ref);
  return [...manifest.files.filter(({ table }) => table !== 'keys'), ref];
};

/**
 * Moves the locks of the chain to where the new copy's will be, before that is put away: at no moment is there a copy
 * whose ground may be taken from under it. In production they reach that far from the first day.
 */
export const hold = async (parts: BackupParts, work: Work, from: BackupCursor): Promise<StepResult> => {
  const { lock } = from;
  if (lock === undefined) throw new Error('locks were to be moved before there was one');
  const began = parts.system.clock().getTime();
  let cursor = from;
  const short = await shortOf(parts, cursor, lock.until);
  const ids = new Set(short.map(({ value }) => value.id));
  const refs = cursor.chain.filter(({ backupId }) => ids.has(backupId));
  const files = (await Promise.all(refs.map((ref) => lockedFiles(parts, ref)))).flat();
  for (const { key, versionId } of files.slice(cursor.held)) {
    const found = await parts.backups.hold(key, versionId, { mode: lock.mode, until: new Date(lock.until) });
    if (!found) return asFull(work, cursor);
    cursor = await move(work, cursor, { held: cursor.held + 1 });
    if (parts.system.clock().getTime() - began > STEP_MS) return { next: 'more' };
  }
  const context = work.change();
  const told = short.flatMap((layer) =>
    changeBackupTx(context, layer, { retainUntil: lock.until }, 'backup.lock-extended', { until: lock.until }),
  );
  const next = { ...cursor, stage: 'copy' as const };
  await work.save(told, { cursor: next, step: next.stage });
  return { next: 'more' };
};
