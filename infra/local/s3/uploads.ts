import * as z from 'zod';
import type { BlobRef } from './blobs.ts';
import { CHECKSUM_ALGORITHMS, type ChecksumAlgorithm } from './checksums.ts';
import type { Database } from './database.ts';
import { S3Error } from './errors.ts';
import { objectMetaSchema, retentionModeSchema, tagsSchema } from './object-meta.ts';

/** What CreateMultipartUpload fixed for the object to come. */
const uploadMetaSchema = z.strictObject({
  object: objectMetaSchema,
  tags: tagsSchema,
  retention: z.strictObject({ mode: retentionModeSchema, until: z.coerce.date() }).optional(),
  legalHold: z.boolean(),
  checksumAlgorithm: z.enum(CHECKSUM_ALGORITHMS),
  checksumType: z.enum(['FULL_OBJECT', 'COMPOSITE']),
  /** False: nobody asked, and the server keeps a CRC64NVME of its own. */
  checksumRequested: z.boolean(),
});

export type UploadMeta = z.output<typeof uploadMetaSchema>;

export interface Upload {
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  readonly initiated: Date;
  readonly meta: UploadMeta;
}

export interface Part extends BlobRef {
  readonly number: number;
  readonly size: number;
  readonly md5: string;
  readonly etag: string;
  readonly checksum: string;
  readonly checksumAlgorithm: ChecksumAlgorithm;
  readonly lastModified: Date;
}

const uploadRow = z.object({
  id: z.string(),
  bucket: z.string(),
  key: z.string(),
  initiated: z.int(),
  meta: z.string(),
});
const partRow = z.object({
  number: z.int(),
  blob: z.string(),
  size: z.int(),
  md5: z.string(),
  etag: z.string(),
  checksum_algorithm: z.enum(CHECKSUM_ALGORITHMS),
  checksum: z.string(),
  last_modified: z.int(),
});

function uploadFromRow(row: unknown): Upload {
  const { id, bucket, key, initiated, meta } = uploadRow.parse(row);
  return { id, bucket, key, initiated: new Date(initiated), meta: uploadMetaSchema.parse(JSON.parse(meta)) };
}

/** Multipart uploads under way. Each call that writes expects to run inside a transaction. */
export interface Uploads {
  /** @throws S3Error NoSuchUpload */
  get(bucket: string, key: string, id: string): Upload;
  create(upload: Upload): void;
  /** The uploads of a bucket after a key (and, within that key, after an id), in listing order. */
  list(bucket: string, prefix: string, afterKey: string, afterId: string, limit: number): readonly Upload[];
  olderThan(bucket: string, prefix: string, initiatedBefore: Date): readonly Upload[];
  parts(upload: Upload, after: number, limit: number): readonly Part[];
  /** @returns the blob of the part it replaced */
  putPart(upload: Upload, part: Part): readonly BlobRef[];
  /** Forgets the upload. @returns the blobs of its parts */
  remove(upload: Upload): readonly BlobRef[];
}

export function uploadStore({ sql }: Database): Uploads {
  const select = sql.prepare('SELECT * FROM upload WHERE id = ? AND bucket = ? AND key = ?');
  const insert = sql.prepare('INSERT INTO upload (id, bucket, key, initiated, meta) VALUES (?, ?, ?, ?, ?)');
  const selectAfter = sql.prepare(
    `SELECT * FROM upload WHERE bucket = ?1 AND substr(key, 1, length(?2)) = ?2
       AND (key > ?3 OR (key = ?3 AND id > ?4)) ORDER BY key, id LIMIT ?5`,
  );
  const selectOld = sql.prepare(
    'SELECT * FROM upload WHERE bucket = ?1 AND substr(key, 1, length(?2)) = ?2 AND initiated < ?3',
  );
  const selectParts = sql.prepare('SELECT * FROM part WHERE upload_id = ? AND number > ? ORDER BY number LIMIT ?');
  const replacePart = sql.prepare(
    `INSERT OR REPLACE INTO part
       (upload_id, number, blob, size, md5, etag, checksum_algorithm, checksum, last_modified)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const removeUpload = sql.prepare('DELETE FROM upload WHERE id = ?');

  function parts(upload: Upload, after: number, limit: number): readonly Part[] {
    return selectParts.all(upload.id, after, limit).map((row) => {
      const { last_modified, checksum_algorithm, ...rest } = partRow.parse(row);
      const { bucket, key } = upload;
      return { ...rest, bucket, key, checksumAlgorithm: checksum_algorithm, lastModified: new Date(last_modified) };
    });
  }

  return {
    parts,
    get: (bucket, key, id) => {
      const row = select.get(id, bucket, key);
      if (row !== undefined) return uploadFromRow(row);
      throw new S3Error(
        'NoSuchUpload',
        'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
        { elements: { UploadId: id } },
      );
    },
    create: ({ id, bucket, key, initiated, meta }) =>
      void insert.run(id, bucket, key, initiated.getTime(), JSON.stringify(meta)),
    list: (bucket, prefix, afterKey, afterId, limit) =>
      selectAfter.all(bucket, prefix, afterKey, afterId, limit).map(uploadFromRow),
    olderThan: (bucket, prefix, initiatedBefore) =>
      selectOld.all(bucket, prefix, initiatedBefore.getTime()).map(uploadFromRow),
    putPart: (upload, part) => {
      const before = parts(upload, part.number - 1, 1).filter((found) => found.number === part.number);
      replacePart.run(
        upload.id,
        part.number,
        part.blob,
        part.size,
        part.md5,
        part.etag,
        part.checksumAlgorithm,
        part.checksum,
        part.lastModified.getTime(),
      );
      return before;
    },
    remove: (upload) => {
      const blobs = parts(upload, 0, 10_000);
      removeUpload.run(upload.id);
      return blobs;
    },
  };
}
