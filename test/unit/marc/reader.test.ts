import { describe, expect, it } from 'vitest';
import { createMarcEngine } from '../../../shared/catalogue/marc/engine.ts';
import { MAX_RECORD_BYTES } from '../../../shared/catalogue/marc/frame.ts';
import { canonicalLeader } from '../../../shared/catalogue/marc/leader.ts';
import { recordBytes } from '../../../shared/catalogue/marc/measure.ts';
import { readMarc } from '../../../shared/catalogue/marc/read.ts';
import { isDataField, type MarcField, type MarcRecord } from '../../../shared/catalogue/marc/record.ts';
import { MarcWriteError, writeIso2709 } from '../../../shared/catalogue/marc/write-iso2709.ts';
import { asciiBytes, joinBytes, readAll } from '../../support/marc-read.ts';

function recordOf(...fields: MarcField[]): MarcRecord {
  const size = recordBytes(fields);
  return { leader: canonicalLeader('00000nam a2200000 a 4500', size.length, size.base), fields };
}

const small = recordOf(
  { tag: '001', value: 'a1' },
  { tag: '245', ind1: '0', ind2: '4', subfields: [{ code: 'a', value: 'The café' }] },
);
const smallBytes = writeIso2709(small);

/** ISO 2709 as systems write it that ignore its limits: numbers cut to their last digits. */
function overlong(fieldTexts: readonly (readonly [string, string])[]): Uint8Array {
  let directory = '';
  let data = '';
  for (const [tag, text] of fieldTexts) {
    directory +=
      tag +
      String(text.length + 1)
        .slice(-4)
        .padStart(4, '0') +
      String(data.length).slice(-5).padStart(5, '0');
    data += `${text}\x1E`;
  }
  const base = 24 + directory.length + 1;
  return asciiBytes(`99999nam a22${String(base).padStart(5, '0')} a 4500${directory}\x1E${data}\x1D`);
}

