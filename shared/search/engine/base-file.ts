import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createZstdCompress, createZstdDecompress } from 'node:zlib';
import { SearchError } from './errors.ts';
import type { BaseEntry } from './manifest.ts';

/** Level 9: the file is written once and fetched by every container that starts. */
const LEVEL = 9;

/** Lets chunks through while `see` looks at each; a throw ends the pipeline. */
const tap = (see: (chunk: Buffer) => void): Transform =>
  new Transform({
    transform(chunk: Buffer, _encoding, done) {
      try {
        see(chunk);
        done(null, chunk);
      } catch (error) {
        done(error instanceof Error ? error : new Error('unexpected', { cause: error }));
      }
    },
  });

/** Compresses a database file for storing. Lengths in bytes; the SHA-256 is of the compressed file. */
export const packBase = async (
  database: string,
  target: string,
): Promise<{ bytes: number; rawBytes: number; sha256: string }> => {
  const hash = createHash('sha256');
  await pipeline(
    createReadStream(database),
    createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: LEVEL } }),
    tap((chunk) => hash.update(chunk)),
    createWriteStream(target),
  );
  const [packed, raw] = await Promise.all([stat(target), stat(database)]);
  return { bytes: packed.size, rawBytes: raw.size, sha256: hash.digest('hex') };
};

const corrupt = (entry: BaseEntry, why: string, cause?: unknown): SearchError =>
  new SearchError('base-corrupt', `Search base ${entry.id}: ${why}`, { cause });

/** Errors of zlib say that the bytes are wrong; any other comes from the disk or the network and is not the base's fault. */
const isZstdError = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  typeof error.code === 'string' &&
  /^(ZSTD_|Z_|ERR_ZLIB)/.test(error.code);

/**
 * Writes the database of a stored base to `target`, never more than the manifest promises.
 * Throws `base-corrupt` unless length and SHA-256 are those of the manifest; the file is then not to be opened.
 */
export const unpackBase = async (
  stored: AsyncIterable<Uint8Array>,
  entry: BaseEntry,
  target: string,
): Promise<void> => {
  const hash = createHash('sha256');
  let packed = 0;
  let raw = 0;
  const countPacked = tap((chunk) => {
    packed += chunk.length;
    hash.update(chunk);
    if (packed > entry.bytes) throw corrupt(entry, 'longer than the manifest says');
  });
  const countRaw = tap((chunk) => {
    raw += chunk.length;
    if (raw > entry.rawBytes) throw corrupt(entry, 'unpacks to more than the manifest says');
  });
  try {
    await pipeline(stored, countPacked, createZstdDecompress(), countRaw, createWriteStream(target));
  } catch (error) {
    throw isZstdError(error) ? corrupt(entry, 'cannot be unpacked', error) : error;
  }
  if (packed !== entry.bytes || raw !== entry.rawBytes) throw corrupt(entry, 'shorter than the manifest says');
  if (hash.digest('hex') !== entry.sha256) throw corrupt(entry, 'does not have the SHA-256 of the manifest');
};
