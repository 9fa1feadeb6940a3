import { type OpenedAge, UnreadableCopy, whole } from './age-file.ts';

const BLOCK = 512;

/** Where a file of the archive lies in it. */
export interface Place {
  readonly from: number;
  readonly to: number;
}

const textAt = (block: Uint8Array, from: number, bytes: number): string => {
  const field = Buffer.from(block.subarray(from, from + bytes));
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end === -1 ? bytes : end);
};

/**
 * Where each file of a sealed tar archive lies, read from the headers alone, so that a file is had without unpacking
 * what stands before it. Reads what our own writer writes (ustar, files only) and refuses the rest.
 */
export const indexOf = async (opened: OpenedAge): Promise<ReadonlyMap<string, Place>> => {
  const places = new Map<string, Place>();
  const refuse = (): never => {
    throw new UnreadableCopy('not-take-home', opened.name, 'it opens, but what is inside is not a take-home copy');
  };
  for (let at = 0; at + BLOCK <= opened.size; ) {
    const header = await whole(opened.range(at, at + BLOCK));
    if (header.every((byte) => byte === 0)) return places;
    const size = Number.parseInt(textAt(header, 124, 12).trim(), 8);
    if (textAt(header, 257, 5) !== 'ustar' || header[156] !== 0x30 || !Number.isSafeInteger(size)) refuse();
    const prefix = textAt(header, 345, 155);
    const name = `${prefix === '' ? '' : `${prefix}/`}${textAt(header, 0, 100)}`;
    places.set(name, { from: at + BLOCK, to: at + BLOCK + size });
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  return refuse();
};
