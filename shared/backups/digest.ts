import { createHash } from 'node:crypto';
import type { AttributeMap } from '../aws/attribute-value.ts';
import { canonicalItem } from '../aws/canonical.ts';

const LANES = 1024;

/**
 * A digest of a set of items that does not depend on their order or on how they are split into files:
 * LtHash16 (Lewi, Kim, Maykov, Weis: "Securing Update Propagation with Homomorphic Hashing", 2019) over SHAKE128.
 * Each item becomes 1,024 numbers of 16 bits, added lane by lane; finding other items with the same sums is a
 * lattice problem of about 200 bits. It is sound for sets: an item counted 65,536 times vanishes, and keys are unique.
 * The sums fit in 2 KB, so that a half-done digest travels in a job's cursor.
 */
export interface Digest {
  readonly add: (table: string, item: AttributeMap) => void;
  /** Takes an item out that is in it: what is left is the digest of the rest. */
  readonly subtract: (table: string, item: AttributeMap) => void;
  readonly count: () => number;
  /** What `resumeDigest` goes on from. */
  readonly state: () => string;
  /** Lower-case hex SHA-256 over the count and the sums. */
  readonly value: () => string;
}

const digestFrom = (sums: Uint16Array, from: number): Digest => {
  let count = from;
  const bytes = () => Buffer.from(sums.buffer, sums.byteOffset, sums.byteLength);
  const move = (by: 1 | -1, table: string, item: AttributeMap): void => {
    const lanes = createHash('shake128', { outputLength: LANES * 2 })
      .update(`${table}\n${canonicalItem(item)}`)
      .digest();
    // A Uint16Array keeps what is left modulo 65,536, below zero too.
    for (let lane = 0; lane < LANES; lane += 1) sums[lane] = (sums[lane] ?? 0) + by * lanes.readUInt16LE(lane * 2);
    count += by;
  };
  return {
    add: (table, item) => move(1, table, item),
    subtract: (table, item) => move(-1, table, item),
    count: () => count,
    state: () => `${count}:${bytes().toString('base64')}`,
    value: () => createHash('sha256').update(`strongroom-digest-1\n${count}\n`).update(bytes()).digest('hex'),
  };
};

export const newDigest = (): Digest => digestFrom(new Uint16Array(LANES), 0);

/** Goes on with a digest from its state. Throws when the state is not one. */
export const resumeDigest = (state: string): Digest => {
  const [count, sums] = state.split(':');
  const bytes = Buffer.from(sums ?? '', 'base64');
  if (bytes.length !== LANES * 2 || !/^-?\d+$/.test(count ?? '')) throw new Error('not the state of a digest');
  const lanes = new Uint16Array(LANES);
  for (let lane = 0; lane < LANES; lane += 1) lanes[lane] = bytes.readUInt16LE(lane * 2);
  return digestFrom(lanes, Number(count));
};
