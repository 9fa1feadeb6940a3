import { crc32 } from 'node:zlib';

/** A running cyclic redundancy check; `digest` gives the big-endian bytes that S3 encodes in base64. */
export interface Crc {
  update(bytes: Uint8Array): void;
  digest(): Buffer;
}

const POLY_32 = 0xedb88320n;
const POLY_32C = 0x82f63b78n;
const POLY_64NVME = 0x9a6c9329ac4bc9b5n;

const SLICES = 8;

/** Eight tables of 256, so that eight bytes are taken in one step ("slicing by eight"). */
function sliceTables(polynomial: bigint): bigint[] {
  const tables: bigint[] = [];
  for (let byte = 0; byte < 256; byte++) {
    let value = BigInt(byte);
    for (let bit = 0; bit < 8; bit++) value = value & 1n ? (value >> 1n) ^ polynomial : value >> 1n;
    tables.push(value);
  }
  for (let i = 256; i < SLICES * 256; i++) {
    const before = tables[i - 256] ?? 0n;
    tables.push((before >> 8n) ^ (tables[Number(before & 0xffn)] ?? 0n));
  }
  return tables;
}

function low(values: readonly bigint[]): Int32Array {
  return Int32Array.from(values, (value) => Number(BigInt.asIntN(32, value)));
}

function high(values: readonly bigint[]): Int32Array {
  return Int32Array.from(values, (value) => Number(BigInt.asIntN(32, value >> 32n)));
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** What eight bytes, given as two words, turn the running value into. */
function step(table: Int32Array, first: number, second: number): number {
  return (
    (table[1792 + (first & 0xff)] ?? 0) ^
    (table[1536 + ((first >>> 8) & 0xff)] ?? 0) ^
    (table[1280 + ((first >>> 16) & 0xff)] ?? 0) ^
    (table[1024 + (first >>> 24)] ?? 0) ^
    (table[768 + (second & 0xff)] ?? 0) ^
    (table[512 + ((second >>> 8) & 0xff)] ?? 0) ^
    (table[256 + ((second >>> 16) & 0xff)] ?? 0) ^
    (table[second >>> 24] ?? 0)
  );
}

export function newCrc32(): Crc {
  let value = 0;
  return {
    update: (bytes) => {
      value = crc32(bytes, value);
    },
    digest: () => bigEndian(BigInt(value >>> 0), 4),
  };
}

export function newCrc32c(): Crc {
  const table = low(sliceTables(POLY_32C));
  let value = -1;
  return {
    update: (bytes) => {
      const words = view(bytes);
      let at = 0;
      for (; at + SLICES <= bytes.length; at += SLICES) {
        value = step(table, value ^ words.getInt32(at, true), words.getInt32(at + 4, true));
      }
      for (; at < bytes.length; at++) value = (table[(value ^ words.getUint8(at)) & 0xff] ?? 0) ^ (value >>> 8);
    },
    digest: () => bigEndian(BigInt.asUintN(32, BigInt(~value)), 4),
  };
}

/** CRC-64/NVME on two 32-bit halves: BigInt arithmetic per byte would be a hundred times slower. */
export function newCrc64Nvme(): Crc {
  const values = sliceTables(POLY_64NVME);
  const lowTable = low(values);
  const highTable = high(values);
  let hi = -1;
  let lo = -1;
  return {
    update: (bytes) => {
      const words = view(bytes);
      let at = 0;
      for (; at + SLICES <= bytes.length; at += SLICES) {
        const first = lo ^ words.getInt32(at, true);
        const second = hi ^ words.getInt32(at + 4, true);
        lo = step(lowTable, first, second);
        hi = step(highTable, first, second);
      }
      for (; at < bytes.length; at++) {
        const index = (lo ^ words.getUint8(at)) & 0xff;
        lo = ((lo >>> 8) | (hi << 24)) ^ (lowTable[index] ?? 0);
        hi = (hi >>> 8) ^ (highTable[index] ?? 0);
      }
    },
    digest: () => {
      const bytes = Buffer.alloc(8);
      bytes.writeInt32BE(~hi, 0);
      bytes.writeInt32BE(~lo, 4);
      return bytes;
    },
  };
}

function bigEndian(value: bigint, width: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(value);
  return bytes.subarray(8 - width);
}

const COMBINERS = {
  CRC32: { polynomial: POLY_32, bits: 32 },
  CRC32C: { polynomial: POLY_32C, bits: 32 },
  CRC64NVME: { polynomial: POLY_64NVME, bits: 64 },
} as const;

export type CrcName = keyof typeof COMBINERS;

/** Product of two polynomials modulo the generator, in the reflected order the CRCs use (the top bit is x^0). */
function multiply(a: bigint, b: bigint, polynomial: bigint, bits: number): bigint {
  let product = 0n;
  let factor = b;
  for (let bit = BigInt(bits - 1); bit >= 0n; bit--) {
    if ((a >> bit) & 1n) product ^= factor;
    factor = factor & 1n ? (factor >> 1n) ^ polynomial : factor >> 1n;
  }
  return product;
}

/**
 * The CRC of two runs of bytes from the CRC of each, without reading them again.
 * @param secondLength bytes in the second run
 */
export function combineCrc(name: CrcName, first: Buffer, second: Buffer, secondLength: number): Buffer {
  const { polynomial, bits } = COMBINERS[name];
  const top = 1n << BigInt(bits - 1);
  let shift = top;
  let square = top >> 8n;
  for (let length = secondLength; length > 0; length = Math.floor(length / 2)) {
    if (length % 2 === 1) shift = multiply(shift, square, polynomial, bits);
    square = multiply(square, square, polynomial, bits);
  }
  const moved = multiply(BigInt(`0x${first.toString('hex')}`), shift, polynomial, bits);
  return bigEndian(moved ^ BigInt(`0x${second.toString('hex')}`), bits / 8);
}
