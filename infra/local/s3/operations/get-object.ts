import { headerValue } from '../../sigv4/canonical.ts';
import { versionHeader } from '../commit.ts';
import { checkRead } from '../conditions.ts';
import type { Core } from '../core.ts';
import { askKey, encryptionHeaders } from '../encryption.ts';
import { S3Error } from '../errors.ts';
import { lockHeaders } from '../lock.ts';
import { requireVersion } from '../lookup.ts';
import { userMetadataHeaders } from '../object-headers.ts';
import { type ByteRange, parseRange } from '../ranges.ts';
import { readSegments } from '../read-segments.ts';
import type { Answer, Call } from '../types.ts';
import type { Version } from '../version-row.ts';
import type { Segment } from '../versions.ts';
import { checksumHeaders } from './put-object.ts';

interface Selection extends ByteRange {
  readonly partial: boolean;
  readonly partsCount: number | undefined;
}

function selectPart(call: Call, segments: readonly Segment[], size: number): Selection | undefined {
  const text = call.query.get('partNumber');
  if (text === undefined) return undefined;
  if (headerValue(call.headers, 'range') !== undefined) {
    throw new S3Error('InvalidRequest', 'Cannot specify both Range header and partNumber query parameter');
  }
  const number = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  const segment = segments[number - 1];
  if (!segment) throw new S3Error('InvalidRange', 'The requested partnumber is not satisfiable');
  const start = segments.slice(0, number - 1).reduce((sum, { size: before }) => sum + before, 0);
  return { start, end: Math.min(start + segment.size, size) - 1, partial: size > 0, partsCount: segments.length };
}

function select(call: Call, segments: readonly Segment[], size: number): Selection {
  const part = selectPart(call, segments, size);
  if (part) return part;
  const range = parseRange(headerValue(call.headers, 'range'), size);
  return { start: range?.start ?? 0, end: range?.end ?? size - 1, partial: range !== undefined, partsCount: undefined };
}

function overrides(call: Call): Record<string, string> {
  const named = [...call.query].filter(([name]) => name.startsWith('response-'));
  return Object.fromEntries(named.map(([name, value]) => [name.slice('response-'.length), value]));
}

function headersOf(core: Core, call: Call, version: Version, selection: Selection): Record<string, string> {
  const wantsChecksum = headerValue(call.headers, 'x-amz-checksum-mode')?.toUpperCase() === 'ENABLED';
  const { meta } = version;
  return {
    'accept-ranges': 'bytes',
    ...meta.headers,
    ...overrides(call),
    ...userMetadataHeaders(meta.user),
    'content-length': String(selection.end - selection.start + 1),
    ...(selection.partial && { 'content-range': `bytes ${selection.start}-${selection.end}/${version.size}` }),
    etag: `"${version.etag}"`,
    'last-modified': version.lastModified.toUTCString(),
    ...(wantsChecksum && !selection.partial && checksumHeaders(meta.checksum)),
    ...(selection.partsCount !== undefined && { 'x-amz-mp-parts-count': String(selection.partsCount) }),
    ...(meta.storageClass !== 'STANDARD' && { 'x-amz-storage-class': meta.storageClass }),
    ...(version.tags.length > 0 && { 'x-amz-tagging-count': String(version.tags.length) }),
    ...encryptionHeaders(meta.encryption),
    ...lockHeaders(version),
    ...versionHeader(core, version),
  };
}

/** GetObject and HeadObject: the same answer, with and without the bytes. */
export async function getObject(core: Core, call: Call): Promise<Answer> {
  const { bucket, key } = call;
  const versionId = call.query.get('versionId');
  const action = versionId === undefined ? 'GetObject' : 'GetObjectVersion';
  const known =
    versionId === undefined ? core.versions.current(bucket, key) : core.versions.byId(bucket, key, versionId);
  const access = core.authoriser.require(call, action, { bucket, key }, known?.meta.encryption);
  const probe = requireVersion(core, { bucket, key, versionId }, access);
  await askKey(core, call, probe.meta.encryption, 'Decrypt');
  // Looked up again: the key may have been replaced while the key service answered.
  const version = requireVersion(core, { bucket, key, versionId }, access);
  checkRead(call.headers, version);
  const segments = core.versions.segments(version);
  const selection = select(call, segments, version.size);
  const status = selection.partial ? 206 : 200;
  const headers = headersOf(core, call, version, selection);
  if (call.operation === 'HeadObject') return { status, headers };
  return { status, headers, body: readSegments(core.blobs, segments, selection) };
}
