import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { codabar14 } from '../../../infra/local/demo/codabar.ts';
import { demoItems } from '../../../infra/local/demo/demo-items.ts';
import { demoRecord } from '../../../infra/local/demo/demo-record.ts';
import { loadDemoTitles } from '../../../infra/local/demo/demo-titles.ts';
import { writeIso2709 } from '../../../shared/catalogue/marc/write-iso2709.ts';

export interface CatalogueFile {
  readonly path: string;
  readonly name: string;
  /** Where its copies are, in the words of the import page. */
  readonly mapping: string;
  readonly titles: number;
  readonly copies: number;
}

/** Counts records, and copies by a field's subfield, from leaders and directories alone: nothing of our reader. */
const counted = (file: Buffer, tag: string, subfield: string): { titles: number; copies: number } => {
  const records = file.toString('latin1').split('\x1d').slice(0, -1);
  const copies = records.map((record) => {
    const base = Number(record.slice(12, 17));
    const entries = record.slice(24, base - 1).match(/.{12}/gs) ?? [];
    return entries.filter((entry) => {
      const from = base + Number(entry.slice(7, 12));
      return entry.startsWith(tag) && record.slice(from, from + Number(entry.slice(3, 7))).includes(`\x1f${subfield}`);
    }).length;
  });
  return { titles: records.length, copies: copies.reduce((sum, one) => sum + one, 0) };
};

// The demo library has the same titles on its shelves: these copies belong to another institution.
const OTHER_INSTITUTION = 9121;
const DEMO_SEED = 1;

const demoBytes = (most: number, times: number): Uint8Array => {
  const titles = loadDemoTitles();
  const shelved = demoItems(titles, DEMO_SEED);
  const records = Array.from({ length: times }, (_, time) =>
    titles.slice(0, most).map((title, titleIndex) => {
      const copies = shelved.flatMap((item, index) =>
        item.titleIndex === titleIndex
          ? [{ ...item, barcode: codabar14('item', OTHER_INSTITUTION + time, index + 1) }]
          : [],
      );
      return demoRecord(title, copies, `e2e${time}-${titleIndex}`);
    }),
  );
  return Buffer.concat(records.flat().map((record) => writeIso2709(record)));
};

/** At most so many of the demo's titles as a file, or all of them a few times, with copies in 952 as Koha has them. */
export const demoFile = (folder: string, most = Number.POSITIVE_INFINITY, times = 1): CatalogueFile => {
  const path = join(folder, 'demo.mrc');
  const bytes = demoBytes(most, times);
  writeFileSync(path, bytes);
  const mapping = 'Field 952, as Koha writes it';
  return { path, name: 'demo.mrc', mapping, ...counted(Buffer.from(bytes), '952', 'p') };
};

/** A file for somebody to import: the records of another library where they are at hand, else 200 of the demo's. */
export const catalogueFile = (folder: string): CatalogueFile => {
  const data = process.env['CONFORMANCE_DATA'];
  if (data === undefined) return demoFile(folder, 200);
  const name = 'uva_001-200.mrc';
  const path = join(folder, name);
  copyFileSync(join(data, 'marc21', 'solrmarc', name), path);
  const mapping = 'Field 999, as SirsiDynix writes it';
  return { path, name, mapping, ...counted(readFileSync(path), '999', 'i') };
};
