import { notImplemented, S3Error } from './errors.ts';

export interface ByteRange {
  readonly start: number;
  /** Inclusive. */
  readonly end: number;
}

/**
 * Reads a `Range` header. A malformed one is ignored, as RFC 9110 asks.
 * @throws S3Error InvalidRange outside the object, NotImplemented for several ranges at once
 */
export function parseRange(header: string | undefined, size: number): ByteRange | undefined {
  if (header?.startsWith('bytes=') && header.includes(',')) throw notImplemented('several ranges in one request');
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return undefined;
  const [, from = '', to = ''] = match;
  const start = from === '' ? Math.max(size - Number(to), 0) : Number(from);
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (from !== '' && to !== '' && Number(to) < Number(from)) return undefined;
  if (start >= size || (from === '' && Number(to) === 0)) {
    throw new S3Error('InvalidRange', 'The requested range is not satisfiable', {
      headers: { 'content-range': `bytes */${size}` },
      elements: { ActualObjectSize: String(size), RangeRequested: header ?? '' },
    });
  }
  return { start, end };
}
