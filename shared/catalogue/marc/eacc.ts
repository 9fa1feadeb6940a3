/** East Asian characters of MARC-8 by their three-byte code. */
export type EaccTable = ReadonlyMap<number, string>;

// Codes with a byte outside 0x21 to 0x7E: the ideographic space, and punctuation that some systems add.
const OUTSIDE_THE_GRID: readonly (readonly [number, string])[] = [
  [0x212320, '\u3000'],
  [0x21203d, '\u2026'],
  [0x212040, '\u201C'],
  [0x7f2014, '\u2014'],
  [0x7f2019, '\u2019'],
  [0x7f2020, '\u201D'],
  [0x7f2122, '\u2122'],
];

let loading: Promise<EaccTable> | undefined;

/** The East Asian characters, loaded when a file first needs them: few do, and the table is 100 KB. */
export function loadEaccTable(): Promise<EaccTable> {
  loading ??= import('./eacc-table.ts').then((module) => unpackEacc(module.eaccRows));
  return loading;
}

function unpackEacc(rows: string): EaccTable {
  const table = new Map<number, string>();
  for (const row of rows.split('\n')) {
    const base = (row.charCodeAt(0) << 16) | (row.charCodeAt(1) << 8);
    let cell = 0x21;
    for (const character of row.slice(2)) {
      if (character !== ' ') table.set(base | cell, character);
      cell += 1;
    }
  }
  for (const [code, character] of OUTSIDE_THE_GRID) table.set(code, character);
  return table;
}
