import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { KeptBucket } from '../../../shared/aws/kept-objects.ts';
import { type BackupFile, BackupManifest, manifestBytes, sha256Of } from '../../../shared/backups/manifest.ts';
import type { Backup } from '../../../shared/contracts/backups.ts';

/** A backup as it lies in its bucket: bytes by key, and what backup.json says. */
export interface Copy {
  readonly manifest: BackupManifest;
  readonly bytes: Map<string, Buffer>;
}

export const loadCopy = async (bucket: KeptBucket, backup: Backup): Promise<Copy> => {
  const load = async (key: string, versionId: string): Promise<Buffer> => {
    const opened = await bucket.open(key, versionId);
    if (opened === undefined) throw new Error(`${key} is not there`);
    return Buffer.concat(await opened.body.toArray());
  };
  const key = `${backup.prefix}backup.json`;
  const text = await load(key, backup.manifestVersionId ?? '');
  const manifest = BackupManifest.parse(JSON.parse(text.toString('utf8')));
  const bytes = new Map([[key, text]]);
  for (const file of manifest.files) bytes.set(file.key, await load(file.key, file.versionId));
  return { manifest, bytes };
};

/** The data files of a table that hold items, largest first. */
export const dataFiles = (copy: Copy, table: BackupFile['table']): BackupFile[] =>
  copy.manifest.files
    .filter((file) => file.table === table && file.kind === 'data' && (file.items ?? 0) > 0)
    .sort((a, b) => (b.items ?? 0) - (a.items ?? 0));

export const linesIn = (copy: Copy, key: string): string[] =>
  gunzipSync(copy.bytes.get(key) ?? Buffer.alloc(0))
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');
export const packLines = (lines: readonly string[]): Buffer => gzipSync(lines.map((line) => `${line}\n`).join(''));

/** A bucket that answers with these bytes, whatever lies in the real one. */
export const bucketOf = (copy: Copy, real: KeptBucket): KeptBucket => ({
  ...real,
  open: async (key) => {
    const found = copy.bytes.get(key);
    return found === undefined ? undefined : { body: Readable.from([found]), size: found.length };
  },
});

/**
 * backup.json rewritten to agree with damaged files, as a liar with every right would leave it: sums, sizes and counts
 * fit, and so does the record's hash of backup.json. What remains to give it away is the ledger.
 */
export const lieAbout = (copy: Copy, backup: Backup): { copy: Copy; backup: Backup } => {
  const files = copy.manifest.files.map((file) => {
    const found = copy.bytes.get(file.key);
    if (found === undefined) return file;
    const items = file.kind === 'data' ? { items: linesIn(copy, file.key).length } : {};
    return { ...file, bytes: found.length, sha256: sha256Of(found), ...items };
  });
  const manifest = { ...copy.manifest, files };
  const text = Buffer.from(manifestBytes(manifest));
  copy.bytes.set(`${backup.prefix}backup.json`, text);
  return { copy: { manifest, bytes: copy.bytes }, backup: { ...backup, manifestHash: sha256Of(text) } };
};

/** The file on disk that holds an object of the local S3. */
export const onDisk = (dir: string, key: string): string => {
  const folder = join(dir, 's3', 'backups', ...key.split('/').slice(0, -1));
  const name = readdirSync(folder).find((entry) => entry.endsWith(`@${key.split('/').at(-1) ?? ''}`));
  if (name === undefined) throw new Error(`${key} is not on disk`);
  return join(folder, name);
};
export const flipByte = (path: string, at?: number): void => {
  const bytes = readFileSync(path);
  const index = at ?? Math.floor(bytes.length / 2);
  bytes.writeUInt8(bytes.readUInt8(index) ^ 0x01, index);
  writeFileSync(path, bytes);
};
export const cutInHalf = (path: string): void => truncateSync(path, Math.floor(statSync(path).size / 2));
