import { Readable } from 'node:stream';
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';

/** An object of which there is at most one version that counts. */
export interface Place {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string;
}

export interface Opened {
  readonly body: Readable;
  readonly size: number;
}

const isGone = (error: unknown): boolean =>
  error instanceof S3ServiceException &&
  // Without the right to list, S3 says 403 of what is not there; a delete marker asked for by its version says 405.
  [403, 404, 405].includes(error.$metadata.httpStatusCode ?? 0);

/** The bytes of an object, streamed; undefined when it is not there, or not to be had. */
export const openKept = async (s3: S3Client, { bucket, key, versionId }: Place): Promise<Opened | undefined> => {
  try {
    const answer = await s3.send(
      new GetObjectCommand({ Bucket: bucket, Key: key, ...(versionId === undefined ? {} : { VersionId: versionId }) }),
    );
    if (!(answer.Body instanceof Readable)) throw new Error('an object came without a stream');
    return { body: answer.Body, size: answer.ContentLength ?? 0 };
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
};

/** What stands at a key now: its version and the SHA-256 (hex) it was written with. */
export const currentKept = async (
  s3: S3Client,
  { bucket, key }: Place,
): Promise<{ versionId: string; sha256: string | undefined } | undefined> => {
  try {
    const answer = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key, ChecksumMode: 'ENABLED' }));
    const sha256 = answer.ChecksumSHA256;
    return {
      versionId: answer.VersionId ?? '',
      sha256: sha256 === undefined ? undefined : Buffer.from(sha256, 'base64').toString('hex'),
    };
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
};

export interface Keep {
  readonly bucket: string;
  readonly key: string;
  readonly size: number;
  /** Hex. S3 refuses bytes with another one. */
  readonly sha256: string;
  /** Absent for copies that must not outlive an erasure. */
  readonly lock?: { readonly mode: 'GOVERNANCE' | 'COMPLIANCE'; readonly until: Date } | undefined;
}

/**
 * Puts an object away where none is: under KMS with the key AWS manages, locked, its checksum verified by S3.
 * One that is there already with the same bytes is it (a worker died before it could say so). Returns its version.
 * Throws when something else is there.
 */
export const putKept = async (
  s3: S3Client,
  keep: Keep,
  body: () => Promise<Readable | Uint8Array>,
): Promise<string> => {
  try {
    const answer = await s3.send(
      new PutObjectCommand({
        Bucket: keep.bucket,
        Key: keep.key,
        Body: await body(),
        ContentLength: keep.size,
        ChecksumSHA256: Buffer.from(keep.sha256, 'hex').toString('base64'),
        ServerSideEncryption: 'aws:kms',
        IfNoneMatch: '*',
        ...(keep.lock === undefined
          ? {}
          : { ObjectLockMode: keep.lock.mode, ObjectLockRetainUntilDate: keep.lock.until }),
      }),
    );
    if (answer.VersionId === undefined) throw new Error(`${keep.key} was put into a bucket without versions`);
    return answer.VersionId;
  } catch (error) {
    if (!(error instanceof S3ServiceException) || error.$metadata.httpStatusCode !== 412) throw error;
    const found = await currentKept(s3, keep);
    if (found?.sha256 === keep.sha256) return found.versionId;
    throw new Error(`${keep.key} is taken by something else`, { cause: error });
  }
};

export interface VersionRow {
  readonly key: string;
  readonly versionId: string;
  readonly size: number;
}

/** The newest version of every object in a bucket that is not deleted, in key order. */
export async function* currentVersions(s3: S3Client, bucket: string): AsyncGenerator<VersionRow> {
  let from: Pick<ListObjectVersionsCommandOutput, 'NextKeyMarker' | 'NextVersionIdMarker'> | undefined;
  do {
    const page: ListObjectVersionsCommandOutput = await s3.send(
      new ListObjectVersionsCommand({
        Bucket: bucket,
        KeyMarker: from?.NextKeyMarker,
        VersionIdMarker: from?.NextVersionIdMarker,
      }),
    );
    for (const { Key, VersionId, Size, IsLatest } of page.Versions ?? [])
      if (IsLatest === true && Key !== undefined && VersionId !== undefined)
        yield { key: Key, versionId: VersionId, size: Size ?? 0 };
    from = page.IsTruncated === true ? page : undefined;
  } while (from !== undefined);
}
