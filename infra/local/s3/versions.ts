import * as z from 'zod';
import type { BlobRef } from './blobs.ts';
import type { BucketConfig } from './config.ts';
import type { Database } from './database.ts';
import { EMPTY_META, type ObjectMeta, type Retention, type Tags } from './object-meta.ts';
import { toSecond, type Version, versionFromRow } from './version-row.ts';

export interface Segment extends BlobRef {
  readonly size: number;
}

export interface NewVersion {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string;
  readonly at: Date;
  readonly etag: string;
  readonly meta: ObjectMeta;
  readonly retention: Retention | undefined;
  readonly legalHold: boolean;
  readonly tags: Tags;
  readonly segments: readonly Segment[];
}

export interface NewMarker {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string;
  readonly at: Date;
}

export interface Written {
  readonly version: Version;
  /** Blobs that nothing points at any more, to be discarded after the commit. */
  readonly orphans: readonly BlobRef[];
}

/** The version rows of every key. Each call that writes expects to run inside a transaction. */
export interface Versions {
  current(bucket: string, key: string): Version | undefined;
  byId(bucket: string, key: string, versionId: string): Version | undefined;
  segments(version: Version): readonly Segment[];
  put(input: NewVersion): Written;
  putMarker(input: NewMarker): Written;
  remove(version: Version): readonly BlobRef[];
  setTags(version: Version, tags: Tags): void;
  setRetention(version: Version, retention: Retention | undefined): void;
  setLegalHold(version: Version, on: boolean): void;
  knowsBlob(bucket: string, blob: string): boolean;
}

/** `null` where the bucket does not keep versions: such a write replaces the null version before it. */
export function versionIdFor(config: BucketConfig, newId: () => string): string {
  return config.versioning === 'Enabled' ? newId() : 'null';
}

const segmentSchema = z.object({ blob: z.string(), size: z.int() });
const seqSchema = z.object({ seq: z.int() });

export function versionStore({ sql }: Database): Versions {
  const selectCurrent = sql.prepare('SELECT * FROM version WHERE bucket = ? AND key = ? AND is_latest = 1');
  const selectById = sql.prepare('SELECT * FROM version WHERE bucket = ? AND key = ? AND version_id = ?');
  const selectSegments = sql.prepare('SELECT blob, size FROM segment WHERE seq = ? ORDER BY number');
  const selectNewest = sql.prepare('SELECT seq FROM version WHERE bucket = ? AND key = ? ORDER BY seq DESC LIMIT 1');
  const retire = sql.prepare(
    'UPDATE version SET is_latest = 0, noncurrent_since = ? WHERE bucket = ? AND key = ? AND is_latest = 1',
  );
  const promote = sql.prepare('UPDATE version SET is_latest = 1, noncurrent_since = NULL WHERE seq = ?');
  const removeRow = sql.prepare('DELETE FROM version WHERE seq = ?');
  const insert = sql.prepare(
    `INSERT INTO version (bucket, key, version_id, is_latest, delete_marker, last_modified, size, etag, meta,
       retention_mode, retain_until, legal_hold, tags)
     VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING *`,
  );
  const insertSegment = sql.prepare('INSERT INTO segment (seq, number, blob, size) VALUES (?, ?, ?, ?)');
  const updateTags = sql.prepare('UPDATE version SET tags = ? WHERE seq = ?');
  const updateRetention = sql.prepare('UPDATE version SET retention_mode = ?, retain_until = ? WHERE seq = ?');
  const updateHold = sql.prepare('UPDATE version SET legal_hold = ? WHERE seq = ?');
  const selectBlob = sql.prepare(
    `SELECT 1 FROM segment JOIN version USING (seq) WHERE bucket = ?1 AND blob = ?2
     UNION ALL SELECT 1 FROM part JOIN upload ON upload.id = part.upload_id WHERE bucket = ?1 AND blob = ?2 LIMIT 1`,
  );

  function byId(bucket: string, key: string, versionId: string): Version | undefined {
    const row = selectById.get(bucket, key, versionId);
    return row === undefined ? undefined : versionFromRow(row);
  }

  function segments(version: Version): readonly Segment[] {
    const { bucket, key } = version;
    return selectSegments.all(version.seq).map((row) => ({ bucket, key, ...segmentSchema.parse(row) }));
  }

  function add(input: NewVersion, deleteMarker: boolean): Written {
    const { bucket, key, versionId, retention } = input;
    const replaced = versionId === 'null' ? byId(bucket, key, 'null') : undefined;
    const orphans = replaced ? segments(replaced) : [];
    if (replaced) removeRow.run(replaced.seq);
    retire.run(toSecond(input.at), bucket, key);
    const size = input.segments.reduce((sum, segment) => sum + segment.size, 0);
    const row = insert.get(
      bucket,
      key,
      versionId,
      Number(deleteMarker),
      toSecond(input.at),
      size,
      input.etag,
      JSON.stringify(input.meta),
      retention?.mode ?? null,
      retention?.until.getTime() ?? null,
      Number(input.legalHold),
      JSON.stringify(input.tags),
    );
    const version = versionFromRow(row);
    input.segments.forEach((segment, i) => {
      insertSegment.run(version.seq, i + 1, segment.blob, segment.size);
    });
    return { version, orphans };
  }

  function putMarker(input: NewMarker): Written {
    const empty = { etag: '', meta: EMPTY_META, retention: undefined, legalHold: false, tags: [], segments: [] };
    return add({ ...input, ...empty }, true);
  }

  function remove(version: Version): readonly BlobRef[] {
    const orphans = segments(version);
    removeRow.run(version.seq);
    if (version.isLatest) {
      const newest = selectNewest.get(version.bucket, version.key);
      if (newest !== undefined) promote.run(seqSchema.parse(newest).seq);
    }
    return orphans;
  }

  return {
    byId,
    segments,
    putMarker,
    remove,
    put: (input) => add(input, false),
    current: (bucket, key) => {
      const row = selectCurrent.get(bucket, key);
      return row === undefined ? undefined : versionFromRow(row);
    },
    setTags: (version, tags) => void updateTags.run(JSON.stringify(tags), version.seq),
    setRetention: (version, retention) =>
      void updateRetention.run(retention?.mode ?? null, retention?.until.getTime() ?? null, version.seq),
    setLegalHold: (version, on) => void updateHold.run(Number(on), version.seq),
    knowsBlob: (bucket, blob) => selectBlob.get(bucket, blob) !== undefined,
  };
}
