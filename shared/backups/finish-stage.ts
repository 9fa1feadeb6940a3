import { isDeepStrictEqual } from 'node:util';
import { requestJobTx } from '../jobs/job-store.ts';
import type { StepResult, Work } from '../jobs/run-job.ts';
import { type BackupCursor, type BackupParts, filesOf } from './backup-job.ts';
import { changeBackupTx, readBackup } from './backup-store.ts';
import { resumeDigest } from './digest.ts';
import {
  type BackupFile,
  BackupManifest,
  DATA_SCHEMA,
  keptKey,
  manifestBytes,
  manifestKey,
  sha256Of,
  TOOL,
} from './manifest.ts';
import { proofRequest } from './requests.ts';
import { beating, keptBefore, vaultEntries, vaultLockUntil } from './vault-stage.ts';

const keptFiles = async (parts: BackupParts, cursor: BackupCursor): Promise<BackupFile[]> =>
  (await filesOf(parts, cursor)).map((file, index) => {
    const sums = cursor.verified[index];
    const versionId = cursor.kept[index];
    if (sums === undefined || versionId === undefined)
      throw new Error('a backup was to be finished with a file missing');
    return {
      table: file.table,
      kind: file.kind,
      key: keptKey(cursor.class, cursor.backupId, file.table, file.path),
      versionId,
      ...sums,
      ...(file.items === undefined ? {} : { items: file.items }),
      ...(file.window === undefined ? {} : { window: file.window }),
    };
  });

/** What an incremental backup says of what it builds on. */
const chainOf = ({ kind, windows, chain, exportTime }: BackupCursor) => {
  const [first] = windows;
  if (kind === 'full' || first === undefined) return {};
  return { window: { from: first.from, to: exportTime }, windows, chain };
};

const newManifest = async (
  parts: BackupParts,
  cursor: BackupCursor,
  beat: () => Promise<void>,
): Promise<BackupManifest> => {
  const { lock } = cursor;
  if (lock === undefined) throw new Error('a backup was to be finished without a lock');
  const before = await keptBefore(parts, cursor);
  return {
    format: 'strongroom-backup-1',
    tool: TOOL,
    schema: DATA_SCHEMA,
    backupId: cursor.backupId,
    kind: cursor.kind,
    class: cursor.class,
    exportTime: cursor.exportTime,
    ...chainOf(cursor),
    retainUntil: lock.until,
    lockMode: lock.mode,
    counts: { records: cursor.records, items: cursor.items },
    digest: { algorithm: 'lthash16-shake128-sha256', value: resumeDigest(cursor.digest).value(), state: cursor.digest },
    ...(before?.manifestHash === undefined
      ? {}
      : { before: { backupId: before.id, manifestHash: before.manifestHash } }),
    files: await keptFiles(parts, cursor),
    vault: await vaultEntries(parts, cursor, beat),
  };
};

interface Written {
  readonly manifest: BackupManifest;
  readonly versionId: string;
  readonly hash: string;
}

/** backup.json as a worker wrote it that died before it could say so. Throws when it is not of this very backup. */
const alreadyWritten = async (parts: BackupParts, cursor: BackupCursor, key: string): Promise<Written | undefined> => {
  const standing = await parts.backups.current(key);
  if (standing === undefined) return undefined;
  const opened = await parts.backups.open(key, standing.versionId);
  if (opened === undefined) throw new Error(`${key} is there and cannot be read`);
  const bytes = Buffer.concat(await opened.body.toArray());
  const manifest = BackupManifest.parse(JSON.parse(bytes.toString('utf8')));
  if (!isDeepStrictEqual(manifest.files, await keptFiles(parts, cursor)))
    throw new Error(`${key} is taken by something else`);
  return { manifest, versionId: standing.versionId, hash: sha256Of(bytes) };
};

const write = async (
  parts: BackupParts,
  cursor: BackupCursor,
  key: string,
  beat: () => Promise<void>,
): Promise<Written> => {
  const manifest = await newManifest(parts, cursor, beat);
  const bytes = manifestBytes(manifest);
  const hash = sha256Of(bytes);
  const lock = { mode: manifest.lockMode, until: new Date(manifest.retainUntil) };
  const versionId = await parts.backups.put({ key, size: bytes.length, sha256: hash, lock }, bytes);
  return { manifest, versionId, hash };
};

/** Writes backup.json, which makes the files a backup; then says so in its record and asks for its proof, in one transaction. */
export const finish = async (parts: BackupParts, work: Work, cursor: BackupCursor): Promise<StepResult> => {
  const key = manifestKey(cursor.class, cursor.backupId);
  const beat = beating(parts, work);
  const { manifest, versionId, hash } =
    (await alreadyWritten(parts, cursor, key)) ?? (await write(parts, cursor, key, beat));
  const before = await readBackup(parts.system, cursor.backupId);
  if (before === undefined) throw new Error('the record of the backup is gone');
  const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0);
  const { context } = work;
  const lockUntil = vaultLockUntil(parts, cursor, await keptBefore(parts, cursor));
  const kept = changeBackupTx(
    context,
    before,
    {
      state: 'kept',
      kind: manifest.kind,
      ...(manifest.window === undefined ? {} : { window: manifest.window }),
      ...(manifest.chain === undefined ? {} : { chain: manifest.chain }),
      retainUntil: manifest.retainUntil,
      lockMode: manifest.lockMode,
      files: manifest.files.length,
      bytes,
      records: manifest.counts.records,
      vault: {
        objects: manifest.vault.length,
        missing: manifest.vault.filter(({ copy }) => copy === undefined).length,
        ...(lockUntil === undefined || manifest.vault.length === 0 ? {} : { lockUntil }),
      },
      digest: manifest.digest.value,
      manifestVersionId: versionId,
      manifestHash: hash,
    },
    'backup.kept',
    { records: manifest.counts.records, manifestHash: hash, digest: manifest.digest.value },
  );
  const proof = requestJobTx(context, proofRequest(cursor.backupId));
  const tally = { records: manifest.counts.records, files: manifest.files.length, bytes };
  return { next: 'done', tally, fragments: [...kept, ...proof.fragments] };
};
