import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CrcName, combineCrc, newCrc32, newCrc32c, newCrc64Nvme } from '../../../infra/local/s3/crc.ts';

const MAKERS = { CRC32: newCrc32, CRC32C: newCrc32c, CRC64NVME: newCrc64Nvme } as const;
const NAMES: readonly CrcName[] = ['CRC32', 'CRC32C', 'CRC64NVME'];

function crc(name: CrcName, ...pieces: Uint8Array[]): Buffer {
  const running = MAKERS[name]();
  for (const piece of pieces) running.update(piece);
  return running.digest();
}

describe('cyclic redundancy checks', () => {
  // The check values of the catalogue of parametrised CRC algorithms for the text "123456789".
  it.each([
    ['CRC32', 'cbf43926'],
    ['CRC32C', 'e3069283'],
    ['CRC64NVME', 'ae8b14860a799888'],
  ] as const)('%s has its published check value', (name, expected) => {
    expect(crc(name, Buffer.from('123456789')).toString('hex')).toBe(expected);
  });

  it.each(NAMES)('%s does not depend on where the bytes are cut', (name) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.uint8Array({ maxLength: 100 }), (a, b) => {
        expect(crc(name, a, b)).toEqual(crc(name, Buffer.concat([a, b])));
      }),
    );
  });

  it.each(NAMES)('%s of a whole follows from those of its parts', (name) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 300 }), (a, b) => {
        expect(combineCrc(name, crc(name, a), crc(name, b), b.length)).toEqual(crc(name, Buffer.concat([a, b])));
      }),
    );
  });
});
