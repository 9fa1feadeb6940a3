import { writeIso2709 } from '../../../shared/catalogue/marc/write-iso2709.ts';
import { demoItems } from './demo-items.ts';
import { demoRecord } from './demo-record.ts';
import type { DemoTitle } from './demo-titles.ts';

/**
 * The demo library as one MARC 21 file: ISO 2709 in UTF-8, a record for each title in their order, its copies in 952.
 * The copies are those of `demoItems(titles, seed)`; the same titles and seed give the same bytes.
 */
export function demoMarcFile(titles: readonly DemoTitle[], seed: number): Uint8Array {
  const copies = Map.groupBy(demoItems(titles, seed), ({ titleIndex }) => titleIndex);
  const records = titles.map((title, index) =>
    writeIso2709(demoRecord(title, copies.get(index) ?? [], `demo${String(index + 1).padStart(6, '0')}`)),
  );
  return Buffer.concat(records);
}
