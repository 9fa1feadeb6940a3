import type { AttributeMap } from '../aws/attribute-value.ts';
import type { StepResult, Work } from '../jobs/run-job.ts';
import { type BackupCursor, type BackupParts, filesOf, move, STEP_MS } from './backup-job.ts';
import { resumeDigest } from './digest.ts';
import { BadExport } from './exported.ts';
import { keptKey } from './manifest.ts';
import { lockOf } from './rules.ts';
import { verifyFile } from './verify.ts';

/** The list of files travels in the job's cursor, and an item holds 400 KB. */
const MOST_FILES = 1500;

export const isRecord = (item: AttributeMap): boolean => item['SK']?.S === 'REC';

/** Reads every exported file and holds it to its manifest, before anything is locked for months. */
export const verify = async (parts: BackupParts, work: Work, from: BackupCursor): Promise<StepResult> => {
  const began = parts.system.clock().getTime();
  let cursor = from;
  const files = await filesOf(parts, cursor);
  if (files.length > MOST_FILES) throw new Error(`an export of ${files.length} files is more than a backup can list`);
  for (const file of files.slice(cursor.verified.length)) {
    const digest = resumeDigest(cursor.digest);
    let { records } = cursor;
    let beat = parts.system.clock().getTime();
    const sums = await verifyFile(parts.work, file, async (items) => {
      for (const item of items) {
        if (file.table !== 'keys') digest.add(file.table, item);
        if (file.table === 'records' && isRecord(item)) records += 1;
      }
      if (parts.system.clock().getTime() - beat < STEP_MS) return;
      beat = parts.system.clock().getTime();
      await work.save([], {});
    });
    const items = { ...cursor.items, [file.table]: cursor.items[file.table] + (file.items ?? 0) };
    const verified = [...cursor.verified, { sha256: sums.sha256, bytes: sums.bytes }];
    cursor = await move(work, cursor, { verified, records, items, digest: digest.state() }, 1);
    if (parts.system.clock().getTime() - began > STEP_MS) return { next: 'more' };
  }
  const lock = lockOf(cursor.class, parts.protection, parts.system.clock());
  await move(work, cursor, { stage: 'copy', lock: { mode: lock.mode, until: lock.until.toISOString() } });
  return { next: 'more' };
};

/** Puts the verified files away, each under its lock and held to the sum it was verified with. */
export const copy = async (parts: BackupParts, work: Work, from: BackupCursor): Promise<StepResult> => {
  const began = parts.system.clock().getTime();
  let cursor = from;
  const files = await filesOf(parts, cursor);
  for (const [index, file] of files.entries()) {
    if (index < cursor.kept.length) continue;
    const sums = cursor.verified[index];
    if (sums === undefined || cursor.lock === undefined)
      throw new Error('a file was to be put away before it was verified');
    const lock = { mode: cursor.lock.mode, until: new Date(cursor.lock.until) };
    const version = await parts.backups.put(
      {
        key: keptKey(cursor.class, cursor.backupId, file.table, file.path),
        size: sums.bytes,
        sha256: sums.sha256,
        // Person keys stay unlocked: locked, they would outlive the erasure of a person.
        lock: file.table === 'keys' ? undefined : lock,
      },
      async () => {
        const opened = await parts.work.open(file.key);
        if (opened === undefined) throw new BadExport('finding.file-missing', file.key);
        return opened.body;
      },
    );
    cursor = await move(work, cursor, { kept: [...cursor.kept, version] }, 1);
    if (parts.system.clock().getTime() - began > STEP_MS) return { next: 'more' };
  }
  await move(work, cursor, { stage: 'finish' });
  return { next: 'more' };
};
