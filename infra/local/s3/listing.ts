import type { SQLInputValue } from 'node:sqlite';
import { rfc3986 } from '../sigv4/canonical.ts';
import type { Database } from './database.ts';
import { S3Error } from './errors.ts';
import type { Call } from './types.ts';
import { type Version, versionFromRow } from './version-row.ts';

export type Encoding = 'url' | undefined;

/** @throws S3Error InvalidArgument for an encoding other than `url` */
export function encodingType(call: Call): Encoding {
  const wanted = call.query.get('encoding-type');
  if (wanted !== undefined && wanted !== 'url') {
    throw new S3Error('InvalidArgument', 'Invalid Encoding Method specified in Request');
  }
  return wanted;
}

export function encodeKey(key: string, encoding: Encoding): string {
  return encoding === 'url' ? key.split('/').map(rfc3986).join('/') : key;
}

/** The least string greater than every string with this prefix, in the UTF-8 order of S3, or undefined. */
export function afterPrefix(prefix: string): string | undefined {
  const points = [...prefix].map((char) => char.codePointAt(0) ?? 0);
  for (let last = points.pop(); last !== undefined; last = points.pop()) {
    // U+D800–DFFF are no characters of their own.
    if (last < 0x10ffff) return String.fromCodePoint(...points, last === 0xd7ff ? 0xe000 : last + 1);
  }
  return undefined;
}

/** Where a listing goes on: at the first key from here on, or inside a key below this sequence number. */
export interface Position {
  readonly key: string;
  readonly inclusive: boolean;
  /** Versions of `key` older than this one still come. */
  readonly belowSeq?: number;
}

export interface PageRequest {
  readonly bucket: string;
  readonly prefix: string;
  readonly delimiter: string;
  readonly limit: number;
  readonly from: Position;
  readonly kind: 'current' | 'all';
}

export interface Page {
  readonly entries: readonly (Version | { readonly commonPrefix: string })[];
  readonly truncated: boolean;
}

function statement(kind: PageRequest['kind'], from: Position, upper: string | undefined): string {
  const order = from.belowSeq === undefined ? '' : 'OR (key = ?2 AND seq < ?4)';
  return `SELECT * FROM version WHERE bucket = ?1 AND (key ${from.inclusive ? '>=' : '>'} ?2 ${order})
    ${upper === undefined ? 'AND ?3 IS NULL' : 'AND key < ?3'}
    ${kind === 'current' ? 'AND is_latest = 1 AND delete_marker = 0' : ''} ORDER BY key, seq DESC`;
}

function commonPrefix(key: string, prefix: string, delimiter: string): string | undefined {
  if (delimiter === '') return undefined;
  const end = key.indexOf(delimiter, prefix.length);
  return end < 0 ? undefined : key.slice(0, end + delimiter.length);
}

/** Rows from a position on, read as they are needed. */
function rowsFrom({ sql }: Database, request: PageRequest, from: Position): Iterable<unknown> {
  const upper = request.prefix === '' ? undefined : afterPrefix(request.prefix);
  const values: SQLInputValue[] = [request.bucket, from.key, upper ?? null];
  if (from.belowSeq !== undefined) values.push(from.belowSeq);
  return sql.prepare(statement(request.kind, from, upper)).iterate(...values);
}

/** One page of keys (or of all versions), with keys rolled up at the delimiter; a rolled-up folder is one seek. */
export function listPage(database: Database, request: PageRequest): Page {
  const { prefix, delimiter, limit } = request;
  const entries: (Version | { readonly commonPrefix: string })[] = [];
  let from: Position | undefined = limit === 0 ? undefined : startAt(request.from, prefix);
  while (from) {
    const rows = rowsFrom(database, request, from);
    from = undefined;
    for (const row of rows) {
      if (entries.length === limit) return { entries, truncated: true };
      const version = versionFromRow(row);
      const rolled = commonPrefix(version.key, prefix, delimiter);
      if (rolled === undefined) {
        entries.push(version);
        continue;
      }
      entries.push({ commonPrefix: rolled });
      from = positionAfter({ commonPrefix: rolled });
      break;
    }
  }
  return { entries, truncated: false };
}

const LONGEST_KEY = 1024;

/** A rolled-up folder is passed as a whole; after the last character of Unicode nothing can follow. */
export function positionAfter(entry: Version | { readonly commonPrefix: string }): Position {
  if ('seq' in entry) return { key: entry.key, inclusive: false };
  return { key: afterPrefix(entry.commonPrefix) ?? '\u{10ffff}'.repeat(LONGEST_KEY), inclusive: true };
}

/** Compared as bytes: UTF-8 order is not the order of JavaScript strings. */
function startAt(from: Position, prefix: string): Position {
  return Buffer.compare(Buffer.from(from.key), Buffer.from(prefix)) < 0 ? { key: prefix, inclusive: true } : from;
}
