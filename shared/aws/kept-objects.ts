import { Readable } from 'node:stream';
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  PutObjectCommand,
  PutObjectRetentionCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';

export interface Opened {
  readonly body: Readable;
  readonly size: number;
}

const isGone = (error: unknown): boolean =>
  error instanceof S3ServiceException &&
  // Without the right to list, S3 says 403 of what is not there; a delete marker asked for by its version says 405.
  [403, 404, 405].includes(error.$metadata.httpStatusCode ?? 0);

/** S3 answered, and could not give this object; others it may. */
export class ObjectFailed extends Error {}

export interface Keep {
  readonly key: string;
  readonly size: number;
  /** Hex. S3 refuses bytes with another one. */
  readonly sha256: string;
  /** Absent for copies that must not outlive an erasure. */
  readonly lock?: { readonly mode: 'GOVERNANCE' | 'COMPLIANCE'; readonly until: Date } | undefined;
}

export interface VersionRow {
  readonly key: string;
  readonly versionId: string;
  readonly size: number;
}

/** One bucket whose objects are put away and read back by version. */
export interface KeptBucket {
  /** The bytes of an object, streamed; undefined when it is not there, or not to be had. */
  readonly open: (key: string, versionId?: string) => Promise<Opened | undefined>;
  /** What stands at a key now: its version and the SHA-256 (hex) it was written with. */
  readonly current: (key: string) => Promise<Standing | undefined>;
  /**
   * Puts an object away where none is: under KMS with the key AWS manages, locked, its checksum verified by S3.
   * One that is there already with the same bytes is it (a worker died before it could say so). Returns its version.
   * Throws when something else is there.
   */
  readonly put: (keep: Keep, body: Readable | Uint8Array) => Promise<string>;
  /** The version of every object that stood there at a moment, in key order; from behind a key on, when asked to. */
  readonly versions: (at: Date, after?: string) => AsyncGenerator<VersionRow>;
  /** What S3 remembers of a version; undefined when it is not there. */
  readonly describe: (key: string, versionId: string) => Promise<Described | undefined>;
  /** Moves the lock of a version further out; false when the version is not there. S3 refuses to move it nearer. */
  readonly hold: (key: string, versionId: string, lock: NonNullable<Keep['lock']>) => Promise<boolean>;
}

export interface Described {
  readonly size: number;
  /** As S3 gives it: base64, with `-` and the number of parts behind it when it is a sum of sums. */
  readonly sha256: string | undefined;
  readonly lockedUntil: Date | undefined;
}

export interface Standing {
  readonly versionId: string;
  readonly sha256: string | undefined;
}

export const keptBucket = (s3: S3Client, bucket: string): KeptBucket => ({
  open: (key, versionId) => open(s3, bucket, key, versionId),
  current: (key) => current(s3, bucket, key),
  put: (keep, body) => put(s3, bucket, keep, body),
  versions: (at, after) => versionsAt(s3, bucket, at, after),
  describe: (key, versionId) => describe(s3, bucket, key, versionId),
  hold: (key, versionId, lock) => hold(s3, bucket, { key, versionId }, lock),
});

const open = async (
  s3: S3Client,
  bucket: string,
  key: string,
  versionId: string | undefined,
): Promise<Opened | undefined> => {
  try {
    const answer = await s3.send(
      new GetObjectCommand({ Bucket: bucket, Key: key, ...(versionId === undefined ? {} : { VersionId: versionId }) }),
    );
    if (!(answer.Body instanceof Readable)) throw new Error('an object came without a stream');
    return { body: answer.Body, size: answer.ContentLength ?? 0 };
  } catch (error) {
    if (isGone(error)) return undefined;
    if (error instanceof S3ServiceException && (error.$metadata.httpStatusCode ?? 0) >= 500)
      throw new ObjectFailed(key, { cause: error });
    throw error;
  }
};

const current = async (s3: S3Client, bucket: string, key: string): Promise<Standing | undefined> => {
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

const put = async (s3: S3Client, bucket: string, keep: Keep, body: Readable | Uint8Array): Promise<string> => {
  try {
    const answer = await s3.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: keep.key,
        Body: body,
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
    const found = await current(s3, bucket, keep.key);
    if (found?.sha256 === keep.sha256) return found.versionId;
    throw new Error(`${keep.key} is taken by something else`, { cause: error });
  }
};

const hold = async (
  s3: S3Client,
  bucket: string,
  of: { readonly key: string; readonly versionId: string },
  lock: NonNullable<Keep['lock']>,
): Promise<boolean> => {
  try {
    await s3.send(
      new PutObjectRetentionCommand({
        Bucket: bucket,
        Key: of.key,
        VersionId: of.versionId,
        Retention: { Mode: lock.mode, RetainUntilDate: lock.until },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof S3ServiceException && [404, 405].includes(error.$metadata.httpStatusCode ?? 0)) return false;
    throw error;
  }
};

const describe = async (
  s3: S3Client,
  bucket: string,
  key: string,
  versionId: string,
): Promise<Described | undefined> => {
  try {
    const answer = await s3.send(
      new HeadObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId, ChecksumMode: 'ENABLED' }),
    );
    return {
      size: answer.ContentLength ?? 0,
      sha256: answer.ChecksumSHA256,
      lockedUntil: answer.ObjectLockRetainUntilDate,
    };
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
};

interface Past {
  readonly key: string;
  readonly at: Date;
  /** Absent for a delete marker. */
  readonly version?: VersionRow;
}

/** What happened to every key, newest first for each. A page holds versions and delete markers apart. */
async function* pastOf(
  s3: S3Client,
  bucket: string,
  after: string | undefined,
): AsyncGenerator<{ readonly rows: readonly Past[]; readonly goesOn: string | undefined }> {
  let from: Pick<ListObjectVersionsCommandOutput, 'NextKeyMarker' | 'NextVersionIdMarker'> | undefined = {
    NextKeyMarker: after,
  };
  do {
    const page: ListObjectVersionsCommandOutput = await s3.send(
      new ListObjectVersionsCommand({
        Bucket: bucket,
        KeyMarker: from.NextKeyMarker,
        VersionIdMarker: from.NextVersionIdMarker,
      }),
    );
    const rows: Past[] = [];
    for (const { Key: key = '', VersionId: versionId = '', Size: size = 0, LastModified: at } of page.Versions ?? [])
      if (at !== undefined) rows.push({ key, at, version: { key, versionId, size } });
    for (const { Key: key = '', LastModified: at } of page.DeleteMarkers ?? [])
      if (at !== undefined) rows.push({ key, at });
    from = page.IsTruncated === true ? page : undefined;
    yield { rows, goesOn: from?.NextKeyMarker };
  } while (from !== undefined);
}

async function* versionsAt(
  s3: S3Client,
  bucket: string,
  moment: Date,
  after: string | undefined,
): AsyncGenerator<VersionRow> {
  // A key's past may go on on the next page, so the last key of a page waits for it.
  const newest = new Map<string, Past>();
  for await (const { rows, goesOn } of pastOf(s3, bucket, after)) {
    for (const row of rows) {
      if (row.at > moment) continue;
      const known = newest.get(row.key);
      // S3 dates by the second: of two within one the version wins over its deletion, so that nothing is left out.
      const wins = known === undefined || row.at > known.at || (+row.at === +known.at && known.version === undefined);
      if (wins) newest.set(row.key, row);
    }
    for (const [key, { version }] of newest) {
      if (key === goesOn) continue;
      newest.delete(key);
      if (version !== undefined) yield version;
    }
  }
}
