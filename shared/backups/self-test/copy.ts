import { Readable } from 'node:stream';
import { gunzipSync, gzipSync } from 'node:zlib';
import { type BackupFile, type BackupManifest, manifestBytes, manifestKey, sha256Of } from '../manifest.ts';
import { Damage, type ManifestRef, type OpenVersion } from '../reader.ts';

/**
 * A copy of a backup to be damaged. It holds the damaged objects alone, in memory; all others are read from the backup
 * itself, which nothing here could write to.
 */
export interface DamagedCopy {
  readonly layers: readonly BackupManifest[];
  readonly ref: ManifestRef;
  /** Objects that differ; undefined: not there. */
  readonly objects: ReadonlyMap<string, Uint8Array | undefined>;
}

export const openCopy =
  (whole: OpenVersion, { objects }: Pick<DamagedCopy, 'objects'>): OpenVersion =>
  async (key, versionId) => {
    if (!objects.has(key)) return whole(key, versionId);
    const bytes = objects.get(key);
    return bytes === undefined ? undefined : Readable.from([Buffer.from(bytes)]);
  };

export const bytesOf = async (open: OpenVersion, file: Pick<BackupFile, 'key' | 'versionId'>): Promise<Buffer> => {
  const body = await open(file.key, file.versionId);
  if (body === undefined) throw new Damage('finding.file-missing', file.key);
  return Buffer.concat(await body.toArray());
};

export const linesOf = (packed: Uint8Array): string[] =>
  gunzipSync(packed)
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');
export const packLines = (lines: readonly string[]): Buffer => gzipSync(lines.map((line) => `${line}\n`).join(''));

/** The copy with other bytes at some keys. Nothing else knows of it. */
export const withObjects = (
  copy: DamagedCopy,
  changes: readonly (readonly [string, Uint8Array | undefined])[],
): DamagedCopy => ({ ...copy, objects: new Map([...copy.objects, ...changes]) });

/**
 * The copy with a data file of other lines, and every backup.json rewritten to agree, as somebody with every right in
 * the bucket would leave it: sums, sizes and chains fit. What remains to give it away is the ledger.
 */
export const withLines = (
  copy: DamagedCopy,
  key: string,
  lines: readonly string[],
  edit: (own: BackupManifest) => BackupManifest = (own) => own,
): DamagedCopy => {
  const bytes = packLines(lines);
  const objects = new Map(copy.objects);
  objects.set(key, bytes);
  const layers: BackupManifest[] = [];
  const refs: ManifestRef[] = [];
  const links = [...(copy.layers.at(-1)?.chain ?? []), copy.ref];
  for (const [index, layer] of copy.layers.entries()) {
    const files = layer.files.map((file) =>
      file.key === key ? { ...file, bytes: bytes.length, sha256: sha256Of(bytes), items: lines.length } : file,
    );
    const chain = layer.chain?.map((link, at) => ({ ...link, hash: refs[at]?.hash ?? link.hash }));
    const changed = { ...layer, files, ...(chain === undefined ? {} : { chain }) };
    const own = index === copy.layers.length - 1 ? edit(changed) : changed;
    const text = manifestBytes(own);
    const place = links[index] ?? copy.ref;
    objects.set(manifestKey(layer.class, layer.backupId), text);
    refs.push({ key: place.key, versionId: place.versionId, hash: sha256Of(text) });
    layers.push(own);
  }
  return { layers, ref: refs.at(-1) ?? copy.ref, objects };
};
