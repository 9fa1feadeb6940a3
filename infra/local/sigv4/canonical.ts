import { createHash } from 'node:crypto';

export type HeaderMap = Readonly<Record<string, string | readonly string[] | undefined>>;
export type QueryPair = readonly [name: string, value: string];

export interface RawTarget {
  readonly path: string;
  readonly query: readonly QueryPair[];
}

export const EMPTY_SHA256 = createHash('sha256').update('').digest('hex');

/** RFC 3986 encoding as SigV4 asks for it: everything but letters, digits and `-_.~`. */
export function rfc3986(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

function decode(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}

/**
 * Splits a request target as it came over the wire into its undecoded path and its decoded query pairs.
 * @returns undefined when a percent escape is not valid UTF-8, so that the caller can refuse the request.
 */
export function splitTarget(url: string): RawTarget | undefined {
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  const search = mark < 0 ? '' : url.slice(mark + 1);
  try {
    const query = search
      .split('&')
      .filter((part) => part !== '')
      .map((part): QueryPair => {
        const equals = part.indexOf('=');
        return equals < 0 ? [decode(part), ''] : [decode(part.slice(0, equals)), decode(part.slice(equals + 1))];
      });
    decodeURIComponent(path);
    return { path, query };
  } catch {
    return undefined;
  }
}

/** S3 encodes the path once (from its decoded form); every other service encodes what was sent a second time. */
export function canonicalPath(rawPath: string, service: string): string {
  const path = service === 's3' ? decodeURIComponent(rawPath) : rawPath;
  return path === '' ? '/' : path.split('/').map(rfc3986).join('/');
}

export function canonicalQuery(query: readonly QueryPair[]): string {
  return query
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]): QueryPair => [rfc3986(name), rfc3986(value)])
    .sort(([nameA, valueA], [nameB, valueB]) => compare(nameA, nameB) || compare(valueA, valueB))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

export function headerValue(headers: HeaderMap, name: string): string | undefined {
  const value = headers[name];
  return value === undefined || typeof value === 'string' ? value : value.join(',');
}

export interface CanonicalInput {
  readonly method: string;
  readonly target: RawTarget;
  readonly headers: HeaderMap;
  readonly signedHeaders: readonly string[];
  readonly payloadHash: string;
  readonly service: string;
}

/**
 * SHA-256 (hex) of the canonical request.
 * Hashed as latin1 because Node hands header bytes over as latin1: this way the bytes on the wire are what is hashed.
 */
export function hashCanonicalRequest(input: CanonicalInput): string {
  const headerLines = input.signedHeaders.map((name) => {
    const value = headerValue(input.headers, name) ?? '';
    return `${name}:${value.trim().replace(/ +/g, ' ')}\n`;
  });
  const text = [
    input.method,
    canonicalPath(input.target.path, input.service),
    canonicalQuery(input.target.query),
    headerLines.join(''),
    input.signedHeaders.join(';'),
    input.payloadHash,
  ].join('\n');
  return createHash('sha256').update(text, 'latin1').digest('hex');
}
