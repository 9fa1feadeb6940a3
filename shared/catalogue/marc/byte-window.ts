/** The bytes of a stream that are not yet used up: grows by doubling, and knows where it is in the file. */
export interface ByteWindow {
  /** The bytes now held; views into it die at the next `append`. */
  readonly bytes: () => Uint8Array;
  /** File offset of `bytes()[0]`. */
  readonly offset: () => number;
  readonly append: (chunk: Uint8Array) => void;
  /** Gives up the first `count` bytes. */
  readonly drop: (count: number) => void;
}

export function createByteWindow(startOffset: number): ByteWindow {
  let store: Uint8Array = new Uint8Array(0);
  let from = 0;
  let to = 0;
  let offset = startOffset;
  return {
    bytes: () => store.subarray(from, to),
    offset: () => offset,
    append: (chunk) => {
      const held = to - from;
      if (held === 0) {
        // Nothing is left over: read straight from the caller's chunk instead of copying it.
        store = chunk;
        from = 0;
        to = chunk.length;
        return;
      }
      // The store may be the caller's own chunk, so it is never written into: what is left moves to a new one.
      const grown = new Uint8Array(held + chunk.length);
      grown.set(store.subarray(from, to), 0);
      grown.set(chunk, held);
      store = grown;
      from = 0;
      to = grown.length;
    },
    drop: (count) => {
      from += count;
      offset += count;
    },
  };
}
