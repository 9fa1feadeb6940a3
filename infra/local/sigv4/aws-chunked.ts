import { createHash } from 'node:crypto';
import { type ByteReader, byteReader } from './byte-reader.ts';
import { EMPTY_SHA256 } from './canonical.ts';
import { hmac, sameSignature } from './signing.ts';
import type { StreamSigning } from './verify.ts';

export type ChunkedErrorCode =
  | 'IncompleteBody'
  | 'InvalidChunk'
  | 'ChunkSignatureMismatch'
  | 'MalformedTrailer'
  | 'TrailerSignatureMismatch';

export class ChunkedBodyError extends Error {
  override readonly name = 'ChunkedBodyError';
  readonly code: ChunkedErrorCode;

  constructor(code: ChunkedErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

export interface ChunkedOptions {
  /** The `x-amz-content-sha256` keyword of the request, one of the three STREAMING ones. */
  readonly payloadHash: string;
  readonly signing: StreamSigning;
  /** From `x-amz-decoded-content-length`. */
  readonly decodedLength: number;
  /** Lower-case names the `x-amz-trailer` header announced; each must come, and no other. */
  readonly trailers: readonly string[];
}

export interface ChunkedBody {
  readonly data: AsyncGenerator<Buffer>;
  /** Filled when `data` has ended. */
  readonly trailers: ReadonlyMap<string, string>;
}

export function isStreamingPayload(payloadHash: string): boolean {
  return payloadHash.startsWith('STREAMING-');
}

/**
 * Decodes an `aws-chunked` body and checks its chunk and trailer signatures while it streams.
 * Bytes are handed on before their chunk's signature is known: commit nothing until `data` has ended without an error.
 * Source: "Signature Calculations for the Authorization Header: Transferring Payload in Multiple Chunks", S3 API reference.
 * @throws ChunkedBodyError from `data`
 */
export function decodeAwsChunked(source: AsyncIterable<Uint8Array>, options: ChunkedOptions): ChunkedBody {
  const trailers = new Map<string, string>();
  return { data: decodeAndClose(byteReader(source), options, trailers), trailers };
}

async function* decodeAndClose(
  reader: ByteReader,
  options: ChunkedOptions,
  trailers: Map<string, string>,
): AsyncGenerator<Buffer> {
  try {
    yield* decode(reader, options, trailers);
  } finally {
    await reader.close();
  }
}

interface ChunkHead {
  readonly size: number;
  readonly signature: string | undefined;
}

async function readHead(reader: ByteReader): Promise<ChunkHead> {
  const line = await reader.line();
  if (line === undefined) throw incomplete();
  const match = /^([0-9a-fA-F]{1,12})(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(line);
  if (!match?.[1]) throw new ChunkedBodyError('InvalidChunk', 'A chunk of the aws-chunked body has a malformed head.');
  return { size: Number.parseInt(match[1], 16), signature: match[2] };
}

async function* decode(
  reader: ByteReader,
  options: ChunkedOptions,
  trailers: Map<string, string>,
): AsyncGenerator<Buffer> {
  const signed = options.payloadHash.startsWith('STREAMING-AWS4-HMAC-SHA256-PAYLOAD');
  const trailing = options.payloadHash.endsWith('-TRAILER');
  let previous = options.signing.seedSignature;
  let total = 0;
  for (;;) {
    const head = await readHead(reader);
    const hash = createHash('sha256');
    let size = 0;
    for await (const piece of reader.bytes(head.size)) {
      if (signed) hash.update(piece);
      size += piece.length;
      yield piece;
    }
    total += size;
    if (size < head.size || total > options.decodedLength) throw incomplete();
    if (signed) previous = checkChunk(options.signing, previous, head, hash.digest('hex'));
    if (head.size === 0) break;
    if ((await reader.line()) !== '')
      throw new ChunkedBodyError('InvalidChunk', 'A chunk is longer than its head says.');
  }
  if (total !== options.decodedLength) throw incomplete();
  const lines = await readTrailerLines(reader);
  if (!trailing && lines.length > 0)
    throw new ChunkedBodyError('MalformedTrailer', 'The body has unannounced trailers.');
  if (trailing) acceptTrailers(lines, options, signed ? previous : undefined, trailers);
  if (!(await reader.atEnd())) throw new ChunkedBodyError('InvalidChunk', 'There are bytes after the last chunk.');
}

function incomplete(): ChunkedBodyError {
  return new ChunkedBodyError(
    'IncompleteBody',
    'You did not provide the number of bytes specified by the x-amz-decoded-content-length header.',
  );
}

function checkChunk(signing: StreamSigning, previous: string, head: ChunkHead, dataHash: string): string {
  const text = ['AWS4-HMAC-SHA256-PAYLOAD', signing.timestamp, signing.scope, previous, EMPTY_SHA256, dataHash];
  const expected = hmac(signing.key, text.join('\n')).toString('hex');
  if (!sameSignature(expected, head.signature ?? '')) {
    throw new ChunkedBodyError('ChunkSignatureMismatch', 'The signature of a chunk does not match its bytes.');
  }
  return expected;
}

/** Reads to the empty line; some clients end the stream without one when there is no trailer. */
async function readTrailerLines(reader: ByteReader): Promise<readonly string[]> {
  const lines: string[] = [];
  for (;;) {
    if (await reader.atEnd()) return lines;
    const line = await reader.line();
    if (line === undefined) throw incomplete();
    if (line === '') return lines;
    lines.push(line);
  }
}

function acceptTrailers(
  lines: readonly string[],
  options: ChunkedOptions,
  previous: string | undefined,
  trailers: Map<string, string>,
): void {
  let signature = '';
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(colon, 0)).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (previous !== undefined && name === 'x-amz-trailer-signature') signature = value;
    else if (!options.trailers.includes(name) || trailers.has(name)) throw malformedTrailer();
    else trailers.set(name, value);
  }
  if (trailers.size !== options.trailers.length) throw malformedTrailer();
  if (previous === undefined) return;
  const canonical = [...trailers].map(([name, value]) => `${name}:${value}\n`).join('');
  const hash = createHash('sha256').update(canonical, 'latin1').digest('hex');
  const { key, timestamp, scope } = options.signing;
  const expected = hmac(key, ['AWS4-HMAC-SHA256-TRAILER', timestamp, scope, previous, hash].join('\n')).toString('hex');
  if (!sameSignature(expected, signature)) {
    throw new ChunkedBodyError('TrailerSignatureMismatch', 'The signature of the trailers does not match them.');
  }
}

function malformedTrailer(): ChunkedBodyError {
  return new ChunkedBodyError(
    'MalformedTrailer',
    'The request contained trailing data that was not well-formed or did not conform to our published schema.',
  );
}
