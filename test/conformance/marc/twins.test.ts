import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadEaccTable } from '../../../shared/catalogue/marc/eacc.ts';
import { fromMarcJson } from '../../../shared/catalogue/marc/json.ts';
import { decodeMarc8 } from '../../../shared/catalogue/marc/marc8.ts';
import type { MarcRecord } from '../../../shared/catalogue/marc/record.ts';
import { readAll } from '../../support/marc-read.ts';

const folder = process.env['CONFORMANCE_DATA'];
const root = join(folder ?? '', 'marc21');
const eacc = await loadEaccTable();

function records(name: string): MarcRecord[] {
  return readAll(readFileSync(join(root, name)), 65_536, { eacc }).flatMap((outcome) =>
    outcome.status === 'refused' ? [] : [outcome.record],
  );
}

function twins(name: string): MarcRecord[] {
  const text = readFileSync(join(root, name), 'utf8');
  const documents = text.startsWith('{"leader"') ? text.trim().split('\n') : [text];
  return documents.map((document) => fromMarcJson(JSON.parse(document)));
}

/** Fields in NFC: the form in which two encodings of the same text are equal. */
function fields(list: readonly MarcRecord[]): unknown {
  return JSON.parse(JSON.stringify(list.map((record) => record.fields)).normalize('NFC'));
}

const pairs = [
  ['pymarc/one.dat', 'pymarc/one.json'],
  ['traject/test_data.utf8.mrc', 'traject/test_data.utf8.json'],
  // The MARC-8 originals of yaz; those left out are Danish or Greek files in other charsets, or differ in repairs:
  // 2, 10, 11 (Latin-1 and danMARC), 3, 4 and 5 (damage that yaz reads another way), 12 (controls in the data).
  ...[0, 1, 6, 8, 9].map((number) => [`yaz/marc${number}.marc`, `yaz/marc${number}.json`] as const),
  ...[0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11].flatMap((number) => [
    [`yaz/marc${number}.json.marc`, `yaz/marc${number}.json`] as const,
    [`yaz/marc${number}.xml.marc`, `yaz/marc${number}.json`] as const,
  ]),
] as const;

describe.skipIf(folder === undefined)('one text in two encodings (needs CONFORMANCE_DATA)', () => {
  for (const [binary, json] of pairs) {
    it(`${binary} says what ${json} says`, () => {
      expect(existsSync(join(root, binary))).toBe(true);
      expect(fields(records(binary))).toEqual(fields(twins(json)));
    });
  }

  it('MARC-8 and UTF-8 labels of pymarc’s pair lead to the same record', () => {
    expect(fields(records('pymarc/utf8_without_leader_flag.dat'))).toEqual(
      fields(records('pymarc/utf8_with_leader_flag.dat')),
    );
  });

  for (const pair of ['pymarc', 'ruby-marc/marc8/data']) {
    it(`${pair}/test_marc8.txt is test_utf8.txt, line by line`, () => {
      const marc8 = readFileSync(join(root, pair, 'test_marc8.txt'));
      const lines = readFileSync(join(root, pair, 'test_utf8.txt'), 'utf8').split('\n');
      const decoded: string[] = [];
      for (let at = 0; at <= marc8.length; ) {
        const end = marc8.indexOf(0x0a, at) < 0 ? marc8.length : marc8.indexOf(0x0a, at);
        const result = decodeMarc8(marc8, at, end, eacc);
        expect(result.bad + result.strayMarks).toBe(0);
        decoded.push(result.text);
        at = end + 1;
      }
      expect(decoded).toEqual(lines.map((line) => line.normalize('NFC')));
      expect(decoded.length).toBeGreaterThan(1500);
    });
  }
});