describe('reading a MARC file', () => {
  it('gives each record its index and place in the file', () => {
    const outcomes = readAll(joinBytes(smallBytes, smallBytes), 7);
    expect(outcomes).toEqual([
      { index: 0, offset: 0, length: smallBytes.length, status: 'ok', problems: [], record: small },
      { index: 1, offset: smallBytes.length, length: smallBytes.length, status: 'ok', problems: [], record: small },
    ]);
  });

  it('takes line ends between records for granted', () => {
    const outcomes = readAll(joinBytes(smallBytes, asciiBytes('\r\n'), smallBytes, asciiBytes('\n\n')));
    expect(outcomes.map(({ status, offset }) => [status, offset])).toEqual([
      ['ok', 0],
      ['ok', smallBytes.length + 2],
    ]);
  });

  it('reports junk before, between and after records with the record beside it', () => {
    const outcomes = readAll(
      joinBytes(asciiBytes('HTTP/1.0\n'), smallBytes, asciiBytes('---\x0c'), smallBytes, asciiBytes('the end')),
    );
    expect(outcomes.map((outcome) => outcome.problems)).toEqual([
      [{ code: 'junk-skipped', params: { bytes: 9 }, offset: 0 }],
      [
        { code: 'junk-skipped', params: { bytes: 4 }, offset: 9 + smallBytes.length },
        { code: 'junk-skipped', params: { bytes: 7 }, offset: 13 + 2 * smallBytes.length },
      ],
    ]);
  });

  it('reads 40,000 subfields of one byte, and cannot write them back as ISO 2709', () => {
    const outcomes = readAll(
      joinBytes(
        overlong([
          ['001', 'x'],
          ['500', `  ${'\x1Fay'.repeat(40_000)}`],
        ]),
        smallBytes,
      ),
    );
    const [long, next] = outcomes;
    expect(long?.status).toBe('repaired');
    expect(long?.problems[0]).toEqual({ code: 'record-too-long', params: { bytes: expect.any(Number) }, offset: 0 });
    if (long === undefined || long.status === 'refused') throw new Error('refused');
    const field = long.record.fields[1];
    expect(field !== undefined && isDataField(field) && field.subfields.length).toBe(40_000);
    expect(() => writeIso2709(long.record)).toThrow(MarcWriteError);
    expect(next?.status).toBe('ok');
  });

  it('refuses a record beyond the cap, and finds the next one', () => {
    const engine = createMarcEngine();
    const outcomes = engine.push(asciiBytes('99999nam a2200049 a 4500500000000000'));
    const block = asciiBytes('never ending '.repeat(10_000));
    for (let sent = 0; sent < MAX_RECORD_BYTES * 3; sent += block.length) outcomes.push(...engine.push(block));
    outcomes.push(...engine.push(joinBytes(smallBytes, smallBytes)), ...engine.end());
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['refused', 'ok', 'ok']);
    expect(outcomes[0]?.problems[0]?.code).toBe('record-too-long');
    expect(outcomes[1]?.offset).toBe((outcomes[0]?.offset ?? 0) + (outcomes[0]?.length ?? 0));
  });

  it('says where a truncated file ends', () => {
    const outcomes = readAll(joinBytes(smallBytes, smallBytes.subarray(0, 50)));
    expect(outcomes[1]).toMatchObject({ index: 1, offset: smallBytes.length, length: 50, status: 'refused' });
    expect(outcomes[1]?.problems.at(-1)?.code).toBe('truncated');
  });

  it.each([
    ['an empty file', '', 'empty'],
    ['a text', 'Dear colleagues,\nhere is the list of our books.\n'.repeat(400), 'text'],
    ['a page of XML', '<?xml version="1.0"?><collection><record/></collection>', 'xml'],
    ['a web page', '<!DOCTYPE html><html><body>Please sign in</body></html>', 'html'],
    ['a ZIP archive', `PK\x03\x04${'\x1E\x1D\x1F\x00\xff'.repeat(50_000)}`, 'zip'],
    ['a PDF', `%PDF-1.7\n${'\x1E\x1D\x1F\x00\xff'.repeat(100)}`, 'pdf'],
    ['JSON', '{"leader": "00000nam", "fields": []}', 'json'],
    ['MARC written as text', '=LDR  00755cam  22002414a 4500\n=001  x\n', 'mnemonic'],
    [
      'noise',
      Array.from({ length: 90_000 }, (_, at) => String.fromCharCode((at * 7919 + (at >> 3) * 104_729) % 256)).join(''),
      'binary',
    ],
  ])('%s is one refused outcome that says what it is', (_name, text, kind) => {
    const outcomes = readAll(asciiBytes(text), 4096);
    expect(outcomes).toHaveLength(1);
    expect(outcomes[0]).toMatchObject({ index: 0, offset: 0, status: 'refused' });
    expect(outcomes[0]?.problems).toEqual([
      { code: 'not-marc', params: { kind, hint: expect.any(String) }, offset: 0 },
    ]);
  });

  it('reads UTF-8 whose record says MARC-8 and counts characters, and says so', () => {
    const text = new TextDecoder().decode(smallBytes).replace('nam a22', 'nam  22').replace('0014', '0013');
    const characters = Array.from(text).length;
    const bytes = new TextEncoder().encode(String(characters).padStart(5, '0') + text.slice(5));
    const [outcome] = readAll(bytes);
    expect(outcome).toMatchObject({ status: 'repaired', record: small });
    expect(outcome?.problems.map((problem) => problem.code)).toEqual([
      'length-wrong',
      'directory-rebuilt',
      'charset-mislabelled',
    ]);
  });

  it('loads the East Asian table by itself when a stream needs it', async () => {
    const marc8 = recordOf({ tag: '245', ind1: '0', ind2: '0', subfields: [{ code: 'a', value: '$1!0!(B' }] });
    const bytes = asciiBytes(
      new TextDecoder().decode(writeIso2709(marc8)).replace('a22', ' 22').replace('$1!0!(B', '\x1B$1!0!\x1B(B'),
    );
    const fixed = asciiBytes(
      String.fromCharCode(...bytes)
        .replace(/^\d{5}/, String(bytes.length).padStart(5, '0'))
        .replace('2450012', '2450014'),
    );
    async function* source() {
      for (const byte of fixed) yield Uint8Array.of(byte);
    }
    for await (const outcome of readMarc(source())) {
      expect(outcome).toMatchObject({
        status: 'ok',
        record: { fields: [{ subfields: [{ code: 'a', value: '一' }] }] },
      });
    }
    expect(readAll(fixed)[0]?.problems).toEqual([{ code: 'eacc-table-missing' }]);
  });
});

describe('writing ISO 2709', () => {
  it.each([
    [
      'a field over 9,999 bytes',
      { tag: '500', ind1: ' ', ind2: ' ', subfields: [{ code: 'a', value: 'é'.repeat(5000) }] },
      'field-too-long',
    ],
    [
      'a delimiter in a value',
      { tag: '500', ind1: ' ', ind2: ' ', subfields: [{ code: 'a', value: 'a\x1Fb' }] },
      'not-writable',
    ],
    ['a tag of two characters', { tag: '24', value: 'x' }, 'not-writable'],
    ['an indicator that is missing', { tag: '245', ind1: '', ind2: ' ', subfields: [] }, 'not-writable'],
  ])('refuses %s', (_name, field, code) => {
    expect(() => writeIso2709(recordOf(field))).toThrow(expect.objectContaining({ code }));
  });
});
