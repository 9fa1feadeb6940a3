import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NO_YEAR, readAttribute } from '../../../shared/search/engine/attributes.ts';
import { unpackBase } from '../../../shared/search/engine/base-file.ts';
import type { SearchDocument } from '../../../shared/search/engine/document.ts';
import { type OpenIndex, openIndex } from '../../../shared/search/engine/open-index.ts';
import { documentOf, idOf } from '../../support/search/documents.ts';
import { type Library, makeLibrary } from '../../support/search/library.ts';

const COUNT = 20_100;
let library: Library;
let index: OpenIndex;

/** Every title has the word "report"; the later the number the less it was lent. */
const reports = function* (): Generator<SearchDocument> {
  for (let number = 1; number < COUNT; number += 1) {
    const facts = number % 2 === 0 ? { year: 1900 + (number % 100), language: 'eng', format: 'book' } : {};
    yield documentOf(number, { title: `Annual report number ${number}`, loans: COUNT - number, ...facts });
  }
  yield documentOf(COUNT, { title: 'Report' });
};

beforeAll(async () => {
  library = await makeLibrary();
  const entry = await library.publishAt(reports(), 0);
  const stored = await library.ports.fetchBase(entry.id);
  if (stored === undefined) throw new Error('nothing was stored');
  await unpackBase(stored, entry, `${library.dir}/open.db`);
  index = openIndex(`${library.dir}/open.db`);
}, 60_000);
afterAll(async () => {
  await index.close();
  await library.remove();
});

describe('A word that twenty thousand titles have', () => {
  it('is counted up to the cap, and the count says so', () => {
    expect(index.search('report', 0, 1)).toMatchObject({ total: 20_000, totalIsCapped: true });
    expect(index.search('report 7', 0, 1)).toMatchObject({ totalIsCapped: false });
  });

  it('still finds the title that is nothing but the word, though nobody ever lent it', () => {
    expect(index.search('report', 0, 1).hits[0]?.titleId).toBe(idOf(COUNT));
  });

  it('gives each title once, on whatever page', () => {
    const all = index.search('annual', 0, 20_000).hits.map((hit) => hit.titleId);
    expect(new Set(all).size).toBe(20_000);
    for (const offset of [0, 190, 200, 5000, 19_990]) {
      expect(
        index.search('annual', offset, 10).hits.map((hit) => hit.titleId),
        `from ${offset}`,
      ).toEqual(all.slice(offset, offset + 10));
    }
  });

  it('puts a title just catalogued within reach of ranking', () => {
    index.apply([documentOf(COUNT + 1, { title: 'Report, freshly catalogued' })], 1);
    expect(index.search('report fresh', 0, 1).hits[0]?.titleId).toBe(idOf(COUNT + 1));
    expect(index.search('report', 0, 20).hits.map((hit) => hit.titleId)).toContain(idOf(COUNT + 1));
  });
});

it('Years, languages and formats of all titles lie ready for facets, in the order of the rows', async () => {
  const entry = await library.publishAt(
    [
      documentOf(1, { title: 'Rarely lent', loans: 1, year: 1999, language: 'fre' }),
      documentOf(2, { title: 'Much lent', loans: 500, language: 'eng', format: 'book' }),
    ],
    0,
  );
  const stored = await library.ports.fetchBase(entry.id);
  if (stored === undefined) throw new Error('nothing was stored');
  const path = `${library.dir}/facets.db`;
  await unpackBase(stored, entry, path);
  const database = new DatabaseSync(path, { readOnly: true });
  const labelled = (name: string): (string | undefined)[] => {
    const { values, labels } = readAttribute(database, name);
    return Array.from(values, (value) => labels[value]);
  };
  expect(Array.from(readAttribute(database, 'year').values)).toEqual([NO_YEAR, 1999]);
  expect(labelled('language')).toEqual(['eng', 'fre']);
  expect(labelled('format')).toEqual(['book', '']);
  expect(readAttribute(database, 'popularity').values[0]).toBeGreaterThan(
    readAttribute(database, 'popularity').values[1] ?? 1,
  );
  database.close();
});
