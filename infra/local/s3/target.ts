import { type HeaderMap, headerValue, splitTarget } from '../sigv4/canonical.ts';
import { S3Error } from './errors.ts';

export interface S3Target {
  readonly bucket: string | undefined;
  readonly key: string | undefined;
  readonly query: ReadonlyMap<string, string>;
}

const LONGEST_KEY_BYTES = 1024;

/** @throws S3Error KeyTooLongError, InvalidURI */
export function checkKey(key: string): string {
  if (Buffer.byteLength(key, 'utf8') > LONGEST_KEY_BYTES) throw new S3Error('KeyTooLongError', 'Your key is too long');
  if (key.includes('\0')) throw new S3Error('InvalidURI', "Couldn't parse the specified URI.");
  return key;
}

function bucketFromHost(headers: HeaderMap): string | undefined {
  const host = (headerValue(headers, 'host') ?? '').replace(/:\d+$/, '');
  return host.endsWith('.localhost') ? host.slice(0, -'.localhost'.length) : undefined;
}

/**
 * Reads bucket, key and query from a request in path style (`localhost/bucket/key`) or virtual-host style
 * (`bucket.localhost/key`).
 * @throws S3Error InvalidURI
 */
export function parseTarget(url: string, headers: HeaderMap): S3Target {
  const target = splitTarget(url);
  if (!target?.path.startsWith('/')) throw new S3Error('InvalidURI', "Couldn't parse the specified URI.");
  const hosted = bucketFromHost(headers);
  const path = decodeURIComponent(target.path.slice(1));
  const slash = path.indexOf('/');
  const bucket = hosted ?? (slash < 0 ? path : path.slice(0, slash));
  const key = hosted === undefined ? (slash < 0 ? '' : path.slice(slash + 1)) : path;
  return { bucket: bucket || undefined, key: key === '' ? undefined : checkKey(key), query: new Map(target.query) };
}
