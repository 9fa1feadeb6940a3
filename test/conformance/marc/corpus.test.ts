import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { loadEaccTable } from '../../../shared/catalogue/marc/eacc.ts';
import { writeIso2709 } from '../../../shared/catalogue/marc/write-iso2709.ts';
import { joinBytes, readAll } from '../../support/marc-read.ts';
import expected from './expected.json' with { type: 'json' };

const folder = process.env['CONFORMANCE_DATA'];
const root = join(folder ?? '', 'marc21');
const table = z
  .record(z.string(), z.object({ records: z.int(), imported: z.int(), good: z.boolean().optional() }))
  .parse(expected);
const eacc = await loadEaccTable();

describe.skipIf(folder === undefined)('MARC files of other systems (needs CONFORMANCE_DATA)', () => {
  it('are all on the list of expected results', () => {
    const present = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /\.(mrc|marc|dat)$/.test(name),
    );
    expect(present.toSorted()).toEqual(Object.keys(table).toSorted());
  });

  for (const [name, want] of Object.entries(table)) {
    it(`${name}: ${want.records} outcomes, at least ${want.imported} imported`, () => {
      const bytes = readFileSync(join(root, name));
      const outcomes = readAll(bytes, 65_536, { eacc });
      expect(outcomes.length).toBe(want.records);
      const records = outcomes.flatMap((outcome) => (outcome.status === 'refused' ? [] : [outcome.record]));
      expect(records.length).toBeGreaterThanOrEqual(want.imported);
      if (want.good === true) expect(outcomes.filter((outcome) => outcome.status !== 'ok')).toEqual([]);
      // Import, export, import: the same records again, now without anything to repair.
      if (records.length === 0) return;
      const again = readAll(joinBytes(...records.map(writeIso2709)), 65_536, { eacc });
      expect(again.map((outcome) => outcome.status !== 'refused' && outcome.record)).toEqual(records);
      // Chunks of any size give the same.
      expect(readAll(bytes, 997, { eacc })).toEqual(outcomes);
    });
  }
});
