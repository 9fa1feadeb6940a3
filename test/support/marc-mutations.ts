/** A small seeded generator (mulberry32), so that a failing mutation can be made again from its number. */
export function seededRandom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

type Mutation = (bytes: Uint8Array, random: (below: number) => number) => Uint8Array;

function replaced(bytes: Uint8Array, at: number, value: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[at] = value;
  return copy;
}

function inserted(bytes: Uint8Array, at: number, ...values: readonly number[]): Uint8Array {
  return Uint8Array.from([...bytes.subarray(0, at), ...values, ...bytes.subarray(at)]);
}

function removed(bytes: Uint8Array, at: number, count = 1): Uint8Array {
  return Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(at + count)]);
}

/** What happens to one record on its way through old systems, disks and scripts. */
export const mutations: Readonly<Record<string, Mutation>> = {
  'one byte changed': (bytes, random) => replaced(bytes, random(bytes.length), random(256)),
  'one byte lost': (bytes, random) => removed(bytes, random(bytes.length)),
  'one byte more': (bytes, random) => inserted(bytes, random(bytes.length), random(256)),
  'a leader byte changed': (bytes, random) => replaced(bytes, random(24), 0x20 + random(95)),
  'a wrong record length': (bytes, random) => {
    const length = String(random(100_000)).padStart(5, '0');
    return Uint8Array.from(bytes, (byte, index) => (index < 5 ? length.charCodeAt(index) : byte));
  },
  'a directory digit changed': (bytes, random) => replaced(bytes, 24 + random(24), 0x30 + random(10)),
  'no record terminator': (bytes) => removed(bytes, bytes.length - 1),
  'a record terminator in the data': (bytes, random) => replaced(bytes, Math.floor(bytes.length / 2) + random(5), 0x1d),
  'a field terminator more': (bytes, random) => inserted(bytes, bytes.length - 2 - random(10), 0x1e),
  'a delimiter more': (bytes, random) => inserted(bytes, bytes.length - 2 - random(10), 0x1f),
  'bytes overwritten with zeros': (bytes, random) => {
    const from = random(bytes.length - 1);
    const to = Math.min(bytes.length - 1, from + 1 + random(20));
    return Uint8Array.from(bytes, (byte, index) => (index >= from && index < to ? 0 : byte));
  },
  'a leader destroyed': (bytes, random) =>
    Uint8Array.from(bytes, (byte, index) => (index < 24 ? 0x40 + random(60) : byte)),
  'the label says MARC-8': (bytes) => replaced(bytes, 9, 0x20),
  'the end cut off': (bytes, random) => bytes.slice(0, 30 + random(Math.max(1, bytes.length - 31))),
  'two terminators': (bytes) => inserted(bytes, bytes.length, 0x1d),
  'junk before it': (bytes) => inserted(bytes, 0, ...[0x2d, 0x2d, 0x20, 0x70, 0x61, 0x67, 0x65, 0x0c, 0x0a]),
};
