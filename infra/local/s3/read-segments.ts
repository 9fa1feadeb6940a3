import type { BlobRef, Blobs } from './blobs.ts';
import type { ByteRange } from './ranges.ts';
import type { Segment } from './versions.ts';

const READ_SIZE = 256 * 1024;

async function* readFile(blobs: Blobs, segment: Segment, start: number, end: number): AsyncGenerator<Uint8Array> {
  const handle = await blobs.open(segment);
  try {
    const { size } = await handle.stat();
    if (size !== segment.size) throw new Error(`blob ${segment.blob} has ${size} bytes instead of ${segment.size}`);
    for (let at = start; at <= end; ) {
      const buffer = Buffer.allocUnsafe(Math.min(READ_SIZE, end - at + 1));
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, at);
      if (bytesRead === 0) throw new Error(`blob ${segment.blob} ended early`);
      at += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

/**
 * The bytes of an object, or of a range of it, across its files. The files stay until the reader is done, even when
 * the version is deleted or replaced meanwhile: ask for this in the same turn in which the version was looked up.
 */
export function readSegments(blobs: Blobs, segments: readonly Segment[], range: ByteRange): AsyncGenerator<Uint8Array> {
  const refs: readonly BlobRef[] = segments;
  const release = blobs.hold(refs);

  async function* read(): AsyncGenerator<Uint8Array> {
    let before = 0;
    for (const segment of segments) {
      const start = Math.max(range.start - before, 0);
      const end = Math.min(range.end - before, segment.size - 1);
      before += segment.size;
      if (start <= end) yield* readFile(blobs, segment, start, end);
    }
  }

  return releasing(read(), release);
}

/** A generator that was never started runs no `finally`, so that the release sits on `return` itself. */
function releasing(inner: AsyncGenerator<Uint8Array>, release: () => void): AsyncGenerator<Uint8Array> {
  const settle = (result: IteratorResult<Uint8Array>) => {
    if (result.done) release();
    return result;
  };
  const fail = (error: unknown): never => {
    release();
    throw error;
  };
  const outer: AsyncGenerator<Uint8Array> = {
    next: () => inner.next().then(settle, fail),
    return: (value) => inner.return(value).then(settle, fail),
    throw: (error) => inner.throw(error).then(settle, fail),
    [Symbol.asyncIterator]: () => outer,
    [Symbol.asyncDispose]: async () => void (await outer.return(undefined)),
  };
  return outer;
}
