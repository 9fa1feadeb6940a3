import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  NoSuchKey,
  NotFound,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';

/** One version of one object: what was checked is what is read, whatever is written over it meanwhile. */
export interface ObjectVersion {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string | undefined;
}

/** The store on one machine has no host name for each bucket. */
export const s3FromEnvironment = (): S3Client =>
  new S3Client({ forcePathStyle: process.env['S3_FORCE_PATH_STYLE'] === '1' });

const base64 = (hex: string): string => Buffer.from(hex, 'hex').toString('base64');

/** The bytes of a version, streamed, from an offset on; undefined when there is no such object. */
export const readObject = async (
  s3: S3Client,
  { bucket, key, versionId }: ObjectVersion,
  range?: { readonly from: number; readonly to?: number },
): Promise<Readable | undefined> => {
  try {
    const answer = await s3.send(
      new GetObjectCommand({
        Bucket: bucket,
        Key: key,
        ...(versionId === undefined ? {} : { VersionId: versionId }),
        ...(range === undefined ? {} : { Range: `bytes=${range.from}-${range.to ?? ''}` }),
      }),
    );
    if (!(answer.Body instanceof Readable)) throw new Error('an object came without a stream');
    return answer.Body;
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
};

export const headObject = async (
  s3: S3Client,
  { bucket, key, versionId }: ObjectVersion,
): Promise<{ size: number; versionId?: string } | undefined> => {
  try {
    const answer = await s3.send(
      new HeadObjectCommand({ Bucket: bucket, Key: key, ...(versionId === undefined ? {} : { VersionId: versionId }) }),
    );
    return {
      size: answer.ContentLength ?? 0,
      ...(answer.VersionId === undefined ? {} : { versionId: answer.VersionId }),
    };
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
};

/** Writes a small object; `over` says what must be there now: nothing, or exactly this ETag. */
export const putObject = async (
  s3: S3Client,
  to: { readonly bucket: string; readonly key: string; readonly contentType: string },
  body: Uint8Array,
  over?: { readonly nothing: true } | { readonly etag: string },
): Promise<{ etag: string; versionId?: string }> => {
  const answer = await s3.send(
    new PutObjectCommand({
      Bucket: to.bucket,
      Key: to.key,
      Body: body,
      ContentType: to.contentType,
      ChecksumAlgorithm: 'SHA256',
      ...(over === undefined ? {} : 'nothing' in over ? { IfNoneMatch: '*' } : { IfMatch: over.etag }),
    }),
  );
  return { etag: answer.ETag ?? '', ...(answer.VersionId === undefined ? {} : { versionId: answer.VersionId }) };
};

/** Begins an upload in parts, each with its own SHA-256. */
export const beginUpload = async (s3: S3Client, bucket: string, key: string): Promise<string> => {
  const { UploadId } = await s3.send(
    new CreateMultipartUploadCommand({
      Bucket: bucket,
      Key: key,
      ChecksumAlgorithm: 'SHA256',
      ContentType: 'application/octet-stream',
    }),
  );
  if (UploadId === undefined) throw new Error('an upload was begun without an id');
  return UploadId;
};

/**
 * An address to send one part to, good for fifteen minutes. The checksum is a signed header:
 * hoisted into the query it would be ignored, and any bytes would do.
 */
export const signPart = async (
  s3: S3Client,
  upload: { readonly bucket: string; readonly key: string; readonly uploadId: string },
  part: { readonly part: number; readonly sha256: string },
): Promise<{ url: string; headers: Record<string, string> }> => {
  const checksum = base64(part.sha256);
  const command = new UploadPartCommand({
    Bucket: upload.bucket,
    Key: upload.key,
    UploadId: upload.uploadId,
    PartNumber: part.part,
    ChecksumSHA256: checksum,
  });
  const name = 'x-amz-checksum-sha256';
  const url = await getSignedUrl(s3, command, {
    expiresIn: 900,
    unhoistableHeaders: new Set([name]),
    signableHeaders: new Set(['host', name]),
  });
  return { url, headers: { [name]: checksum } };
};

/** Joins the parts, if nothing is at the key yet. */
export const completeUpload = async (
  s3: S3Client,
  upload: { readonly bucket: string; readonly key: string; readonly uploadId: string },
  parts: readonly { readonly part: number; readonly etag: string; readonly sha256: string }[],
): Promise<{ versionId?: string }> => {
  const answer = await s3.send(
    new CompleteMultipartUploadCommand({
      Bucket: upload.bucket,
      Key: upload.key,
      UploadId: upload.uploadId,
      IfNoneMatch: '*',
      MultipartUpload: {
        Parts: parts.map(({ part, etag, sha256 }) => ({
          PartNumber: part,
          ETag: etag,
          ChecksumSHA256: base64(sha256),
        })),
      },
    }),
  );
  return answer.VersionId === undefined ? {} : { versionId: answer.VersionId };
};

export const abortUpload = async (
  s3: S3Client,
  upload: { readonly bucket: string; readonly key: string; readonly uploadId: string },
): Promise<void> => {
  await s3.send(new AbortMultipartUploadCommand({ Bucket: upload.bucket, Key: upload.key, UploadId: upload.uploadId }));
};
