import * as z from 'zod';
import type { Core } from '../core.ts';
import { S3Error } from '../errors.ts';
import { encodeKey, encodingType, listPage, type Position, positionAfter } from '../listing.ts';
import { pageSize } from '../numbers.ts';
import type { Answer, Call } from '../types.ts';
import type { Version } from '../version-row.ts';
import { type XmlNode, xmlDocument } from '../xml.ts';

const tokenSchema = z.strictObject({ key: z.string(), inclusive: z.boolean() });

/** Continuation tokens are opaque: where to go on, in base64. */
function toToken(position: Position): string {
  return Buffer.from(JSON.stringify({ key: position.key, inclusive: position.inclusive })).toString('base64url');
}

function fromToken(token: string): Position {
  try {
    return tokenSchema.parse(JSON.parse(Buffer.from(token, 'base64url').toString('utf8')));
  } catch {
    throw new S3Error('InvalidArgument', 'The continuation token provided is incorrect');
  }
}

export function objectEntry(version: Version, key: string): { readonly [name: string]: XmlNode } {
  const { checksum, storageClass } = version.meta;
  return {
    Key: key,
    LastModified: version.lastModified.toISOString(),
    ETag: `"${version.etag}"`,
    ...(checksum && { ChecksumAlgorithm: checksum.algorithm, ChecksumType: checksum.type }),
    Size: version.size,
    StorageClass: storageClass,
  };
}

export async function listObjectsV2(core: Core, call: Call): Promise<Answer> {
  const { bucket, query } = call;
  core.authoriser.require(call, 'ListBucket', { bucket });
  core.buckets.get(bucket);
  if (query.get('list-type') !== '2') throw new S3Error('InvalidArgument', 'Only list-type=2 is supported.');
  const encoding = encodingType(call);
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const startAfter = query.get('start-after');
  const token = query.get('continuation-token');
  const limit = pageSize(query.get('max-keys'), 'max-keys');
  const from = token === undefined ? { key: startAfter ?? '', inclusive: startAfter === undefined } : fromToken(token);
  const { entries, truncated } = listPage(core.database, { bucket, prefix, delimiter, limit, from, kind: 'current' });
  const last = entries.at(-1);
  const body = xmlDocument('ListBucketResult', {
    Name: bucket,
    Prefix: encodeKey(prefix, encoding),
    MaxKeys: limit,
    KeyCount: entries.length,
    IsTruncated: truncated,
    Delimiter: delimiter === '' ? undefined : encodeKey(delimiter, encoding),
    EncodingType: encoding,
    StartAfter: startAfter === undefined ? undefined : encodeKey(startAfter, encoding),
    ContinuationToken: token,
    NextContinuationToken: truncated && last ? toToken(positionAfter(last)) : undefined,
    Contents: entries.flatMap((entry) =>
      'seq' in entry
        ? [
            {
              ...objectEntry(entry, encodeKey(entry.key, encoding)),
              ...owner(core, query.get('fetch-owner') === 'true'),
            },
          ]
        : [],
    ),
    CommonPrefixes: entries.flatMap((entry) =>
      'seq' in entry ? [] : [{ Prefix: encodeKey(entry.commonPrefix, encoding) }],
    ),
  });
  return { status: 200, headers: {}, body };
}

function owner(core: Core, wanted: boolean): { readonly [name: string]: XmlNode } {
  return wanted ? { Owner: { ID: core.accountId } } : {};
}
