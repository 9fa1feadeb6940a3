import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fromMarcJson, toMarcJson } from '../../../shared/catalogue/marc/json.ts';
import { MarcPackError, packRecord, unpackRecord } from '../../../shared/catalogue/marc/pack.ts';
import type { MarcRecord } from '../../../shared/catalogue/marc/record.ts';
import { writeIso2709 } from '../../../shared/catalogue/marc/write-iso2709.ts';
import { toMarcXml } from '../../../shared/catalogue/marc/write-marcxml.ts';
import { joinBytes } from '../../support/marc-read.ts';

const record: MarcRecord = {
  leader: '00000nam a2200000 a 4500',
  fields: [
    { tag: '001', value: 'a<1>' },
    {
      tag: '245',
      ind1: '1',
      ind2: '0',
      subfields: [
        { code: 'a', value: 'Tom & "Jerry"\x07' },
        { code: 'a', value: '' },
      ],
    },
  ],
};

describe('other forms of a record', () => {
  it('MARCXML escapes text, and replaces what XML cannot hold', () => {
    expect(toMarcXml(record)).toBe(
      `<record xmlns="http://www.loc.gov/MARC21/slim">
  <leader>00076nam a2200049 a 4500</leader>
  <controlfield tag="001">a&lt;1&gt;</controlfield>
  <datafield tag="245" ind1="1" ind2="0"><subfield code="a">Tom &amp; &quot;Jerry&quot;\uFFFD</subfield><subfield code="a"></subfield></datafield>
</record>
`,
    );
  });

  it('MARC-in-JSON has one key for each field and subfield', () => {
    expect(toMarcJson(record).fields[1]).toEqual({
      '245': { ind1: '1', ind2: '0', subfields: [{ a: 'Tom & "Jerry"\x07' }, { a: '' }] },
    });
    expect(() => fromMarcJson({ leader: 'short', fields: [] })).toThrow();
    expect(() => fromMarcJson({ leader: record.leader, fields: [{ '245': {}, '246': 'x' }] })).toThrow();
    expect(() => fromMarcJson({ leader: record.leader, fields: [{ '245': { ind1: ' ' } }] })).toThrow();
  });

  it('stored bytes that are damaged or newer are refused', () => {
    const packed = packRecord(record);
    expect(unpackRecord(packed)).toEqual(record);
    expect(() => unpackRecord(packed.subarray(0, -1))).toThrow(MarcPackError);
    expect(() => unpackRecord(Uint8Array.of(2, ...packed.subarray(1)))).toThrow('version 2');
    expect(() => unpackRecord(new Uint8Array())).toThrow('version absent');
    const odd = new TextEncoder().encode('\x01["leader",["245","1","0","a"]]');
    expect(() => unpackRecord(odd)).toThrow('damaged field');
  });
});

function run(...words: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../../shared/catalogue/marc/cli.ts'), ...words]);
  onTestFinished(() => {
    child.kill();
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => {
    out += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    err += String(chunk);
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err })));
}

describe('npm run marc -- check', () => {
  it('prints one line for each record, then a summary; refused records are no failure', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'marc-cli-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'two.mrc');
    const good = writeIso2709(record);
    writeFileSync(file, joinBytes(good, good.subarray(0, 40)));
    const { code, out } = await run('check', file);
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(code).toBe(0);
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatchObject({
      index: 0,
      offset: 0,
      status: 'ok',
      problems: [],
      record: { fields: [{ '001': 'a<1>' }, {}] },
    });
    expect(lines[1]).toMatchObject({ index: 1, offset: good.length, status: 'refused' });
    expect(lines[2]).toEqual({ summary: { files: 1, records: 2, ok: 1, repaired: 0, refused: 1 } });
  });

  it('says which file it cannot open, and fails', async () => {
    const { code, err } = await run('check', join(tmpdir(), 'no-such-file.mrc'));
    expect(code).toBe(1);
    expect(err).toContain('no-such-file.mrc');
    expect((await run('chekc')).code).toBe(2);
  });
});
