import type { Core } from '../core.ts';
import { S3Error } from '../errors.ts';
import { encodeKey, encodingType, listPage, type Position, positionAfter } from '../listing.ts';
import { pageSize } from '../numbers.ts';
import type { Answer, Call } from '../types.ts';
import { xmlDocument } from '../xml.ts';
import { objectEntry } from './list-objects.ts';

function startPosition(core: Core, call: Call, delimiter: string): Position {
  const key = call.query.get('key-marker');
  const versionId = call.query.get('version-id-marker');
  if (key === undefined || key === '') {
    if (versionId !== undefined) {
      throw new S3Error('InvalidArgument', 'A version-id marker cannot be specified without a key marker.');
    }
    return { key: '', inclusive: true };
  }
  if (versionId === undefined) {
    return delimiter !== '' && key.endsWith(delimiter)
      ? positionAfter({ commonPrefix: key })
      : { key, inclusive: false };
  }
  const marker = core.versions.byId(call.bucket, key, versionId);
  if (!marker) throw new S3Error('InvalidArgument', 'Invalid version id specified');
  return { key, inclusive: false, belowSeq: marker.seq };
}

/** Versions and delete markers, newest first within a key, with markers to go on from. */
export async function listObjectVersions(core: Core, call: Call): Promise<Answer> {
  const { bucket, query } = call;
  core.authoriser.require(call, 'ListBucketVersions', { bucket });
  core.buckets.get(bucket);
  const encoding = encodingType(call);
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const limit = pageSize(query.get('max-keys'), 'max-keys');
  const from = startPosition(core, call, delimiter);
  const { entries, truncated } = listPage(core.database, { bucket, prefix, delimiter, limit, from, kind: 'all' });
  const last = truncated ? entries.at(-1) : undefined;
  const versions = entries.filter((entry) => 'seq' in entry);
  const body = xmlDocument('ListVersionsResult', {
    Name: bucket,
    Prefix: encodeKey(prefix, encoding),
    KeyMarker: encodeKey(query.get('key-marker') ?? '', encoding),
    VersionIdMarker: query.get('version-id-marker') ?? '',
    NextKeyMarker: last && encodeKey('seq' in last ? last.key : last.commonPrefix, encoding),
    NextVersionIdMarker: last && 'seq' in last ? last.versionId : undefined,
    MaxKeys: limit,
    Delimiter: delimiter === '' ? undefined : encodeKey(delimiter, encoding),
    EncodingType: encoding,
    IsTruncated: truncated,
    Version: versions
      .filter((version) => !version.deleteMarker)
      .map((version) => ({
        ...objectEntry(version, encodeKey(version.key, encoding)),
        VersionId: version.versionId,
        IsLatest: version.isLatest,
        Owner: { ID: core.accountId },
      })),
    DeleteMarker: versions
      .filter((version) => version.deleteMarker)
      .map((marker) => ({
        Key: encodeKey(marker.key, encoding),
        VersionId: marker.versionId,
        IsLatest: marker.isLatest,
        LastModified: marker.lastModified.toISOString(),
        Owner: { ID: core.accountId },
      })),
    CommonPrefixes: entries.flatMap((entry) =>
      'seq' in entry ? [] : [{ Prefix: encodeKey(entry.commonPrefix, encoding) }],
    ),
  });
  return { status: 200, headers: {}, body };
}
