import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noPool, recoverables } from '../../../functions/backups/recoverables.ts';
import { takenBarcodes } from '../../../shared/aws/barcodes.ts';
import { batchHandlers } from '../../../shared/catalogue/batch-operations.ts';
import { catalogueHandlers } from '../../../shared/catalogue/operations.ts';
import { undoBatchRunner } from '../../../shared/jobs/undo-batch.ts';
import { callAs } from '../../support/as-staff.ts';
import { book, marcFile } from '../../support/marc-files.ts';
import { workOff } from '../../support/run-jobs.ts';
import { type SmallCloud, startSmallCloud } from '../../support/small-cloud.ts';
import { batchOf, catalogueOf, intakeOf, noWait } from './intake-fixture.ts';

let cloud: SmallCloud;
beforeAll(async () => {
  cloud = await startSmallCloud();
});
afterAll(() => cloud.close());

const books = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, n) =>
    book(`${prefix} ${n}`, n % 3 === 0 ? [] : n % 3 === 1 ? [`${prefix}${n}`] : [`${prefix}${n}a`, `${prefix}${n}b`]),
  );

describe('an import of MARC', () => {
  it('brings in each title with its copies, and counts them', async () => {
    const intake = intakeOf(cloud);
    const { job } = await intake.bringIn('town.mrc', marcFile(books('TOWN', 60)));
    expect(job).toMatchObject({
      state: 'done',
      tally: { titles: 60, items: 60, imported: 60, repaired: 0, refused: 0 },
    });
    const titles = await catalogueOf(cloud.system, job.batchId);
    expect(titles).toHaveLength(60);
    for (const title of titles) expect(title.counted).toBe(title.copies.length);
    expect(titles[5]).toMatchObject({
      title: 'TOWN 5',
      copies: [{ barcode: 'TOWN5a', callNumber: '823 ØRS', branch: 'MAIN', itemType: 'book' }, { barcode: 'TOWN5b' }],
    });
    const batch = await batchOf(cloud.system, job.batchId);
    expect(batch).toMatchObject({
      state: 'closed',
      kind: 'import',
      label: 'town.mrc',
      counts: { titles: 60, items: 60 },
    });
    const report = await intake.report(job.id);
    expect(report.map(({ index }) => index)).toEqual([...Array(60).keys()]);
    expect(report.every(({ status, titleId }) => status === 'imported' && titleId !== undefined)).toBe(true);
  });

  it('tells of each damaged record where it stood and what was done, and brings in the others', async () => {
    const intake = intakeOf(cloud);
    const [first, second, third] = books('DMG', 3).map((record) => marcFile([record]));
    if (first === undefined || second === undefined || third === undefined) throw new Error('no records');
    const cut = second.subarray(0, second.length - 40);
    const longer = Buffer.from(third);
    longer.write('00077', 0, 'latin1');
    const { job } = await intake.bringIn('damaged.mrc', Buffer.concat([first, cut, longer]));
    const report = await intake.report(job.id);
    expect(report.map(({ offset }) => offset)).toEqual([0, first.length, first.length + cut.length]);
    expect(report.map(({ status }) => status)).toEqual(['imported', 'refused', 'repaired']);
    expect(report[1]?.titleId).toBeUndefined();
    expect(report[2]?.problems.map(({ code }) => code)).toContain('length-wrong');
    expect(job.tally).toMatchObject({ titles: 2, imported: 2, repaired: 1, refused: 1 });
    expect(await intake.report(job.id, 'refused')).toEqual([report[1]]);
    expect(await intake.report(job.id, 'repaired')).toEqual([report[2]]);
  });

  it('refuses a record too large to keep, and keeps the rest', async () => {
    const intake = intakeOf(cloud);
    const random = createHash('shake256', { outputLength: 300_000 }).update('noise').digest('base64');
    const notes = Array.from({ length: 50 }, (_, n) => ({
      tag: '500',
      ind1: ' ',
      ind2: ' ',
      subfields: [{ code: 'a', value: random.slice(n * 8000, (n + 1) * 8000) }],
    }));
    const large = unwritable(book('Far too much', ['LARGE1'], notes));
    const { job } = await intake.bringIn('large.mrc', Buffer.concat([large, marcFile([book('After it', ['LARGE2'])])]));
    const report = await intake.report(job.id);
    expect(report.map(({ status, copies }) => [status, copies])).toEqual([
      ['refused', 0],
      ['imported', 1],
    ]);
    expect(report[0]?.problems.at(-1)?.code).toBe('record-too-large');
    expect(report[1]?.offset).toBe(large.length);
    expect(await takenBarcodes(cloud.system, ['LARGE1', 'LARGE2'])).toEqual(new Set(['LARGE2']));
  });

  it('reads a record of 40,000 subfields of one letter', async () => {
    const intake = intakeOf(cloud);
    const subfields = Array.from({ length: 40_000 }, (_, n) => ({ code: 'a', value: String(n % 10) }));
    const many = unwritable(book('Many letters', ['LETTERS'], [{ tag: '653', ind1: ' ', ind2: ' ', subfields }]));
    const { job } = await intake.bringIn('letters.mrc', Buffer.concat([many, marcFile([book('Next', [])])]));
    const report = await intake.report(job.id);
    expect(report.map(({ status, title }) => [status, title])).toEqual([
      ['repaired', 'Many letters'],
      ['imported', 'Next'],
    ]);
    expect(report[0]?.problems.map(({ code }) => code)).toContain('record-too-long');
  });

  it('leaves out a copy whose barcode is taken in the library or earlier in the file, and says so', async () => {
    const intake = intakeOf(cloud);
    const catalogue = catalogueHandlers(cloud.system);
    const title = await catalogue['title.create'](callAs(cloud.system, cloud.managerId), { form: { title: 'Owner' } });
    await catalogue['item.create'](callAs(cloud.system, cloud.managerId), {
      titleId: title.id,
      barcode: 'OWNED',
      itemType: 'book',
    });
    const file = marcFile([
      book('Has two', ['OWNED', 'DUP1']),
      book('Repeats', ['DUP1', 'DUP2']),
      book('Itself twice', ['DUP3', 'DUP3']),
      book('None at all', ['OWNED']),
    ]);
    const { job } = await intake.bringIn('twice.mrc', file);
    expect(job.tally).toMatchObject({ titles: 4, items: 3, imported: 4, repaired: 4 });
    const titles = await catalogueOf(cloud.system, job.batchId);
    expect(titles.map(({ copies, counted }) => [copies.map(({ barcode }) => barcode), counted])).toEqual([
      [['DUP1'], 1],
      [['DUP2'], 1],
      [['DUP3'], 1],
      [[], 0],
    ]);
    const report = await intake.report(job.id);
    expect(report.map(({ problems }) => problems)).toEqual([
      [{ code: 'barcode-in-use', params: { barcode: 'OWNED' } }],
      [{ code: 'barcode-in-use', params: { barcode: 'DUP1' } }],
      [{ code: 'same-barcode-twice', params: { barcode: 'DUP3' } }],
      [{ code: 'barcode-in-use', params: { barcode: 'OWNED' } }],
    ]);
  });

  it('gives a record with more copies than one transaction holds all of them', async () => {
    const intake = intakeOf(cloud);
    const barcodes = Array.from({ length: 120 }, (_, n) => `MANY${n}`);
    const file = marcFile([book('Before', ['MANYb']), book('Popular', barcodes), book('After', ['MANYa'])]);
    const { job } = await intake.bringIn('popular.mrc', file);
    expect(job.tally).toMatchObject({ titles: 3, items: 122 });
    const [, popular] = await catalogueOf(cloud.system, job.batchId);
    expect(popular?.counted).toBe(120);
    expect(new Set(popular?.copies.map(({ barcode }) => barcode))).toEqual(new Set(barcodes));
    expect((await intake.report(job.id)).map(({ copies }) => copies)).toEqual([1, 120, 1]);
  });

  it('can be undone whole, and the undo undone', async () => {
    const intake = intakeOf(cloud);
    const { job } = await intake.bringIn('undo.mrc', marcFile(books('UNDO', 20)));
    const before = await catalogueOf(cloud.system, job.batchId);
    const batches = batchHandlers(cloud.system);
    const undo = async (batchId: string) => {
      const asked = await batches['batch.undo'](callAs(cloud.system, cloud.managerId), { batchId });
      return (
        await workOff(
          cloud.system,
          undoBatchRunner(cloud.system, recoverables(cloud.system, noPool)),
          asked.jobId,
          noWait,
        )
      ).job;
    };
    const undone = await undo(job.batchId ?? '');
    expect(undone.state).toBe('done');
    const gone = await catalogueOf(cloud.system, undone.batchId);
    expect(gone).toHaveLength(20);
    expect(gone.every(({ binned, copies }) => binned && copies.every((copy) => copy.binned))).toBe(true);
    expect(await takenBarcodes(cloud.system, ['UNDO1', 'UNDO2a', 'UNDO2b'])).toEqual(new Set());
    const redone = await undo(undone.batchId ?? '');
    expect(await catalogueOf(cloud.system, redone.batchId)).toEqual(before);
  });
});

