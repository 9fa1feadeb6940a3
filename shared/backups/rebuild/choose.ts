import { BackupManifest, sha256Of } from '../manifest.ts';
import type { ManifestRef, OpenVersion } from '../reader.ts';
import { type Candidate, type Chosen, RestoreRefused, type Wish } from './source.ts';

const place = /^(?:daily|weekly|monthly)\/([0-9A-HJKMNP-TV-Z]{26})\/backup\.json$/;

/** Folders of a bucket in which a backup.json may lie. */
export const backupFolders = ['daily/', 'weekly/', 'monthly/'] as const;

/**
 * Of every version below those folders the backups, newest first. The first version of a backup.json is the one a backup
 * wrote, under a lock and where nothing was: whoever writes over it later does not get read.
 */
export const candidatesFrom = (
  versions: readonly { readonly key: string; readonly versionId: string; readonly at: Date }[],
): readonly Candidate[] => {
  const byKey = new Map<string, (typeof versions)[number][]>();
  for (const version of versions)
    if (place.test(version.key)) byKey.set(version.key, [...(byKey.get(version.key) ?? []), version]);
  return [...byKey]
    .map(([key, all]) => {
      const [first] = all.toSorted((a, b) => a.at.getTime() - b.at.getTime());
      return {
        key,
        versionId: first?.versionId ?? '',
        backupId: place.exec(key)?.[1] ?? '',
        overwritten: all.length > 1,
      };
    })
    .sort((a, b) => (a.backupId < b.backupId ? 1 : -1));
};

const read = async (open: OpenVersion, { key, versionId }: Candidate): Promise<Chosen | undefined> => {
  const body = await open(key, versionId);
  if (body === undefined) return undefined;
  const bytes = Buffer.concat(await body.toArray());
  try {
    const manifest = BackupManifest.parse(JSON.parse(bytes.toString('utf8')));
    return { manifest, ref: { key, versionId, hash: sha256Of(bytes) } };
  } catch {
    return undefined;
  }
};

const fits = (wish: Wish, { manifest }: Chosen): boolean =>
  (wish.backupId === undefined || manifest.backupId === wish.backupId) &&
  (wish.at === undefined || Date.parse(manifest.exportTime) <= Date.parse(wish.at));

export interface Found {
  readonly ref: ManifestRef;
  readonly keysRef: ManifestRef;
  readonly notes: readonly string[];
}

/** The backup somebody wants, and the newest for its keys. Throws `RestoreRefused` when there is none. */
export const chooseBackup = async (open: OpenVersion, candidates: readonly Candidate[], wish: Wish): Promise<Found> => {
  const notes: string[] = [];
  let newest: Chosen | undefined;
  for (const candidate of candidates) {
    const found = await read(open, candidate);
    if (found === undefined) {
      notes.push(`${candidate.key} cannot be read and was passed over.`);
      continue;
    }
    newest ??= found;
    if (!fits(wish, found)) continue;
    if (candidate.overwritten) notes.push(`Something was written over ${candidate.key}; its first version was read.`);
    return { ref: found.ref, keysRef: newest.ref, notes };
  }
  const where = wish.at === undefined ? '' : ` of ${wish.at} or before`;
  throw new RestoreRefused(
    `There is no backup${wish.backupId === undefined ? where : ` ${wish.backupId}`} there that can be read. Looked for backup.json below daily/, weekly/ and monthly/: ` +
      `${candidates.length} found.`,
  );
};
