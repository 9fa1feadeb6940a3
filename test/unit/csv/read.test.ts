import { describe, expect, it } from 'vitest';
import { detectLayout } from '../../../shared/catalogue/csv/layout.ts';
import { type CsvOptions, type CsvOutcome, readCsv } from '../../../shared/catalogue/csv/read.ts';
import { describeRecord } from '../../../shared/catalogue/marc/describe.ts';

async function read(content: string | Uint8Array, options: CsvOptions = {}, size = 11): Promise<CsvOutcome[]> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  async function* source() {
    for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
  }
  const outcomes: CsvOutcome[] = [];
  for await (const outcome of readCsv(source(), options)) outcomes.push(outcome);
  return outcomes;
}

const titles = (outcomes: readonly CsvOutcome[]) =>
  outcomes.map((outcome) =>
    outcome.status === 'refused' ? outcome.problems[0]?.code : describeRecord(outcome.record).title,
  );

describe('a list of books', () => {
  it('becomes records with copies, with row number and place', async () => {
    const outcomes = await read(
      'Author;TITLE;ISBN-13;Bar code;Year;Call no.;Publisher\r\nLem, Stanisław;Solaris;0156027607;a31234000987659b;1961;SF LEM;MON\r\n',
    );
    expect(outcomes).toHaveLength(1);
    const [outcome] = outcomes;
    expect(outcome).toMatchObject({ index: 0, row: 2, offset: 55, status: 'ok', problems: [] });
    if (outcome === undefined || outcome.status === 'refused') throw new Error('refused');
    expect(describeRecord(outcome.record)).toMatchObject({
      title: 'Solaris',
      people: ['Lem, Stanisław'],
      isbns: ['9780156027601'],
      year: '1961',
      publisher: 'MON',
    });
    expect(outcome.record.fields.at(-1)).toEqual({
      tag: '952',
      ind1: ' ',
      ind2: ' ',
      subfields: [
        { code: 'o', value: 'SF LEM' },
        { code: 'p', value: '31234000987659' },
      ],
    });
  });

  it.each([
    ['commas', 'title,author\n"A, B",C\n'],
    ['semicolons', 'Titel;Autor\nA, B;C\n'],
    ['tabs', 'TITRE\tAUTEUR\nA, B\tC\n'],
    ['a byte order mark', '\ufefftitle;author\nA, B;C\n'],
    ['a line naming the separator', 'sep=;\r\ntitle;author\r\nA, B;C\r\n'],
    ['columns nobody knows', 'shelf;author;colour;title\n1;C;red;A, B\n'],
    ['no line end at the end', 'title;author\nA, B;C'],
    ['old Macintosh line ends', 'title;author\rA, B;C\r'],
  ])('is read with %s', async (_name, content) => {
    expect(titles(await read(content, {}, 3))).toEqual(['A, B']);
  });

  it('keeps line ends and quotes inside quoted cells', async () => {
    expect(titles(await read('title,author\n"Say ""hi""\nto all",B\nNext,C\n', {}, 1))).toEqual([
      'Say "hi" to all',
      'Next',
    ]);
  });

  it('loses one row to an unclosed quote, and no other', async () => {
    const outcomes = await read('title,author\nOne,A\n"Two,B\nThree,C\nFour,D\n');
    expect(titles(outcomes)).toEqual(['One', 'unclosed-quote', 'Three', 'Four']);
    expect(outcomes.map((outcome) => outcome.row)).toEqual([2, 3, 4, 5]);
  });

  it('refuses rows that cannot be taken, with the reason', async () => {
    const outcomes = await read('title,author,barcode\n,A,1\n\nT,A,3.12340009877E+13\nT,A,1,surplus\nT,A,1,\n');
    expect(titles(outcomes)).toEqual(['no-title', 'digits-lost', 'too-many-cells', 'T']);
    expect(outcomes.map((outcome) => outcome.row)).toEqual([2, 4, 5, 6]);
  });

  it('repairs an ISBN that a spreadsheet rounded, and keeps an invalid one as cancelled', async () => {
    const [first, second] = await read('title,isbn\nA,9.78043902348E+12\nB,12345\n');
    expect(first).toMatchObject({
      status: 'repaired',
      problems: [{ code: 'isbn-repaired', params: { to: '9780439023481' } }],
    });
    expect(second).toMatchObject({
      status: 'repaired',
      problems: [{ code: 'isbn-invalid', params: { text: '12345' } }],
    });
    expect(second).toMatchObject({
      record: { fields: [{ tag: '020', subfields: [{ code: 'z', value: '12345' }] }, {}] },
    });
  });

  it('reads Windows-1252 and says so', async () => {
    const [outcome] = await read(Uint8Array.from('title\nCaf\xe9 \x93x\x94\n', (character) => character.charCodeAt(0)));
    expect(outcome).toMatchObject({
      status: 'repaired',
      problems: [{ code: 'charset-guessed', params: { found: 'windows-1252' } }],
    });
    expect(outcome !== undefined && titles([outcome])).toEqual(['Café “x”']);
  });

  it('goes on from the end of any row', async () => {
    const content = 'title,author\nOne,A\n\n"Two\nlines",B\nThree,C\n';
    const bytes = new TextEncoder().encode(content);
    const found = detectLayout(bytes);
    if (!found.ok) throw new Error('no layout');
    const whole = await read(content);
    expect(whole).toHaveLength(3);
    for (const last of whole) {
      const startOffset = last.offset + last.length;
      const resume = { layout: found.layout, startOffset, startIndex: last.index + 1, startRow: last.row + 1 };
      expect(await read(bytes.slice(startOffset), { resume })).toEqual(whole.slice(last.index + 1));
    }
  });

  it.each([
    ['without a title column', 'name of thing,colour\nA,red\n', 'no-title-column'],
    ['that is empty', '', 'not-marc'],
    ['that is a spreadsheet file', 'PK\x03\x04\x14\x00\x06\x00', 'not-marc'],
  ])('%s is one refused outcome', async (_name, content, code) => {
    const outcomes = await read(content);
    expect(outcomes).toHaveLength(1);
    expect(outcomes[0]).toMatchObject({ status: 'refused', problems: [{ code }] });
  });
});
