import {
  GetObjectCommand,
  ListObjectVersionsCommand,
  ListPartsCommand,
  NoSuchUpload,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { completeUpload } from './objects.ts';

export interface PartsOf {
  readonly bucket: string;
  readonly key: string;
  readonly uploadId: string;
}
type Part = { readonly part: number; readonly etag: string; readonly sha256: string };

const statusOf = (error: unknown): number | undefined =>
  error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;

/** Bytes of each part that has arrived, by its number; undefined when there is no such upload any more. */
export const arrivedParts = async (s3: S3Client, upload: PartsOf): Promise<ReadonlyMap<number, number> | undefined> => {
  const sizes = new Map<number, number>();
  let after: string | undefined;
  try {
    do {
      const answer = await s3.send(
        new ListPartsCommand({
          Bucket: upload.bucket,
          Key: upload.key,
          UploadId: upload.uploadId,
          ...(after === undefined ? {} : { PartNumberMarker: after }),
        }),
      );
      for (const { PartNumber, Size } of answer.Parts ?? []) sizes.set(PartNumber ?? 0, Size ?? 0);
      after = answer.IsTruncated === true ? answer.NextPartNumberMarker : undefined;
    } while (after !== undefined);
    return sizes;
  } catch (error) {
    // The model of this operation names no errors, so the SDK may know this one by its name alone.
    if (error instanceof NoSuchUpload || (error instanceof Error && error.name === 'NoSuchUpload')) return undefined;
    throw error;
  }
};

/** What S3 says of parts that are not the ones it holds. */
const misfits = new Set(['InvalidPart', 'InvalidPartOrder', 'EntityTooSmall', 'BadDigest', 'InvalidRequest']);

/**
 * Joins the parts at a key where nothing is yet. `there`: an object is at the key already, from an earlier try
 * whose answer was lost. `misfit`: the parts named are not the ones that arrived.
 */
export const joinParts = async (
  s3: S3Client,
  upload: PartsOf,
  parts: readonly Part[],
): Promise<{ readonly end: 'joined'; readonly versionId?: string } | { readonly end: 'there' | 'misfit' }> => {
  try {
    return { end: 'joined', ...(await completeUpload(s3, upload, parts)) };
  } catch (error) {
    if (statusOf(error) === 412 || (error instanceof Error && error.name === 'NoSuchUpload')) return { end: 'there' };
    if (error instanceof Error && misfits.has(error.name)) return { end: 'misfit' };
    throw error;
  }
};

/** The newest version at a key. Without the right to list, S3 says "forbidden" of a key where nothing is. */
export const newestVersion = async (
  s3: S3Client,
  at: { readonly bucket: string; readonly key: string },
): Promise<{ size: number; versionId: string } | undefined> => {
  // Asked of the listing: whoever takes uploads in may not read them.
  const answer = await s3.send(new ListObjectVersionsCommand({ Bucket: at.bucket, Prefix: at.key, MaxKeys: 1 }));
  const [newest] = answer.Versions ?? [];
  if (newest?.Key !== at.key || newest.IsLatest !== true || newest.VersionId === undefined) return undefined;
  return { size: newest.Size ?? 0, versionId: newest.VersionId };
};

/** The first bytes of a version, at most `bytes` of them; undefined when it is not there. */
export const headBytes = async (
  s3: S3Client,
  from: { readonly bucket: string; readonly key: string; readonly versionId: string },
  bytes: number,
): Promise<Uint8Array | undefined> => {
  try {
    const answer = await s3.send(
      new GetObjectCommand({
        Bucket: from.bucket,
        Key: from.key,
        VersionId: from.versionId,
        Range: `bytes=0-${bytes - 1}`,
      }),
    );
    return await answer.Body?.transformToByteArray();
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    // A range of an empty object cannot be satisfied.
    if (statusOf(error) === 416) return new Uint8Array(0);
    throw error;
  }
};
