import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fileNameOf, PART_LIMIT, partsOf } from '../../../shared/backups/take-home/plan.ts';

const sizes = fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 40 });

describe('parts of a copy', () => {
  it('hold every file once, in order, numbered from 1 without a gap, and none is over the limit that need not be', () => {
    fc.assert(
      fc.property(sizes, fc.integer({ min: 0, max: 300 }), (files, taken) => {
        const parts = partsOf(files, taken, 100);
        expect(parts).toHaveLength(files.length);
        let last = 1;
        const full = new Map<number, number[]>([[1, taken === 0 ? [] : [taken]]]);
        for (const [at, part] of parts.entries()) {
          expect(part === last || part === last + 1).toBe(true);
          last = part;
          full.set(part, [...(full.get(part) ?? []), files[at] ?? 0]);
        }
        for (const held of full.values()) {
          const sum = held.reduce((all, one) => all + one, 0);
          // Only what is too large by itself may be over; empty files cost nothing.
          if (sum > 100) expect(held.filter((one) => one > 0)).toHaveLength(1);
        }
      }),
    );
  });

  it('fit on a memory stick, whose files end below 4 GiB', () => {
    expect(PART_LIMIT * (1 + 16 / 65_536) + 1024 ** 2).toBeLessThan(4 * 1024 ** 3);
  });
});

describe('the name of a copy', () => {
  it.each([
    ['Bücherei Ærø', 1, 1, 'bucherei-r-2026-11-23.age'],
    ['図書館', 1, 1, 'library-2026-11-23.age'],
    ['../../etc "x"; rm', 2, 3, 'etc-x-rm-2026-11-23-part-2-of-3.age'],
  ])('of "%s" is plain letters everywhere', (library, part, parts, name) => {
    expect(fileNameOf(library, '2026-11-23T01:02:03.000Z', part, parts)).toBe(name);
  });

  it('never holds what a header or a folder would misread', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (library) => {
        expect(fileNameOf(library, '2026-11-23T01:02:03.000Z', 1, 1)).toMatch(/^[a-z0-9-]+\.age$/);
      }),
    );
  });
});
