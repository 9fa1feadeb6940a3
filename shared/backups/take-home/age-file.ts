import { createDecipheriv, hkdfSync } from 'node:crypto';
import { Decrypter } from 'age-encryption';

const CHUNK = 64 * 1024;
const TAG = 16;
const SEALED_CHUNK = CHUNK + TAG;
const NONCE = 16;
/** A header for a few recipients has a few hundred bytes; one that does not end by here is none. */
const LONGEST_HEADER = 64 * 1024;

/** Bytes that can be read from anywhere: a file on disk. */
export interface Source {
  readonly name: string;
  readonly size: number;
  readonly read: (from: number, bytes: number) => Promise<Uint8Array>;
}

export type CopyProblem = 'not-age' | 'other-identity' | 'cut-short' | 'damaged' | 'not-take-home' | 'part-missing';

/** A take-home copy that cannot be read. The message is a sentence for whoever holds the file. */
export class UnreadableCopy extends Error {
  readonly code: CopyProblem;
  readonly file: string;
  constructor(code: CopyProblem, file: string, says: string, options?: ErrorOptions) {
    super(`${file}: ${says}`, options);
    this.code = code;
    this.file = file;
  }
}

/** A sealed file, readable from anywhere without being unpacked: age seals each 64 KiB by itself. */
export interface OpenedAge {
  readonly name: string;
  /** Bytes of what is inside. */
  readonly size: number;
  /** Bytes `from` up to (not with) `to`, chunk by chunk, each held to its tag. */
  readonly range: (from: number, to: number) => AsyncGenerator<Uint8Array>;
}

const headerOf = async (source: Source): Promise<Uint8Array> => {
  const start = Buffer.from(await source.read(0, Math.min(LONGEST_HEADER, source.size)));
  const mac = start.indexOf('\n--- ');
  const end = mac === -1 ? -1 : start.indexOf('\n', mac + 1);
  if (!start.subarray(0, 22).equals(Buffer.from('age-encryption.org/v1\n')) || end === -1)
    throw new UnreadableCopy('not-age', source.name, 'this is not a file sealed with age, or its first bytes are lost');
  return start.subarray(0, end + 1);
};

const fileKeyOf = async (source: Source, header: Uint8Array, identity: string): Promise<Uint8Array> => {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  try {
    return await decrypter.decryptHeader(header);
  } catch (error) {
    const other = error instanceof Error && error.message.startsWith('no identity matched');
    throw other
      ? new UnreadableCopy('other-identity', source.name, 'it was sealed for another recovery sheet than this one', {
          cause: error,
        })
      : new UnreadableCopy('damaged', source.name, 'its header is damaged', { cause: error });
  }
};

/** STREAM as age uses it: the number of the chunk, then whether it is the last. */
const nonceOf = (chunk: number, last: boolean): Uint8Array => {
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(chunk, 5, 6);
  nonce[11] = last ? 1 : 0;
  return nonce;
};

const openChunk = (key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array): Uint8Array => {
  const decipher = createDecipheriv('chacha20-poly1305', key, nonce, { authTagLength: TAG });
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG));
  return Buffer.concat([decipher.update(sealed.subarray(0, sealed.length - TAG)), decipher.final()]);
};

/**
 * Opens a file in the age format with an identity (`AGE-SECRET-KEY-1…`). The last chunk is looked at first: a file that
 * was cut short anywhere is refused before anything of it is used. Throws `UnreadableCopy`.
 */
export const openAge = async (source: Source, identity: string): Promise<OpenedAge> => {
  const header = await headerOf(source);
  const fileKey = await fileKeyOf(source, header, identity);
  const nonce = await source.read(header.length, NONCE);
  const key = new Uint8Array(hkdfSync('sha256', fileKey, nonce, 'payload', 32));
  const begin = header.length + NONCE;
  const sealedSize = source.size - begin;
  const cutShort = (cause?: unknown) =>
    new UnreadableCopy(
      'cut-short',
      source.name,
      'its end is missing or damaged; perhaps it was not copied to its end',
      { cause },
    );
  if (sealedSize < TAG) throw cutShort();
  const chunks = Math.ceil(sealedSize / SEALED_CHUNK);
  const lastSize = sealedSize - (chunks - 1) * SEALED_CHUNK;
  if (lastSize < TAG) throw cutShort();
  const size = sealedSize - chunks * TAG;

  const chunkAt = async (chunk: number): Promise<Uint8Array> => {
    const last = chunk === chunks - 1;
    const at = begin + chunk * SEALED_CHUNK;
    const sealed = await source.read(at, last ? lastSize : SEALED_CHUNK);
    try {
      return openChunk(key, nonceOf(chunk, last), sealed);
    } catch (error) {
      if (last) throw cutShort(error);
      // The reader of a backup knows a changed file by these words, and names it.
      const says = `checksum mismatch: it was changed or damaged near byte ${at}`;
      throw new UnreadableCopy('damaged', source.name, says, { cause: error });
    }
  };
  await chunkAt(chunks - 1);
  return {
    name: source.name,
    size,
    range: async function* (from, to) {
      for (let chunk = Math.floor(from / CHUNK); chunk * CHUNK < Math.min(to, size); chunk += 1) {
        const plain = await chunkAt(chunk);
        yield plain.subarray(Math.max(0, from - chunk * CHUNK), Math.min(plain.length, to - chunk * CHUNK));
      }
    },
  };
};

/** Small things in one piece. */
export const whole = async (chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> => {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
};
