import type { Authoriser } from './authorise.ts';
import type { Blobs } from './blobs.ts';
import type { Buckets } from './buckets.ts';
import type { Conflicts } from './conflicts.ts';
import type { Database } from './database.ts';
import type { Outbox } from './outbox.ts';
import type { KeyUse } from './types.ts';
import type { Uploads } from './uploads.ts';
import type { Versions } from './versions.ts';

export type FaultPoint = 'blob-write' | 'blob-rename' | 'before-commit' | 'after-commit';

/** What every operation of the local S3 works with. */
export interface Core {
  readonly database: Database;
  readonly buckets: Buckets;
  readonly versions: Versions;
  readonly uploads: Uploads;
  readonly blobs: Blobs;
  readonly outbox: Outbox;
  readonly conflicts: Conflicts;
  readonly authoriser: Authoriser;
  readonly now: () => Date;
  /** 32 hex digits, never twice the same. */
  readonly newId: () => string;
  readonly region: string;
  readonly accountId: string;
  /** The key of `aws:kms` when no key is named: AWS's own, which nobody can disable. */
  readonly managedKeyArn: string;
  /** @throws S3Error when the key refuses */
  readonly askKey: (use: KeyUse) => Promise<void>;
  readonly fault: (point: FaultPoint, at: { readonly bucket: string; readonly key: string }) => void | Promise<void>;
}
