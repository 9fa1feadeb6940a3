import { type HeaderMap, headerValue } from '../sigv4/canonical.ts';
import { notImplemented, S3Error } from './errors.ts';
import type { Tags } from './object-meta.ts';

const STANDARD = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
];
const STORAGE_CLASSES = ['STANDARD', 'STANDARD_IA', 'ONEZONE_IA', 'INTELLIGENT_TIERING', 'GLACIER_IR'];
const USER_PREFIX = 'x-amz-meta-';
const LARGEST_USER_METADATA = 2_048;
const MOST_TAGS = 10;

/** The standard headers an object keeps, without the transfer's own `aws-chunked`. */
export function standardHeaders(headers: HeaderMap): Record<string, string> {
  const kept: Record<string, string> = { 'content-type': 'binary/octet-stream' };
  for (const name of STANDARD) {
    const value = headerValue(headers, name);
    if (value !== undefined) kept[name] = value;
  }
  const encodings = (kept['content-encoding'] ?? '').split(',').map((coding) => coding.trim());
  const own = encodings.filter((coding) => coding !== 'aws-chunked' && coding !== '').join(',');
  delete kept['content-encoding'];
  return own === '' ? kept : { ...kept, 'content-encoding': own };
}

/** @throws S3Error InvalidRequest over 2 KB, AWS's limit */
export function userMetadata(headers: HeaderMap): Record<string, string> {
  const user: Record<string, string> = {};
  let size = 0;
  for (const name of Object.keys(headers)) {
    if (!name.startsWith(USER_PREFIX)) continue;
    const value = headerValue(headers, name) ?? '';
    user[name.slice(USER_PREFIX.length)] = value;
    size += name.length - USER_PREFIX.length + Buffer.byteLength(value, 'latin1');
  }
  if (size > LARGEST_USER_METADATA) {
    throw new S3Error('InvalidRequest', 'Your metadata headers exceed the maximum allowed metadata size');
  }
  return user;
}

export function userMetadataHeaders(user: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(user).map(([name, value]) => [USER_PREFIX + name, value]));
}

export function storageClass(headers: HeaderMap): string {
  const wanted = headerValue(headers, 'x-amz-storage-class') ?? 'STANDARD';
  if (!STORAGE_CLASSES.includes(wanted)) throw notImplemented(`the storage class ${wanted}`);
  return wanted;
}

/** Buckets here have no access lists (`BucketOwnerEnforced`): only the owner's full control may be named. */
export function checkAcl(headers: HeaderMap): void {
  const acl = headerValue(headers, 'x-amz-acl');
  if (acl !== undefined && acl !== 'bucket-owner-full-control' && acl !== 'private') {
    throw new S3Error('AccessControlListNotSupported', 'The bucket does not allow ACLs');
  }
}

/** @throws S3Error InvalidTag */
export function checkTags(tags: Tags): Tags {
  const wrong = (why: string) => new S3Error('InvalidTag', why);
  if (tags.length > MOST_TAGS) throw wrong('Object tags cannot be greater than 10');
  if (new Set(tags.map((tag) => tag.Key)).size !== tags.length)
    throw wrong('Cannot provide multiple Tags with the same key');
  for (const { Key, Value } of tags) {
    if (Key.length < 1 || Key.length > 128) throw wrong('The TagKey you have provided is invalid');
    if (Value.length > 256) throw wrong('The TagValue you have provided is invalid');
    if (!/^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u.test(Key + Value)) throw wrong('A tag has characters that are not allowed');
    if (Key.startsWith('aws:')) throw wrong('System tags cannot be added/updated by requester');
  }
  return tags;
}

/** Tags from the `x-amz-tagging` header, which is written like a query string. */
export function headerTags(headers: HeaderMap): Tags {
  const text = headerValue(headers, 'x-amz-tagging') ?? '';
  return checkTags([...new URLSearchParams(text)].map(([Key, Value]) => ({ Key, Value })));
}
