import { createHash } from 'node:crypto';
import { headerValue } from '../../sigv4/canonical.ts';
import { checksumElement, newDigest, type RunningDigest, requireAlgorithm } from '../checksums.ts';
import { commitObject, versionHeader } from '../commit.ts';
import { checkRead, checkWrite, writeConditions } from '../conditions.ts';
import type { Core } from '../core.ts';
import { askKey, encryptionHeaders } from '../encryption.ts';
import { S3Error } from '../errors.ts';
import { requireVersion } from '../lookup.ts';
import { type NewObject, newObject, requireWriteRights } from '../new-object.ts';
import type { ByteRange } from '../ranges.ts';
import { readSegments } from '../read-segments.ts';
import { checkKey } from '../target.ts';
import type { Answer, Call } from '../types.ts';
import type { Version } from '../version-row.ts';
import { xmlDocument } from '../xml.ts';

const LARGEST_COPY = 5 * 1024 ** 3;

export interface CopySource {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string | undefined;
}

/** @throws S3Error InvalidArgument unless it is `bucket/key` with an optional `?versionId=` */
function parseSource(header: string): CopySource {
  const invalid = () =>
    new S3Error('InvalidArgument', 'Copy Source must mention the source bucket and key: sourcebucket/sourcekey');
  const [path = '', search = ''] = header.split('?', 2);
  const versionId = /^versionId=(.+)$/.exec(search)?.[1];
  if (search !== '' && versionId === undefined) throw invalid();
  try {
    const decoded = decodeURIComponent(path.replace(/^\//, ''));
    const slash = decoded.indexOf('/');
    if (slash < 1 || slash === decoded.length - 1) throw invalid();
    return { bucket: decoded.slice(0, slash), key: checkKey(decoded.slice(slash + 1)), versionId };
  } catch {
    throw invalid();
  }
}

export interface OpenedSource {
  readonly source: CopySource;
  readonly version: Version;
  readonly range: ByteRange;
  /** Held open: return it, whatever happens. */
  readonly bytes: AsyncGenerator<Uint8Array>;
}

/** Finds and holds the source of a copy, with the rights that reading it takes. */
export async function openSource(core: Core, call: Call, pick: (version: Version) => ByteRange): Promise<OpenedSource> {
  const source = parseSource(headerValue(call.headers, 'x-amz-copy-source') ?? '');
  const { bucket, key, versionId } = source;
  const action = versionId === undefined ? 'GetObject' : 'GetObjectVersion';
  const known =
    versionId === undefined ? core.versions.current(bucket, key) : core.versions.byId(bucket, key, versionId);
  const access = core.authoriser.require(call, action, { bucket, key }, known?.meta.encryption);
  await askKey(core, call, requireVersion(core, source, access).meta.encryption, 'Decrypt');
  // Looked up again and held in the same turn: it may have been replaced while the key service answered.
  const version = requireVersion(core, source, access);
  checkRead(call.headers, version, 'x-amz-copy-source-');
  const range = pick(version);
  return { source, version, range, bytes: readSegments(core.blobs, core.versions.segments(version), range) };
}

function wholeObject(version: Version): ByteRange {
  if (version.size > LARGEST_COPY) {
    throw new S3Error(
      'InvalidRequest',
      'The specified copy source is larger than the maximum allowable size for a copy source: 5368709120',
    );
  }
  return { start: 0, end: version.size - 1 };
}

function directive(call: Call, name: string): 'COPY' | 'REPLACE' {
  const value = headerValue(call.headers, name) ?? 'COPY';
  if (value !== 'COPY' && value !== 'REPLACE') throw new S3Error('InvalidArgument', `Unknown ${name}.`);
  return value;
}

function refuseNoChange(call: Call, source: CopySource): void {
  const same = source.bucket === call.bucket && source.key === call.key && source.versionId === undefined;
  const changes =
    directive(call, 'x-amz-metadata-directive') === 'REPLACE' ||
    ['x-amz-storage-class', 'x-amz-server-side-encryption'].some(
      (name) => headerValue(call.headers, name) !== undefined,
    );
  if (same && !changes) {
    throw new S3Error(
      'InvalidRequest',
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
  }
}

export async function copyObject(core: Core, call: Call): Promise<Answer> {
  const { bucket, key } = call;
  const object = newObject(core, call, core.buckets.get(bucket));
  requireWriteRights(core, call, object.meta.encryption);
  await askKey(core, call, object.meta.encryption, 'GenerateDataKey');
  const opened = await openSource(core, call, wholeObject);
  const watch = core.conflicts.watch(bucket, key);
  try {
    return await copyOpened(core, call, object, opened, watch.deleted);
  } finally {
    watch.stop();
    await opened.bytes.return(undefined);
  }
}

function requireTagRights(core: Core, call: Call, source: CopySource): void {
  const suffix = source.versionId === undefined ? '' : 'Version';
  core.authoriser.require(call, `GetObject${suffix}Tagging`, source);
  core.authoriser.require(call, 'PutObjectTagging', call);
}

async function copyOpened(
  core: Core,
  call: Call,
  object: NewObject,
  { source, version: original, bytes }: OpenedSource,
  deletedMeanwhile: () => boolean,
): Promise<Answer> {
  const { bucket, key } = call;
  refuseNoChange(call, source);
  const keepsTags = directive(call, 'x-amz-tagging-directive') === 'COPY';
  const keepsMeta = directive(call, 'x-amz-metadata-directive') === 'COPY';
  if (keepsTags && original.tags.length > 0) requireTagRights(core, call, source);
  const conditions = writeConditions(call.headers);
  checkWrite(conditions, core.versions.current(bucket, key));
  const wanted = headerValue(call.headers, 'x-amz-checksum-algorithm');
  const algorithm =
    wanted === undefined ? (original.meta.checksum?.algorithm ?? 'CRC64NVME') : requireAlgorithm(wanted);
  const md5 = createHash('md5');
  const digest = newDigest(algorithm);
  const blob = { bucket, key, blob: core.newId() };
  try {
    await core.blobs.write(blob, tee(bytes, [md5, digest]));
    const described = keepsMeta
      ? { ...object.meta, headers: original.meta.headers, user: original.meta.user }
      : object.meta;
    const checksum = { algorithm, type: 'FULL_OBJECT', value: digest.digest().toString('base64') } as const;
    const version = await commitObject(core, call, {
      conditions,
      deletedMeanwhile,
      object: {
        bucket,
        key,
        etag: object.meta.encryption.algorithm === 'AES256' ? md5.digest('hex') : core.newId(),
        meta: { ...described, checksum },
        ...object.lock,
        tags: keepsTags ? original.tags : object.tags,
        segments: [{ ...blob, size: original.size }],
      },
    });
    return copyAnswer(core, version, original);
  } catch (error) {
    if (!core.versions.knowsBlob(bucket, blob.blob)) core.blobs.discard([blob]);
    throw error;
  }
}

async function* tee(bytes: AsyncIterable<Uint8Array>, digests: readonly RunningDigest[]): AsyncGenerator<Uint8Array> {
  for await (const piece of bytes) {
    for (const digest of digests) digest.update(piece);
    yield piece;
  }
}

function copyAnswer(core: Core, version: Version, original: Version): Answer {
  const { checksum, encryption } = version.meta;
  const sourceVersion = versionHeader(core, original)['x-amz-version-id'];
  return {
    status: 200,
    headers: {
      ...encryptionHeaders(encryption),
      ...versionHeader(core, version),
      ...(sourceVersion !== undefined && { 'x-amz-copy-source-version-id': sourceVersion }),
    },
    body: xmlDocument('CopyObjectResult', {
      LastModified: version.lastModified.toISOString(),
      ETag: `"${version.etag}"`,
      ...(checksum && { [checksumElement(checksum.algorithm)]: checksum.value, ChecksumType: checksum.type }),
    }),
  };
}
