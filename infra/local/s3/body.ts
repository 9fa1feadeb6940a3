import { createHash } from 'node:crypto';
import { ChunkedBodyError, type ChunkedErrorCode, decodeAwsChunked, isStreamingPayload } from '../sigv4/aws-chunked.ts';
import { headerValue } from '../sigv4/canonical.ts';
import {
  type ChecksumAlgorithm,
  type ClaimedChecksum,
  checksumHeader,
  claimedChecksum,
  newDigest,
  type RunningDigest,
  trailerNames,
} from './checksums.ts';
import { S3Error, type S3ErrorCode } from './errors.ts';
import type { Call } from './types.ts';

const LARGEST_PUT = 5 * 1024 ** 3;
const LARGEST_DOCUMENT = 4 * 1024 ** 2;
const CHUNKED_CODES: Readonly<Record<ChunkedErrorCode, S3ErrorCode>> = {
  IncompleteBody: 'IncompleteBody',
  InvalidChunk: 'IncompleteBody',
  ChunkSignatureMismatch: 'SignatureDoesNotMatch',
  MalformedTrailer: 'MalformedTrailerError',
  TrailerSignatureMismatch: 'SignatureDoesNotMatch',
};

export interface IncomingBody {
  /** Ends with an error unless every length, hash, checksum and signature the client gave is right. */
  readonly data: AsyncGenerator<Uint8Array>;
  readonly claimed: ClaimedChecksum | undefined;
  /** After `data` has ended. */
  size(): number;
  md5(): Buffer;
  /** Base64 of the algorithm that was claimed or asked for. */
  checksum(): string;
}

function declaredLength(call: Call, streaming: boolean): number {
  const text = headerValue(call.headers, streaming ? 'x-amz-decoded-content-length' : 'content-length');
  if (text === undefined || !/^\d{1,15}$/.test(text)) {
    throw new S3Error('MissingContentLength', 'You must provide the Content-Length HTTP header.');
  }
  const length = Number(text);
  if (length > LARGEST_PUT) {
    throw new S3Error('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', {
      elements: { ProposedSize: text, MaxSizeAllowed: String(LARGEST_PUT) },
    });
  }
  return length;
}

function contentMd5(call: Call): Buffer | undefined {
  const text = headerValue(call.headers, 'content-md5');
  if (text === undefined) return undefined;
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== 16) throw new S3Error('InvalidDigest', 'The Content-MD5 you specified is not valid.');
  return bytes;
}

/** @param wanted the checksum to compute when the client claims none */
export function incomingBody(call: Call, wanted: ChecksumAlgorithm = 'CRC64NVME'): IncomingBody {
  const { payloadHash } = call.auth;
  const streaming = isStreamingPayload(payloadHash);
  const length = declaredLength(call, streaming);
  const claimed = claimedChecksum(call.headers);
  const givenMd5 = contentMd5(call);
  const md5 = createHash('md5');
  const checksum = newDigest(claimed?.algorithm ?? wanted);
  const sha256 = /^[0-9a-f]{64}$/.test(payloadHash) ? createHash('sha256') : undefined;
  const digests: readonly RunningDigest[] = sha256 ? [md5, checksum, sha256] : [md5, checksum];
  let size = 0;
  let md5Value = Buffer.alloc(0);
  let checksumValue = '';

  function source(): { data: AsyncIterable<Uint8Array>; trailers: ReadonlyMap<string, string> } {
    // A refusal in the middle must still be told to the client, so that the connection outlives the reading.
    const bytes = call.body.iterator({ destroyOnReturn: false });
    if (!streaming) return { data: bytes, trailers: new Map() };
    const trailers = trailerNames(call.headers);
    return decodeAwsChunked(bytes, { payloadHash, signing: call.auth.signing, decodedLength: length, trailers });
  }

  function check(trailers: ReadonlyMap<string, string>): void {
    if (size !== length) {
      throw new S3Error(
        'IncompleteBody',
        'You did not provide the number of bytes specified by the Content-Length header.',
      );
    }
    md5Value = Buffer.from(md5.digest());
    checksumValue = checksum.digest().toString('base64');
    if (sha256 && sha256.digest('hex') !== payloadHash) {
      throw new S3Error(
        'XAmzContentSHA256Mismatch',
        "The provided 'x-amz-content-sha256' header does not match what was computed.",
      );
    }
    if (givenMd5 && !givenMd5.equals(md5Value)) {
      throw new S3Error('BadDigest', 'The Content-MD5 you specified did not match what we received.');
    }
    if (!claimed) return;
    const expected = claimed.value ?? trailers.get(checksumHeader(claimed.algorithm));
    if (expected !== checksumValue) {
      throw new S3Error('BadDigest', `The ${claimed.algorithm} you specified did not match the calculated checksum.`);
    }
  }

  async function* read(): AsyncGenerator<Uint8Array> {
    try {
      const { data, trailers } = source();
      for await (const bytes of data) {
        size += bytes.length;
        for (const digest of digests) digest.update(bytes);
        yield bytes;
      }
      check(trailers);
    } catch (error) {
      throw error instanceof ChunkedBodyError ? new S3Error(CHUNKED_CODES[error.code], error.message) : error;
    }
  }

  return { data: read(), claimed, size: () => size, md5: () => md5Value, checksum: () => checksumValue };
}

/**
 * Reads a request document whole; documents are small and capped.
 * @throws S3Error InvalidRequest without a checksum where S3 insists on one
 */
export async function documentBody(call: Call, options: { readonly checksumRequired: boolean }): Promise<string> {
  const body = incomingBody(call);
  if (options.checksumRequired && !body.claimed && headerValue(call.headers, 'content-md5') === undefined) {
    throw new S3Error('InvalidRequest', 'Missing required header for this request: Content-MD5 OR x-amz-checksum-*');
  }
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of body.data) {
    size += piece.length;
    if (size > LARGEST_DOCUMENT) throw new S3Error('MalformedXML', 'The XML you provided is too large.');
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}
