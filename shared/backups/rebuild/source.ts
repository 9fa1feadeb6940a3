import type { BackupManifest } from '../manifest.ts';
import type { ManifestRef, OpenVersion } from '../reader.ts';

/** One backup.json as a listing shows it: the first that was ever written under its key. */
export interface Candidate {
  readonly key: string;
  readonly versionId: string;
  readonly backupId: string;
  /** Something was written over it later. */
  readonly overwritten: boolean;
}

/** Where a restore reads from: one backup, and the keys of the people in it. */
export interface RestoreSource {
  readonly kind: 'bucket' | 'folder' | 'take-home';
  readonly open: OpenVersion;
  readonly ref: ManifestRef;
  /**
   * The newest backup there is. People erased since the chosen one have no key in it any more, so that they stay
   * erased; and the chosen one may be older than copies of keys are kept.
   */
  readonly keysRef: ManifestRef;
  /** The class key, where the source itself opens it. */
  readonly classKey?: () => Promise<Uint8Array>;
  /** What whoever restores should know of the source, in sentences. */
  readonly notes: readonly string[];
}

/** A refusal with what to do about it, in plain words: nothing was changed, or what was begun can be gone on with. */
export class RestoreRefused extends Error {}

export interface Wish {
  /** This very backup, and no other. */
  readonly backupId?: string | undefined;
  /** The newest that shows the library at this moment or before it. */
  readonly at?: string | undefined;
}

export interface Chosen {
  readonly ref: ManifestRef;
  readonly manifest: BackupManifest;
}
