import { createCipheriv, createDecipheriv } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { finished } from 'node:stream/promises';

/** A file on the worker's own disk whose size is known once it is written: tar wants the size before the bytes. */
export interface ScratchFile {
  readonly write: (bytes: Uint8Array) => Promise<void>;
  /** No more comes. Gives back the bytes and how many there are. */
  readonly end: () => Promise<{ readonly size: number; readonly read: () => AsyncIterable<Uint8Array> }>;
  readonly remove: () => Promise<void>;
}

/** Small writes are gathered to this size. */
const GATHER = 256 * 1024;

/**
 * Names of patrons go through here, so the disk never sees them: the bytes are enciphered under a key that only this
 * process has, and what a killed worker leaves behind nobody can read. AES-CTR keeps the size as it is; the bytes are
 * held to nothing here, because they never leave the machine.
 */
export const scratchFile = (path: string, random: (bytes: number) => Uint8Array): ScratchFile => {
  const [key, start] = [random(32), random(16)];
  const cipher = createCipheriv('aes-256-ctr', key, start);
  const file = createWriteStream(path, { mode: 0o600, flags: 'wx' });
  cipher.pipe(file);
  const written = finished(file);
  // Whoever writes or ends is told; until then an error has nobody else to tell.
  written.catch(() => undefined);
  let gathered: Uint8Array[] = [];
  let waiting = 0;
  let size = 0;
  const push = async (): Promise<void> => {
    const chunk = Buffer.concat(gathered);
    gathered = [];
    waiting = 0;
    if (file.errored !== null) throw file.errored;
    if (!cipher.write(chunk))
      await Promise.race([new Promise<void>((resolve) => cipher.once('drain', resolve)), written]);
  };
  return {
    write: async (bytes) => {
      gathered.push(bytes);
      waiting += bytes.length;
      size += bytes.length;
      if (waiting >= GATHER) await push();
    },
    end: async () => {
      await push();
      cipher.end();
      await written;
      return {
        size,
        read: () => createReadStream(path).pipe(createDecipheriv('aes-256-ctr', key, start)),
      };
    },
    remove: () => rm(path, { force: true }),
  };
};
