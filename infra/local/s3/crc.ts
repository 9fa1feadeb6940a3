import { crc32 } from 'node:zlib';

/** A running cyclic redundancy check; `digest` gives the big-endian bytes that S3 encodes in base64. */
export interface Crc {
  update(bytes: Uint8Array): void;
  digest(): Buffer;
}

const POLY_32 = 0xedb88320n;
const POLY_32C = 0x82f63b78n;
const POLY_64NVME = 0x9a6c9329ac4bc9b5n;

function bigTable(polynomial: bigint): bigint[] {
  return Array.from({ length: 256 }, (_, byte) => {
    let value = BigInt(byte);
    for (let bit = 0; bit < 8; bit++) value = value & 1n ? (value >> 1n) ^ polynomial : value >> 1n;
    return value;
  });
}

function low(values: readonly bigint[]): Int32Array {
  return Int32Array.from(values, (value) => Number(BigInt.asIntN(32, value)));
}

function high(values: readonly bigint[]): Int32Array {
  return Int32Array.from(values, (value) => Number(BigInt.asIntN(32, value >> 32n)));
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
  const table = low(bigTable(POLY_32C));
  let value = -1;
  return {
    update: (bytes) => {
      for (const byte of bytes) value = (table[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8);
    },
    digest: () => bigEndian(BigInt.asUintN(32, BigInt(~value)), 4),
  };
}

/** CRC-64/NVME on two 32-bit halves: BigInt arithmetic per byte is thirty times slower. */
export function newCrc64Nvme(): Crc {
  const values = bigTable(POLY_64NVME);
  const lowTable = low(values);
  const highTable = high(values);
  let hi = -1;
  let lo = -1;
  return {
    update: (bytes) => {
      for (const byte of bytes) {
        const index = (lo ^ byte) & 0xff;
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
