import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPacker, type Load, type Piece, ROOM } from '../../../shared/intake/pack.ts';

type Named = Load & { readonly name: number };
const packed = (loads: readonly Load[]): Piece<Named>[][] => {
  const packer = createPacker<Named>((of) => of);
  const chunks = loads.flatMap((load, name) => packer.put({ ...load, name }));
  return [...chunks, ...packer.rest()];
};
const partsOf = ({ of, from, to, begins }: Piece<Named>): number =>
  of.hasTitle ? (begins ? 3 : to > from ? 1 : 0) + (to - from) * 4 : 0;

const title = (copies: number, bytes = 1000): Load => ({ hasTitle: true, isBegun: false, copies, bytes });

describe('transactions of an import', () => {
  it('hold as many whole records as fit', () => {
    const chunks = packed(Array.from({ length: 30 }, () => title(1)));
    expect(chunks.map((chunk) => chunk.length)).toEqual([14, 14, 2]);
  });

  it('never split a record that fits into one of its own', () => {
    const chunks = packed([title(10), title(15)]);
    expect(chunks.map((chunk) => chunk.map(({ ends, begins }) => begins && ends))).toEqual([[true], [true]]);
  });

  it('split a record with more copies than fit, and let the next record join its rest', () => {
    const chunks = packed([title(1), title(50), title(1)]);
    expect(chunks.map((chunk) => chunk.map(({ of, from, to }) => [of.name, from, to]))).toEqual([
      [[0, 0, 1]],
      [[1, 0, 23]],
      [[1, 23, 47]],
      [
        [1, 47, 50],
        [2, 0, 1],
      ],
    ]);
  });

  it('go on with a record that an earlier run began, without a title', () => {
    const [[piece] = []] = packed([{ ...title(2), isBegun: true }]);
    expect(piece).toMatchObject({ begins: false, ends: true, from: 0, to: 2 });
  });

  it('keep their order and limits, and lose and repeat nothing, whatever the file holds', () => {
    const load = fc.record({
      hasTitle: fc.boolean(),
      isBegun: fc.constant(false),
      copies: fc.oneof({ weight: 5, arbitrary: fc.nat(4) }, fc.nat(120)),
      bytes: fc.nat(300_000),
    });
    const sound = load.map((one) => (one.hasTitle ? one : { ...one, copies: 0, bytes: 0 }));
    fc.assert(
      fc.property(fc.array(sound, { maxLength: 120 }), (loads) => {
        const chunks = packed(loads);
        for (const chunk of chunks) {
          expect(chunk.reduce((sum, piece) => sum + partsOf(piece), 0)).toBeLessThanOrEqual(ROOM);
          expect(chunk.reduce((sum, { of, begins }) => sum + (begins ? of.bytes : 0), 0)).toBeLessThanOrEqual(
            2_000_000,
          );
        }
        const pieces = chunks.flat();
        loads.forEach(({ copies }, name) => {
          const own = pieces.filter(({ of }) => of.name === name);
          expect(own.map(({ begins }) => begins)).toEqual(own.map((_, index) => index === 0));
          expect(own.map(({ ends }) => ends)).toEqual(own.map((_, index) => index === own.length - 1));
          expect(own.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, n) => from + n))).toEqual([
            ...Array(copies).keys(),
          ]);
        });
        expect(pieces.map(({ of }) => of.name)).toEqual(pieces.map(({ of }) => of.name).toSorted((a, b) => a - b));
      }),
    );
  });
});
