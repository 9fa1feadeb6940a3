import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openReader, type SearchReader } from '../../../shared/search/engine/reader.ts';
import { documentOf } from '../../support/search/documents.ts';
import { type Library, makeLibrary } from '../../support/search/library.ts';

let library: Library;
let reader: SearchReader;

const shelf = [
  documentOf(1, {
    title: 'The hobbit',
    people: ['Tolkien, J. R. R.'],
    isbns: ['9780261102217'],
    barcodes: ['30000000000017', 'a30000000000025b'],
    callNumber: '823.912 TOL',
    series: 'Middle-earth classics',
    loans: 40,
  }),
  documentOf(2, { title: 'Hobbit feet and other ailments', loans: 900 }),
  documentOf(3, { title: 'It', people: ['King, Stephen'] }),
  documentOf(4, { title: 'Italy on foot' }),
  documentOf(5, { title: 'Making it work' }),
  documentOf(6, { title: 'Programming in C++' }),
  documentOf(7, { title: 'C# in depth' }),
  documentOf(8, { title: 'Pro .NET performance' }),
  documentOf(9, { title: "O'Brien's war", people: ['Ó Briain, Pádraig'] }),
  documentOf(10, { title: 'Obrien remembered' }),
  documentOf(11, { title: 'Война и мир', people: ['Толстой, Лев'] }),
  documentOf(12, { title: 'الأيام', people: ['طه حسين'] }),
  documentOf(13, { title: 'שָׁלוֹם עֲלֵיכֶם' }),
  documentOf(14, { title: 'Οδύσσεια', people: ['Όμηρος'] }),
  documentOf(15, { title: '紅樓夢', people: ['曹雪芹'] }),
  documentOf(16, { title: 'ノルウェイの森', people: ['村上春樹'] }),
  documentOf(17, { title: '채식주의자', people: ['한강'] }),
  documentOf(18, { title: 'İnce Memed', people: ['Yaşar Kemal'] }),
  documentOf(19, { title: 'गोदान', people: ['प्रेमचंद'] }),
  documentOf(20, { title: 'Love', loans: 1 }),
  documentOf(21, { title: 'Love in the time of cholera', people: ['García Márquez, Gabriel'], loans: 500 }),
  documentOf(22, { title: 'A lover’s discourse', loans: 10 }),
  documentOf(23, { title: 'Vitamin C and the common cold' }),
  documentOf(24, { title: 'Vitamin guide' }),
];

beforeAll(async () => {
  library = await makeLibrary();
  library.append(...shelf);
  await library.publish();
  reader = await openReader(library.ports);
});
afterAll(async () => {
  await reader.close();
  await library.remove();
});

const titles = async (query: string): Promise<string[]> =>
  (await reader.search(query)).hits.map((hit) => hit.display.title);

describe('A title is found', () => {
  it.each([
    ['by its words', 'hobbit ailments', 'Hobbit feet and other ailments'],
    ['by a person', 'tolkien', 'The hobbit'],
    ['by person and title together', 'tolkien hobbit', 'The hobbit'],
    ['by series', 'middle-earth', 'The hobbit'],
    ['by call number', '823.912 tol', 'The hobbit'],
    ['by the beginning of the last word', 'hobbit ail', 'Hobbit feet and other ailments'],
    ['by ISBN-13', '978-0-261-10221-7', 'The hobbit'],
    ['by ISBN-10', '0-261-10221-4', 'The hobbit'],
    ['by ISBN-10 beside a word', 'tolkien 0261102214', 'The hobbit'],
    ['by barcode', '30000000000017', 'The hobbit'],
    ['by a barcode stored with start and stop letters', '30000000000025', 'The hobbit'],
    ['by a barcode scanned with start and stop letters', 'A30000000000017B', 'The hobbit'],
    ['C++', 'c++', 'Programming in C++'],
    ['C#', 'c#', 'C# in depth'],
    ['.NET', '.net', 'Pro .NET performance'],
    ['without accents', 'o briain padraig', "O'Brien's war"],
    ['in Russian', 'ВОЙНА', 'Война и мир'],
    ['in Arabic without hamza', 'الايام', 'الأيام'],
    ['in Hebrew without points', 'שלום', 'שָׁלוֹם עֲלֵיכֶם'],
    ['in Greek capitals', 'ΟΔΥΣΣΕΙΑ', 'Οδύσσεια'],
    ['by Chinese inside a run', '樓夢', '紅樓夢'],
    ['by one Chinese character', '夢', '紅樓夢'],
    ['by Japanese inside a run', 'ウェイ', 'ノルウェイの森'],
    ['by Korean inside a word', '주의', '채식주의자'],
    ['in Turkish with a plain i', 'ince memed', 'İnce Memed'],
    ['in Turkish capitals', 'YAŞAR', 'İnce Memed'],
    ['in Hindi', 'गोदान', 'गोदान'],
    ['with a single letter that is a word', 'vitamin c', 'Vitamin C and the common cold'],
    ['with a single letter that begins a word', 'vitamin g', 'Vitamin guide'],
  ])('%s', async (_name, query, title) => {
    expect((await titles(query))[0]).toBe(title);
  });

  it('with an apostrophe or without, either way round', async () => {
    for (const query of ["o'brien", 'obrien', 'O’Brien']) {
      expect(new Set(await titles(query)), query).toEqual(new Set(["O'Brien's war", 'Obrien remembered']));
    }
  });

  it('only where Chinese characters follow each other', async () => {
    expect(await titles('夢樓')).toEqual([]);
  });

  it('not by the same consonants with other vowel signs, where those make another word', async () => {
    expect(await titles('गादिन')).toEqual([]);
  });

  it('not by half of its words', async () => {
    expect(await titles('hobbit cholera')).toEqual([]);
  });
});

describe('The order', () => {
  it('puts the very title before popular ones that only have the word', async () => {
    expect(await titles('hobbit')).toEqual(['The hobbit', 'Hobbit feet and other ailments']);
    expect((await titles('love')).slice(0, 2)).toEqual(['Love', 'Love in the time of cholera']);
  });

  it('puts whole words before longer words that begin the same', async () => {
    expect((await titles('love')).at(-1)).toBe('A lover’s discourse');
  });

  it('of two letters is that of the shelf, then titles that have the word', async () => {
    expect(await titles('it')).toEqual(['It', 'Italy on foot', 'Making it work']);
  });
});

describe('Pages', () => {
  it('fit together', async () => {
    const all = await reader.search('o', { limit: 100 });
    const one = await reader.search('o', { limit: 1 });
    const two = await reader.search('o', { limit: 1, offset: 1 });
    expect([...one.hits, ...two.hits]).toEqual(all.hits.slice(0, 2));
    expect(one.total).toBe(all.total);
  });

  it('past the end are empty', async () => {
    expect(await reader.search('hobbit', { offset: 1e9 })).toMatchObject({ total: 2, totalIsCapped: false, hits: [] });
  });

  it('of a nonsensical size have a sensible one', async () => {
    for (const limit of [0, -3, Number.NaN, 1.5])
      expect((await reader.search('hobbit', { limit })).hits.length).toBeGreaterThan(0);
  });
});

it('A query of nothing finds nothing', async () => {
  expect(await reader.search('  "" * ')).toMatchObject({ total: 0, hits: [] });
});
