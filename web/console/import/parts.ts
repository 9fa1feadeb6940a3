export interface Part {
  /** From 1, as S3 counts. */
  readonly part: number;
  readonly from: number;
  readonly to: number;
}

/** How a file of `size` bytes is cut: every part `partBytes` long but the last. An empty file is one empty part. */
export const planParts = (size: number, partBytes: number): readonly Part[] => {
  const count = Math.max(1, Math.ceil(size / partBytes));
  return Array.from({ length: count }, (_, at) => ({
    part: at + 1,
    from: at * partBytes,
    to: Math.min(size, (at + 1) * partBytes),
  }));
};

/** Lower-case hex of a digest. */
export const hexOf = (digest: ArrayBuffer): string =>
  Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
