import type { Readable } from 'node:stream';
import type { Backup } from '../../contracts/backups.ts';
import { type BackupManifest, manifestKey } from '../manifest.ts';
import { measured } from '../measure.ts';
import { Damage, type ManifestRef, type OpenVersion } from '../reader.ts';
import { readLayers, stateFiles } from '../state-reader.ts';
import { whole } from './age-file.ts';
import type { Entry } from './archive.ts';
import { backupName } from './contents.ts';

/** A file of the backup as it goes into the copy. */
export interface PackedFile {
  readonly key: string;
  readonly versionId: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface PackedBackup {
  readonly manifest: ManifestRef;
  readonly layers: readonly BackupManifest[];
  /** Every backup.json of the chain first, then every file a restore reads. */
  readonly files: readonly PackedFile[];
}

/** The files of a backup with those it builds on. Throws `Damage` when a backup.json is not what its record knows. */
export const packedBackup = async (open: OpenVersion, backup: Backup): Promise<PackedBackup> => {
  const { manifestVersionId: versionId, manifestHash: hash } = backup;
  const key = manifestKey(backup.class, backup.id);
  if (versionId === undefined || hash === undefined) throw new Damage('finding.file-missing', key);
  const manifest = { key, versionId, hash };
  const layers = await readLayers(open, manifest);
  const refs: readonly ManifestRef[] = [...(layers.at(-1)?.chain ?? []), manifest];
  const files: PackedFile[] = [];
  for (const ref of refs) {
    const body = await open(ref.key, ref.versionId);
    if (body === undefined) throw new Damage('finding.file-missing', ref.key);
    const { length } = await whole(body);
    files.push({ key: ref.key, versionId: ref.versionId, bytes: length, sha256: ref.hash });
  }
  for (const file of stateFiles(layers, ['records', 'ledger', 'keys']))
    files.push({ key: file.key, versionId: file.versionId, bytes: file.bytes, sha256: file.sha256 });
  return { manifest, layers, files };
};

const checked = async function* (body: Readable, file: PackedFile): AsyncGenerator<Uint8Array> {
  const { through, sums } = measured(body);
  for await (const chunk of through) yield chunk;
  const found = sums();
  if (found.bytes !== file.bytes || found.sha256 !== file.sha256) throw new Damage('finding.file-changed', file.key);
};

/** A file of the backup as an entry of the archive, held to its SHA-256 while it passes. */
export const fileEntry = (open: OpenVersion, file: PackedFile): Entry => ({
  name: backupName(file.key),
  size: file.bytes,
  body: async function* () {
    const body = await open(file.key, file.versionId);
    if (body === undefined) throw new Damage('finding.file-missing', file.key);
    yield* checked(body, file);
  },
});
