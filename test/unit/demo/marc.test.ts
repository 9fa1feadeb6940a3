import { describe, expect, it } from 'vitest';
import { demoItems } from '../../../infra/local/demo/demo-items.ts';
import { demoMarcFile } from '../../../infra/local/demo/demo-marc.ts';
import { loadDemoTitles } from '../../../infra/local/demo/demo-titles.ts';
import type { MarcOutcome } from '../../../shared/catalogue/marc/engine.ts';
import { controlValue, dataFields, subfield } from '../../../shared/catalogue/marc/fields.ts';
import { readMarc } from '../../../shared/catalogue/marc/read.ts';
import type { MarcRecord } from '../../../shared/catalogue/marc/record.ts';

const titles = loadDemoTitles();
const bytes = demoMarcFile(titles, 7);
const outcomes: MarcOutcome[] = [];
for await (const outcome of readMarc(new Blob([Buffer.from(bytes)]).stream())) outcomes.push(outcome);
const records = outcomes.map(recordOf);

function recordOf(outcome: MarcOutcome): MarcRecord {
  if (outcome.status === 'refused') throw new Error(`the reader refused record ${outcome.index}`);
  return outcome.record;
}

function recordTitled(title: string): MarcRecord {
  const record = records[titles.findIndex((work) => work.title === title)];
  if (record === undefined) throw new Error(`no title ${title}`);
  return record;
}

const texts = (record: MarcRecord, tag: string) =>
  dataFields(record, tag).map(
    ({ ind1, ind2, subfields }) => `${ind1}${ind2}${subfields.map(({ code, value }) => `$${code}${value}`).join('')}`,
  );

describe('the MARC file of the demo library', () => {
  it('is read back without a repair: one record for each title', () => {
    expect(outcomes).toHaveLength(titles.length);
    for (const outcome of outcomes) expect(outcome).toMatchObject({ status: 'ok', problems: [] });
  });

  it('counts its lengths in bytes, says so in leaders and directories, and calls itself UTF-8', () => {
    const file = Buffer.from(bytes);
    let at = 0;
    let count = 0;
    while (at < file.length) {
      const length = Number(file.toString('latin1', at, at + 5));
      const base = Number(file.toString('latin1', at + 12, at + 17));
      expect(file.toString('latin1', at + 9, at + 10)).toBe('a');
      for (let entry = at + 24; entry < at + base - 1; entry += 12) {
        const size = Number(file.toString('latin1', entry + 3, entry + 7));
        const start = Number(file.toString('latin1', entry + 7, entry + 12));
        expect(file[at + base + start + size - 1]).toBe(0x1e);
      }
      expect(file[at + length - 1]).toBe(0x1d);
      at += length;
      count += 1;
    }
    expect(at).toBe(file.length);
    expect(count).toBe(titles.length);
  });

  it('has in each record a number of its own, a fixed field of forty characters, and no ISBN', () => {
    expect(new Set(records.map((record) => controlValue(record, '001'))).size).toBe(titles.length);
    for (const [index, record] of records.entries()) {
      const fixed = controlValue(record, '008') ?? '';
      expect(fixed).toHaveLength(40);
      expect(fixed.slice(35, 38)).toBe(titles[index]?.language);
      expect(fixed.slice(22, 23)).toBe(titles[index]?.audience === 'child' ? 'j' : ' ');
      expect(dataFields(record, '020')).toEqual([]);
      for (const tag of ['041', '082', '245', '650', '952']) expect(dataFields(record, tag), tag).not.toEqual([]);
    }
  });

  it('describes a novel as a cataloguer would', () => {
    const record = recordTitled('A tale of two cities');
    expect(controlValue(record, '008')).toBe('260101s1859    enk           000 f eng d');
    expect(texts(record, '100')).toEqual(['1 $aDickens, Charles,$d1812-1870,$eauthor.']);
    expect(texts(record, '245')).toEqual(['12$aA tale of two cities /$cCharles Dickens.']);
    expect(texts(record, '264')).toEqual([' 1$aLondon :$bChapman and Hall,$c1859.']);
    expect(texts(record, '650')).toEqual([
      ' 4$aFrance$xHistory$yRevolution, 1789-1799$vFiction',
      ' 4$aLondon (England)$vFiction',
    ]);
    expect(texts(record, '655')).toEqual([' 7$aNovels.$2lcgft']);
  });

  it('enters an anonymous work under its title, and further authors as added entries', () => {
    expect(texts(recordTitled('Beowulf'), '100')).toEqual([]);
    expect(texts(recordTitled('Beowulf'), '245')).toEqual(['00$aBeowulf']);
    expect(texts(recordTitled('Lyrical ballads'), '700')).toEqual([
      '1 $aColeridge, Samuel Taylor,$d1772-1834,$eauthor.',
    ]);
  });

  it('repeats author and title in Arabic script, right to left, and skips the article in both', () => {
    const record = recordTitled('al-Ayyām');
    expect(texts(record, '245')).toEqual(['13$6880-02$aal-Ayyām /$cṬāhā Ḥusayn.']);
    expect(texts(record, '880')).toEqual([
      '1 $6100-01/(3/r$aحسين، طه،$d1889-1973',
      '12$6245-02/(3/r$aالأيام /$cطه حسين.',
    ]);
  });

  it('links every 880 to the one field it repeats, both ways', () => {
    let pairs = 0;
    for (const record of records) {
      const links = [...dataFields(record, '100', '245', '700')].flatMap((field) => {
        const link = subfield(field, '6');
        return link === undefined ? [] : [`${field.tag}-${link.slice(4)}`];
      });
      const back = dataFields(record, '880').map((field) => subfield(field, '6')?.slice(0, 6));
      expect(back).toEqual(links.toSorted((a, b) => a.slice(4).localeCompare(b.slice(4))));
      pairs += back.length;
    }
    expect(pairs).toBeGreaterThan(300);
  });

  it('marks each script with the code MARC gives it', () => {
    const suffix = (title: string) =>
      subfield(dataFields(recordTitled(title), '880').slice(-1)[0] ?? none, '6')?.slice(6);
    const none = { tag: '880', ind1: ' ', ind2: ' ', subfields: [] };
    expect(suffix('Anna Karenina')).toBe('/(N');
    expect(suffix('Antigonē')).toBe('/S');
    expect(suffix('Ahavat Tsiyon')).toBe('/(2/r');
    expect(suffix('Hong lou meng')).toBe('/$1');
    expect(suffix('Kokoro')).toBe('/$1');
    expect(suffix('Mujŏng')).toBe('/$1');
    expect(suffix('Godāna')).toBe('');
  });

  it('holds every copy with its branch, place, label, barcode, type and collection', () => {
    const copies = records.flatMap((record) => dataFields(record, '952'));
    const items = demoItems(titles, 7);
    expect(copies.map((field) => subfield(field, 'p'))).toEqual(items.map(({ barcode }) => barcode));
    for (const field of copies) expect(field.subfields.map(({ code }) => code).join('')).toBe('8abcopty');
    expect(texts(recordTitled('Winnie-the-Pooh'), '952')[0]).toMatch(
      /^ {2}\$8JUV\$aMAIN\$bMAIN\$cChildren's room\$oJ 823\.912 MIL\$p39120\d{9}\$t1\$ychildrens$/,
    );
  });

  it('is the same for the same seed', () => {
    expect(Buffer.from(demoMarcFile(titles, 7)).equals(bytes)).toBe(true);
    expect(Buffer.from(demoMarcFile(titles, 8)).equals(bytes)).toBe(false);
  });
});
