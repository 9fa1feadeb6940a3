const LONGEST_LINE = 16_384;

/** Pulls lines and counted runs of bytes out of a byte stream, holding no more than one incoming chunk. */
export interface ByteReader {
  /** One line without its line end, or undefined when the stream ends before one. */
  line(): Promise<string | undefined>;
  /** The next `count` bytes in pieces; ends early only when the stream does. */
  bytes(count: number): AsyncGenerator<Buffer>;
  atEnd(): Promise<boolean>;
  /** Lets go of the stream. */
  close(): Promise<void>;
}

export function byteReader(source: AsyncIterable<Uint8Array>): ByteReader {
  const chunks = source[Symbol.asyncIterator]();
  let held: Buffer = Buffer.alloc(0);

  async function more(): Promise<boolean> {
    const next = await chunks.next();
    if (next.done) return false;
    const bytes = Buffer.from(next.value.buffer, next.value.byteOffset, next.value.byteLength);
    held = held.length === 0 ? bytes : Buffer.concat([held, bytes]);
    return true;
  }

  async function line(): Promise<string | undefined> {
    for (;;) {
      const end = held.indexOf(0x0a);
      if (end >= 0) {
        const text = held.toString('latin1', 0, end);
        held = held.subarray(end + 1);
        return text.endsWith('\r') ? text.slice(0, -1) : text;
      }
      // A line that never ends would otherwise be a way to fill the memory.
      if (held.length > LONGEST_LINE || !(await more())) return undefined;
    }
  }

  async function* bytes(count: number): AsyncGenerator<Buffer> {
    let missing = count;
    while (missing > 0) {
      if (held.length === 0 && !(await more())) return;
      const piece = held.subarray(0, missing);
      held = held.subarray(piece.length);
      missing -= piece.length;
      if (piece.length > 0) yield piece;
    }
  }

  async function atEnd(): Promise<boolean> {
    while (held.length === 0) if (!(await more())) return true;
    return false;
  }

  async function close(): Promise<void> {
    await chunks.return?.();
  }

  return { line, bytes, atEnd, close };
}
