import * as z from 'zod';
import {
  type ObjectMeta,
  objectMetaSchema,
  type Retention,
  retentionModeSchema,
  type Tags,
  tagsSchema,
} from './object-meta.ts';

/** One version of one key, or a delete marker. */
export interface Version {
  readonly seq: number;
  readonly bucket: string;
  readonly key: string;
  /** `null` (the word) for what was written without versioning. */
  readonly versionId: string;
  readonly isLatest: boolean;
  readonly deleteMarker: boolean;
  readonly lastModified: Date;
  readonly noncurrentSince: Date | undefined;
  readonly size: number;
  readonly etag: string;
  readonly meta: ObjectMeta;
  readonly retention: Retention | undefined;
  readonly legalHold: boolean;
  readonly tags: Tags;
}

const rowSchema = z.object({
  seq: z.int(),
  bucket: z.string(),
  key: z.string(),
  version_id: z.string(),
  is_latest: z.int(),
  delete_marker: z.int(),
  last_modified: z.int(),
  noncurrent_since: z.int().nullable(),
  size: z.int(),
  etag: z.string(),
  meta: z.string(),
  retention_mode: retentionModeSchema.nullable(),
  retain_until: z.int().nullable(),
  legal_hold: z.int(),
  tags: z.string(),
});

export function versionFromRow(row: unknown): Version {
  const found = rowSchema.parse(row);
  return {
    seq: found.seq,
    bucket: found.bucket,
    key: found.key,
    versionId: found.version_id,
    isLatest: found.is_latest === 1,
    deleteMarker: found.delete_marker === 1,
    lastModified: new Date(found.last_modified),
    noncurrentSince: found.noncurrent_since === null ? undefined : new Date(found.noncurrent_since),
    size: found.size,
    etag: found.etag,
    meta: objectMetaSchema.parse(JSON.parse(found.meta)),
    retention: retentionOf(found.retention_mode, found.retain_until),
    legalHold: found.legal_hold === 1,
    tags: tagsSchema.parse(JSON.parse(found.tags)),
  };
}

function retentionOf(mode: Retention['mode'] | null, until: number | null): Retention | undefined {
  return mode === null || until === null ? undefined : { mode, until: new Date(until) };
}

/** S3 shows times to the second. */
export function toSecond(time: Date): number {
  return Math.floor(time.getTime() / 1000) * 1000;
}
