import { type FileHandle, mkdir, open, readdir, rename, rm, rmdir, unlink } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { blobPath } from './blob-path.ts';

export interface BlobRef {
  readonly bucket: string;
  readonly key: string;
  readonly blob: string;
}

/** Files of objects and parts. A blob is written once, never changed, and removed when nothing points at it. */
export interface Blobs {
  /** Streams into a temporary file, syncs it and moves it to its place; on any error nothing remains. */
  write(ref: BlobRef, data: AsyncIterable<Uint8Array>): Promise<void>;
  open(ref: BlobRef): Promise<FileHandle>;
  /** Keeps the blobs readable until released, even when their version is removed meanwhile. */
  hold(refs: readonly BlobRef[]): () => void;
  /** Removes what the metadata no longer knows. A failure leaves garbage for the next start, never an error. */
  discard(refs: readonly BlobRef[]): void;
  /** Waits for the removals under way. */
  settled(): Promise<void>;
  /** Removes temporary files and every file that `isKnown` does not claim. */
  sweepGarbage(isKnown: (bucket: string, blob: string) => boolean): Promise<number>;
  removeBucket(bucket: string): Promise<void>;
}

export type BlobFault = (point: 'blob-write' | 'blob-rename', ref: BlobRef) => void | Promise<void>;

async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function makeDurableDirectory(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true });
  if (first === undefined) return;
  for (let at = path; ; at = dirname(at)) {
    await syncDirectory(dirname(at));
    if (at === first) return;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

export async function openBlobs(root: string, fault: BlobFault): Promise<Blobs> {
  const temporary = join(root, '.incoming');
  await mkdir(temporary, { recursive: true });
  const held = new Map<string, number>();
  const doomed = new Map<string, BlobRef>();
  const removals = new Set<Promise<void>>();
  const pathOf = (ref: BlobRef) => join(root, ref.bucket, blobPath(ref.key, ref.blob));

  async function fill(handle: FileHandle, ref: BlobRef, data: AsyncIterable<Uint8Array>): Promise<void> {
    for await (const bytes of data) {
      await fault('blob-write', ref);
      for (let at = 0; at < bytes.length; ) at += (await handle.write(bytes, at)).bytesWritten;
    }
    await handle.sync();
  }

  /** An emptied folder may be removed by a delete between our mkdir and rename: then it is made again. */
  async function moveIntoPlace(from: string, to: string): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await makeDurableDirectory(dirname(to));
        await rename(from, to);
        return await syncDirectory(dirname(to));
      } catch (error) {
        if (!isMissing(error) || attempt === 5) throw error;
      }
    }
  }

  async function write(ref: BlobRef, data: AsyncIterable<Uint8Array>): Promise<void> {
    const incoming = join(temporary, ref.blob);
    try {
      const handle = await open(incoming, 'wx', 0o600);
      try {
        await fill(handle, ref, data);
      } finally {
        await handle.close();
      }
      await fault('blob-rename', ref);
      await moveIntoPlace(incoming, pathOf(ref));
    } catch (error) {
      await rm(incoming, { force: true });
      throw error;
    }
  }

  async function remove(ref: BlobRef): Promise<void> {
    const path = pathOf(ref);
    try {
      await unlink(path);
      for (let at = dirname(path); relative(join(root, ref.bucket), at) !== ''; at = dirname(at)) await rmdir(at);
    } catch {
      // A folder that still has something in it ends the climb; a file that stays is swept at the next start.
    }
  }

  function removeSoon(ref: BlobRef): void {
    const removal = remove(ref).finally(() => removals.delete(removal));
    removals.add(removal);
  }

  function discard(refs: readonly BlobRef[]): void {
    for (const ref of refs) {
      if (held.has(ref.blob)) doomed.set(ref.blob, ref);
      else removeSoon(ref);
    }
  }

  function release(refs: readonly BlobRef[]): void {
    for (const ref of refs) {
      const count = (held.get(ref.blob) ?? 1) - 1;
      if (count > 0) {
        held.set(ref.blob, count);
        continue;
      }
      held.delete(ref.blob);
      if (doomed.delete(ref.blob)) removeSoon(ref);
    }
  }

  function hold(refs: readonly BlobRef[]): () => void {
    for (const ref of refs) held.set(ref.blob, (held.get(ref.blob) ?? 0) + 1);
    let done = false;
    return () => {
      if (!done) release(refs);
      done = true;
    };
  }

  async function sweepGarbage(isKnown: (bucket: string, blob: string) => boolean): Promise<number> {
    await rm(temporary, { recursive: true, force: true });
    await mkdir(temporary, { recursive: true });
    let removed = 0;
    for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
      const bucket = relative(root, entry.parentPath).split(sep)[0] ?? '';
      const mark = entry.name.indexOf('@');
      if (!entry.isFile() || bucket === '' || mark < 0 || isKnown(bucket, entry.name.slice(0, mark))) continue;
      await unlink(join(entry.parentPath, entry.name));
      removed += 1;
    }
    return removed;
  }

  return {
    write,
    hold,
    discard,
    sweepGarbage,
    open: (ref) => open(pathOf(ref), 'r'),
    settled: async () => {
      while (removals.size > 0) await Promise.all(removals);
    },
    removeBucket: (bucket) => rm(join(root, bucket), { recursive: true, force: true }),
  };
}
