import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Marc } from 'marcjs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { isDataField, type MarcField } from '../../../shared/catalogue/marc/record.ts';
import { readAll } from '../../support/marc-read.ts';
import expected from './expected.json' with { type: 'json' };

const folder = process.env['CONFORMANCE_DATA'];
const root = join(folder ?? '', 'marc21');
const table = z.record(z.string(), z.object({ records: z.int(), good: z.boolean().optional() })).parse(expected);

function asPeerWrites(field: MarcField): string[] {
  if (!isDataField(field)) return [field.tag, field.value];
  return [field.tag, field.ind1 + field.ind2, ...field.subfields.flatMap((part) => [part.code, part.value])];
}

/** The peer knows no MARC-8, so only records in which every byte means the same in both encodings are compared. */
function isUtf8(bytes: Uint8Array): boolean {
  return bytes[9] === 0x61 || bytes.every((byte) => byte < 0x80 && byte !== 0x1b);
}

let compared = 0;

describe.skipIf(folder === undefined)('the reader beside npm marcjs, on sound files (needs CONFORMANCE_DATA)', () => {
  for (const [name, want] of Object.entries(table)) {
    if (want.good !== true) continue;
    it(`${name}: both read the same`, () => {
      const bytes = readFileSync(join(root, name));
      for (const outcome of readAll(bytes)) {
        const raw = bytes.subarray(outcome.offset, outcome.offset + outcome.length);
        if (outcome.status === 'refused') throw new Error('a sound record was refused');
        if (!isUtf8(raw)) continue;
        compared += 1;
        expect(Marc.parse(raw, 'iso2709').fields).toEqual(outcome.record.fields.map(asPeerWrites));
      }
    });
  }

  it('compared hundreds of records', () => {
    expect(compared).toBeGreaterThan(300);
  });
});
