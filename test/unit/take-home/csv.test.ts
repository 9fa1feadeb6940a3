import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvLine } from '../../../shared/backups/take-home/csv.ts';

/** Reads one line of CSV by RFC 4180, written for this test alone. */
const cellsOf = (line: string): string[] => {
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    if (line[at] === '"') {
      let text = '';
      for (at += 1; ; at += 1) {
        if (line[at] === '"' && line[at + 1] === '"') {
          text += '"';
          at += 1;
        } else if (line[at] === '"') break;
        else text += line[at] ?? '';
        if (at > line.length) throw new Error('a quote that does not end');
      }
      cells.push(text);
      at += 1;
    } else {
      const end = line.slice(at).search(/,|\r\n/) + at;
      cells.push(line.slice(at, end));
      at = end;
    }
    if (line.slice(at) === '\r\n') return cells;
    if (line[at] !== ',') throw new Error(`not CSV at ${at}`);
    at += 1;
  }
};

describe('a line of a table', () => {
  it('is read back to the same cells, whatever people typed', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1 }), (cells) => {
        const read = cellsOf(csvLine(cells)).map((cell, at) =>
          /^[=+\-@\t\r]/.test(cells[at] ?? '') ? cell.slice(1) : cell,
        );
        expect(read).toEqual(cells);
      }),
    );
  });

  it.each(['=1+1', '+49 30 1234', '-1', '@SUM(A1)', '\t=1', '\r=1', '=HYPERLINK("http://x")'])(
    'never lets a spreadsheet run %j',
    (text) => {
      expect(cellsOf(csvLine([text]))[0]).toBe(`'${text}`);
    },
  );

  it('leaves numbers as numbers, and what is not there empty', () => {
    expect(csvLine([-5, 0, true, undefined, ''])).toBe('-5,0,true,,\r\n');
  });
});
