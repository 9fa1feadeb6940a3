import type { AttributeMap } from '../aws/attribute-value.ts';
import type { StepResult, Work } from '../jobs/run-job.ts';
import { type BackupCursor, type BackupParts, filesOf, move, STEP_MS } from './backup-job.ts';
import { resumeDigest } from './digest.ts';
import { BadExport, type ExportedFile } from './exported.ts';
import { type BackupTable, keptKey } from './manifest.ts';
import { lockOf, vaultLockOf } from './rules.ts';
import { type Replaced, verifyFile } from './verify.ts';

/** The list of files travels in the job's cursor, and an item holds 400 KB. */
const MOST_FILES = 1500;

export const isRecord = (item: AttributeMap): boolean => item['SK']?.S === 'REC';

/** Counts and digest of the whole library, moved on by one file: what a change replaces is taken out. */
const newTally = (cursor: BackupCursor, table: BackupTable) => {
  const digest = resumeDigest(cursor.digest);
  let { records } = cursor;
  let items = cursor.items[table];
  return {
    take: ({ before, after }: Replaced): void => {
      items += (after === undefined ? 0 : 1) - (before === undefined ? 0 : 1);
      if (table === 'records' && before !== undefined && isRecord(before)) records -= 1;
      if (table === 'records' && after !== undefined && isRecord(after)) records += 1;
      if (table === 'keys') return;
      if (before !== undefined) digest.subtract(table, before);
      if (after !== undefined) digest.add(table, after);
    },
    sums: () => ({ records, items: { ...cursor.items, [table]: items }, digest: digest.state() }),
  };
};

/** Reads every exported file and holds it to its manifest, before anything is locked for months. */
export const verify = async (parts: BackupParts, work: Work, from: BackupCursor): Promise<StepResult> => {
  const began = parts.system.clock().getTime();
  let cursor = from;
  const files = await filesOf(parts, cursor);
  if (files.length > MOST_FILES) throw new Error(`an export of ${files.length} files is more than a backup can list`);
  for (const file of files.slice(cursor.verified.length)) {
    const tally = newTally(cursor, file.table);
    let beat = parts.system.clock().getTime();
    const sums = await verifyFile(parts.work, file, async (lines) => {
      for (const line of lines) tally.take(line);
      if (parts.system.clock().getTime() - beat < STEP_MS) return;
      beat = parts.system.clock().getTime();
      await work.save([], {});
    });
    const verified = [...cursor.verified, { sha256: sums.sha256, bytes: sums.bytes }];
    cursor = await move(work, cursor, { verified, ...tally.sums() }, 1);
    if (parts.system.clock().getTime() - began > STEP_MS) return { next: 'more' };
  }
  const lock = lockOf({
    class: cursor.class,
    exportTime: new Date(cursor.exportTime),
    chainStart: new Date(cursor.chainStart),
    protection: parts.protection,
    now: parts.system.clock(),
  });
  await move(work, cursor, { stage: 'hold', lock: { mode: lock.mode, until: lock.until.toISOString() } });
  return { next: 'more' };
};

/** Puts one verified file away and returns its version. */
const keep = async (
  parts: BackupParts,
  cursor: BackupCursor,
  file: ExportedFile,
  lookFirst: boolean,
): Promise<string> => {
  const sums = cursor.verified[cursor.kept.length];
  if (sums === undefined || cursor.lock === undefined)
    throw new Error('a file was to be put away before it was verified');
  const key = keptKey(cursor.class, cursor.backupId, file.table, file.path);
  const standing = lookFirst ? await parts.backups.current(key) : undefined;
  if (standing?.sha256 === sums.sha256) return standing.versionId;
  // Person keys stay unlocked: locked, they would outlive the erasure of a person.
  const lock = file.table === 'keys' ? undefined : { mode: cursor.lock.mode, until: new Date(cursor.lock.until) };
  const opened = await parts.work.open(file.key);
  if (opened === undefined) throw new BadExport('finding.file-missing', file.key);
  try {
    return await parts.backups.put({ key, size: sums.bytes, sha256: sums.sha256, lock }, opened.body);
  } finally {
    opened.body.destroy();
  }
};

/** Puts the verified files away, each under its lock and held to the sum it was verified with. */
export const copy = async (parts: BackupParts, work: Work, from: BackupCursor): Promise<StepResult> => {
  const began = parts.system.clock().getTime();
  const files = await filesOf(parts, from);
  let cursor = from;
  for (const [index, file] of files.entries()) {
    if (index < from.kept.length) continue;
    // Only the first file of a step may have been put away by a worker that died before it could say so.
    const version = await keep(parts, cursor, file, index === from.kept.length);
    cursor = await move(work, cursor, { kept: [...cursor.kept, version] }, 1);
    if (parts.system.clock().getTime() - began > STEP_MS) return { next: 'more' };
  }
  const { until } = vaultLockOf(parts.protection, parts.system.clock());
  await move(work, cursor, { stage: 'vault', vaultUntil: until.toISOString() });
  return { next: 'more' };
};
