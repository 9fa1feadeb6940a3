import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogueOf, intakeOf } from '../../integration/intake/intake-fixture.ts';
import { type SmallCloud, startSmallCloud } from '../../support/small-cloud.ts';

const folder = process.env['CONFORMANCE_DATA'];

/** Records and the barcodes in 999 $i, counted from the directory alone, with nothing of the reader. */
const counted = (file: Buffer) => {
  const records = file.toString('latin1').split('\x1d').slice(0, -1);
  const barcodes = records.map((record) => {
    const base = Number(record.slice(12, 17));
    const entries = record.slice(24, base - 1).match(/.{12}/gs) ?? [];
    const copies = entries
      .filter((entry) => entry.startsWith('999'))
      .map((entry) =>
        record.slice(base + Number(entry.slice(7, 12)), base + Number(entry.slice(7, 12)) + Number(entry.slice(3, 7))),
      );
    return copies.flatMap((copy) => {
      const part = copy.split('\x1f').find((subfield) => subfield.startsWith('i'));
      return part === undefined ? [] : [part.slice(1).replace('\x1e', '').trim()];
    });
  });
  return { records: records.length, barcodes };
};

describe.skipIf(folder === undefined)('a file of another library system (needs CONFORMANCE_DATA)', () => {
  let cloud: SmallCloud;
  beforeAll(async () => {
    cloud = await startSmallCloud();
  });
  afterAll(() => cloud.close());

  it('comes in with as many titles and copies as its bytes say', async () => {
    const file = readFileSync(join(folder ?? '', 'marc21', 'solrmarc', 'uva_001-200.mrc'));
    const { records, barcodes } = counted(file);
    expect(records).toBe(200);
    const intake = intakeOf(cloud);
    const uploadId = await intake.released('uva_001-200.mrc', file);
    const preview = await intake.handlers['upload.preview'](intake.call(), { uploadId });
    expect(preview.guess.preset).toBe('sirsi-999');
    const { job } = await intake.work(await intake.start(uploadId, preview.guess));
    const all = barcodes.flat();
    expect(new Set(all).size).toBe(all.length);
    expect(job).toMatchObject({ state: 'done', tally: { titles: 200, items: all.length, imported: 200, refused: 0 } });
    const titles = await catalogueOf(cloud.system, job.batchId);
    expect(titles.map(({ copies }) => copies.map(({ barcode }) => barcode))).toEqual(
      barcodes.map((list) => [...list].sort()),
    );
    expect(titles.map(({ counted: gate }) => gate)).toEqual(barcodes.map((list) => list.length));
  });
});
