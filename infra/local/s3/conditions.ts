import { type HeaderMap, headerValue } from '../sigv4/canonical.ts';
import { notImplemented, S3Error } from './errors.ts';
import { toSecond, type Version } from './version-row.ts';

export interface WriteConditions {
  readonly mustBeAbsent: boolean;
  readonly mustMatch: string | undefined;
}

function failed(condition: string): S3Error {
  return new S3Error('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', {
    elements: { Condition: condition },
  });
}

function bare(etag: string): string {
  return etag.trim().replace(/^W\//, '').replaceAll('"', '');
}

/** @throws S3Error NotImplemented for an If-None-Match other than `*`, as on AWS */
export function writeConditions(headers: HeaderMap): WriteConditions {
  const ifNoneMatch = headerValue(headers, 'if-none-match');
  const ifMatch = headerValue(headers, 'if-match');
  if (ifNoneMatch !== undefined && ifNoneMatch !== '*') throw notImplemented('If-None-Match with an ETag on a write');
  if (ifNoneMatch !== undefined && ifMatch !== undefined) {
    throw notImplemented('If-Match and If-None-Match together on a write');
  }
  return { mustBeAbsent: ifNoneMatch === '*', mustMatch: ifMatch === undefined ? undefined : bare(ifMatch) };
}

/** @throws S3Error PreconditionFailed, NoSuchKey */
export function checkWrite(conditions: WriteConditions, current: Version | undefined): void {
  const present = current && !current.deleteMarker ? current : undefined;
  if (conditions.mustBeAbsent && present) throw failed('If-None-Match');
  if (conditions.mustMatch === undefined) return;
  if (!present) throw new S3Error('NoSuchKey', 'The specified key does not exist.');
  if (conditions.mustMatch !== present.etag) throw failed('If-Match');
}

function listed(header: string, etag: string): boolean {
  return header.split(',').some((candidate) => candidate.trim() === '*' || bare(candidate) === etag);
}

function httpDate(text: string | undefined): number {
  return text === undefined ? Number.NaN : Date.parse(text);
}

/**
 * The four read conditions in the order of RFC 9110.
 * @param prefix `x-amz-copy-source-` for the source of a copy
 * @throws S3Error PreconditionFailed, NotModified
 */
export function checkRead(headers: HeaderMap, version: Version, prefix = ''): void {
  const read = (name: string) => headerValue(headers, prefix + name);
  const ifMatch = read('if-match');
  const ifNoneMatch = read('if-none-match');
  const modified = toSecond(version.lastModified);
  if (ifMatch !== undefined) {
    if (!listed(ifMatch, version.etag)) throw failed('If-Match');
  } else if (modified > httpDate(read('if-unmodified-since'))) throw failed('If-Unmodified-Since');
  const unchanged =
    ifNoneMatch === undefined ? modified <= httpDate(read('if-modified-since')) : listed(ifNoneMatch, version.etag);
  if (!unchanged) return;
  if (prefix !== '') throw failed(ifNoneMatch === undefined ? 'If-Modified-Since' : 'If-None-Match');
  throw new S3Error('NotModified', 'Not Modified', { headers: { etag: `"${version.etag}"` } });
}
