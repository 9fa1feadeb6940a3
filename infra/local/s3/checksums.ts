import { createHash } from 'node:crypto';
import { type HeaderMap, headerValue } from '../sigv4/canonical.ts';
import { combineCrc, newCrc32, newCrc32c, newCrc64Nvme } from './crc.ts';
import { S3Error } from './errors.ts';

export const CHECKSUM_ALGORITHMS = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const;
export type ChecksumAlgorithm = (typeof CHECKSUM_ALGORITHMS)[number];
export type ChecksumType = 'FULL_OBJECT' | 'COMPOSITE';

export interface StoredChecksum {
  readonly algorithm: ChecksumAlgorithm;
  readonly type: ChecksumType;
  /** Base64; a composite one ends in `-` and the number of parts. */
  readonly value: string;
}

export interface RunningDigest {
  update(bytes: Uint8Array): void;
  digest(): Buffer;
}

const BYTES: Readonly<Record<ChecksumAlgorithm, number>> = { CRC32: 4, CRC32C: 4, CRC64NVME: 8, SHA1: 20, SHA256: 32 };

export function newDigest(algorithm: ChecksumAlgorithm): RunningDigest {
  switch (algorithm) {
    case 'CRC32':
      return newCrc32();
    case 'CRC32C':
      return newCrc32c();
    case 'CRC64NVME':
      return newCrc64Nvme();
    case 'SHA1':
      return createHash('sha1');
    case 'SHA256':
      return createHash('sha256');
  }
}

export function checksumHeader(algorithm: ChecksumAlgorithm): string {
  return `x-amz-checksum-${algorithm.toLowerCase()}`;
}

export function checksumElement(algorithm: ChecksumAlgorithm): string {
  return `Checksum${algorithm}`;
}

export function algorithmOf(name: string | undefined): ChecksumAlgorithm | undefined {
  return CHECKSUM_ALGORITHMS.find((algorithm) => algorithm === name?.toUpperCase());
}

/** @throws S3Error InvalidRequest for an algorithm that S3 does not know */
export function requireAlgorithm(name: string): ChecksumAlgorithm {
  const algorithm = algorithmOf(name);
  if (!algorithm) throw new S3Error('InvalidRequest', 'Checksum algorithm provided is unsupported.');
  return algorithm;
}

/** What the client says the checksum of its body is, or that it will say so in the trailer. */
export interface ClaimedChecksum {
  readonly algorithm: ChecksumAlgorithm;
  /** undefined: it comes in the trailer. */
  readonly value: string | undefined;
}

function isChecksum(algorithm: ChecksumAlgorithm, value: string): boolean {
  return Buffer.from(value, 'base64').length === BYTES[algorithm] && /^[A-Za-z0-9+/]+=*$/.test(value);
}

/**
 * Reads `x-amz-checksum-*`, `x-amz-trailer` and `x-amz-sdk-checksum-algorithm`. Only headers count: a checksum that was
 * hoisted into a presigned query is ignored, as on AWS.
 * @throws S3Error InvalidRequest when they contradict each other
 */
export function claimedChecksum(headers: HeaderMap): ClaimedChecksum | undefined {
  const inHeaders = CHECKSUM_ALGORITHMS.filter((name) => headerValue(headers, checksumHeader(name)) !== undefined);
  const trailer = trailerNames(headers).map((name) => algorithmOf(name.replace('x-amz-checksum-', '')));
  const inTrailer = CHECKSUM_ALGORITHMS.filter((name) => trailer.includes(name));
  if (inHeaders.length + inTrailer.length > 1) {
    throw new S3Error(
      'InvalidRequest',
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    );
  }
  const named = headerValue(headers, 'x-amz-sdk-checksum-algorithm');
  const algorithm = inHeaders[0] ?? inTrailer[0];
  if (named !== undefined && requireAlgorithm(named) !== algorithm) {
    throw new S3Error(
      'InvalidRequest',
      'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.',
    );
  }
  if (algorithm === undefined) return undefined;
  const value = headerValue(headers, checksumHeader(algorithm));
  if (value !== undefined && !isChecksum(algorithm, value)) {
    throw new S3Error('InvalidRequest', `Value for ${checksumHeader(algorithm)} header is invalid.`);
  }
  return { algorithm, value };
}

/** The trailers a request announces; only checksums may travel there. */
export function trailerNames(headers: HeaderMap): readonly string[] {
  const names = (headerValue(headers, 'x-amz-trailer') ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
  if (names.some((name) => algorithmOf(name.replace('x-amz-checksum-', '')) === undefined)) {
    throw new S3Error('InvalidRequest', 'The value specified in the x-amz-trailer header is not supported');
  }
  return names;
}

export interface PartChecksum {
  readonly value: string;
  readonly size: number;
}

/** The checksum of a whole multipart object from those of its parts, in order. */
export function combineParts(
  algorithm: ChecksumAlgorithm,
  type: ChecksumType,
  parts: readonly PartChecksum[],
): StoredChecksum {
  const values = parts.map((part): Buffer => Buffer.from(part.value, 'base64'));
  if (type === 'COMPOSITE') {
    const digest = newDigest(algorithm);
    for (const value of values) digest.update(value);
    return { algorithm, type, value: `${digest.digest().toString('base64')}-${parts.length}` };
  }
  if (algorithm === 'SHA1' || algorithm === 'SHA256') {
    throw new S3Error(
      'InvalidRequest',
      `The FULL_OBJECT checksum type cannot be used with the ${algorithm} algorithm.`,
    );
  }
  const whole = values.reduce((sum, value, i) =>
    i === 0 ? value : combineCrc(algorithm, sum, value, parts[i]?.size ?? 0),
  );
  return { algorithm, type, value: whole.toString('base64') };
}