/** A record that ISO 2709 cannot describe: its length does not fit five digits, so its fields have none. */
const unwritable = ({ leader, fields }: ReturnType<typeof book>): Buffer => {
  const data = fields.map((field) =>
    'value' in field
      ? `${field.value}\x1e`
      : `${field.ind1}${field.ind2}${field.subfields.map(({ code, value }) => `\x1f${code}${value}`).join('')}\x1e`,
  );
  let at = 0;
  const directory = data.map((text, index) => {
    const length = Buffer.byteLength(text);
    const entry = `${fields[index]?.tag ?? ''}${String(Math.min(length, 9999)).padStart(4, '0')}${String(at).padStart(5, '0')}`;
    at = Math.min(99_999, at + length);
    return entry;
  });
  const base = String(24 + directory.length * 12 + 1).padStart(5, '0');
  const head = `99999${leader.slice(5, 12)}${base}${leader.slice(17)}`;
  return Buffer.from(`${head}${directory.join('')}\x1e${data.join('')}\x1d`);
};

describe('an import of a list', () => {
  it('brings in a title for each row, in the encoding and with the separator it has', async () => {
    const intake = intakeOf(cloud);
    const text =
      'Titel;Autor;ISBN;Barcode;Jahr\r\nDie Möwe;Tschechow;9780140447248;CSV1;1896\r\n;ohne Titel;;CSV2;\r\n"Krieg; Frieden";Tolstoi;;CSV3;1869\r\n';
    const { job } = await intake.bringIn('liste.csv', Buffer.from(text, 'latin1'));
    expect(job.tally).toMatchObject({ titles: 2, items: 2, imported: 2, refused: 1 });
    const titles = await catalogueOf(cloud.system, job.batchId);
    expect(titles.map(({ title, copies }) => [title, copies.map(({ barcode }) => barcode)])).toEqual([
      ['Die Möwe', ['CSV1']],
      ['Krieg; Frieden', ['CSV3']],
    ]);
    const report = await intake.report(job.id);
    expect(report.map(({ status }) => status)).toEqual(['repaired', 'refused', 'imported']);
    expect(report[1]?.problems.map(({ code }) => code)).toEqual(['no-title']);
  });
});
