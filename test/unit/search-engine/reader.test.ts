import { readdir } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deletedDocument } from '../../../shared/search/engine/document.ts';
import type { ReaderPorts } from '../../../shared/search/engine/ports.ts';
import { openReader, type SearchReader } from '../../../shared/search/engine/reader.ts';
import { documentOf, idOf } from '../../support/search/documents.ts';
import { type Library, makeLibrary } from '../../support/search/library.ts';

let library: Library;
const readers: SearchReader[] = [];

beforeEach(async () => {
  library = await makeLibrary();
  library.append(documentOf(1, { title: 'Middlemarch' }), documentOf(2, { title: 'Emma' }));
  await library.publish();
});
afterEach(async () => {
  for (const reader of readers.splice(0)) await reader.close();
  await library.remove();
});

const open = async (ports: ReaderPorts = library.ports): Promise<SearchReader> => {
  const reader = await openReader(ports);
  readers.push(reader);
  return reader;
};
const titles = async (reader: SearchReader, query: string): Promise<string[]> =>
  (await reader.search(query)).hits.map((hit) => hit.display.title);
const openFiles = (): Promise<string[]> => readdir(library.ports.tmpDir);

describe('Edits', () => {
  it('made after the base are found when the reader opens', async () => {
    library.append(documentOf(3, { title: 'Persuasion' }));
    expect(await titles(await open(), 'persuasion')).toEqual(['Persuasion']);
  });

  it('arrive within two seconds, and the log is asked no more often', async () => {
    const reader = await open();
    library.append(documentOf(3, { title: 'Persuasion' }));
    const before = library.asked.log;
    library.pass(1999);
    expect(await titles(reader, 'persuasion')).toEqual([]);
    expect(library.asked.log).toBe(before);
    library.pass(1);
    expect(await titles(reader, 'persuasion')).toEqual(['Persuasion']);
    expect(library.asked.log).toBe(before + 1);
  });

  it('replace what the title said before', async () => {
    library.append(documentOf(2, { version: 2, title: 'Sanditon' }));
    const reader = await open();
    expect(await titles(reader, 'emma')).toEqual([]);
    expect(await titles(reader, 'sanditon')).toEqual(['Sanditon']);
    expect((await reader.search('sanditon')).hits[0]).toMatchObject({ titleId: idOf(2), version: 2 });
  });

  it('that bin a title take it out, and those that restore it bring it back', async () => {
    const reader = await open();
    library.append(deletedDocument(idOf(2), 2));
    library.pass(2000);
    expect(await titles(reader, 'emma')).toEqual([]);
    library.append(documentOf(2, { version: 3, title: 'Emma' }));
    library.pass(2000);
    expect(await titles(reader, 'emma')).toEqual(['Emma']);
  });

  it('older than what is held change nothing, even after a delete in the same batch', async () => {
    library.append(
      documentOf(1, { version: 3, title: 'Middlemarch, revised' }),
      documentOf(1, { version: 2, title: 'Stale' }),
      deletedDocument(idOf(2), 4),
      documentOf(2, { version: 3, title: 'Stale' }),
    );
    const reader = await open();
    library.append(documentOf(2, { version: 2, title: 'Stale' }));
    library.pass(2000);
    expect(await titles(reader, 'stale')).toEqual([]);
    expect(await titles(reader, 'emma')).toEqual([]);
    expect(await titles(reader, 'revised')).toEqual(['Middlemarch, revised']);
  });

  it('in more than one page of the log are all applied', async () => {
    library.append(...Array.from({ length: 350 }, (_, at) => documentOf(100 + at, { title: `Annual report ${at}` })));
    expect(await (await open()).search('annual report')).toMatchObject({ total: 350, position: 352 });
  });

  it('barcodes and ISBNs of a replaced document are forgotten', async () => {
    library.append(documentOf(3, { title: 'Villette', barcodes: ['30000000000033'], isbns: ['9780261102217'] }));
    const reader = await open();
    expect(await titles(reader, '30000000000033')).toEqual(['Villette']);
    library.append(documentOf(3, { title: 'Villette', version: 2 }));
    library.pass(2000);
    expect(await titles(reader, '30000000000033')).toEqual([]);
    expect(await titles(reader, '0261102214')).toEqual([]);
    expect(library.problems).toEqual([]);
  });
});

describe('A search after one’s own edit', () => {
  it('sees it at once when it is already in the log', async () => {
    const reader = await open();
    const position = library.append(documentOf(3, { title: 'Persuasion' }));
    expect(await reader.search('persuasion', { waitFor: { position } })).toMatchObject({
      total: 1,
      fresh: true,
      position,
    });
  });

  it('waits for the version of a title until the stream has brought it', async () => {
    const reader = await open();
    let slept = 0;
    library.whileSleeping(() => {
      slept += 1;
      if (slept === 3) library.append(documentOf(2, { version: 2, title: 'Emma Woodhouse' }));
    });
    const found = await reader.search('woodhouse', { waitFor: { titleId: idOf(2), version: 2 } });
    expect(found).toMatchObject({ total: 1, fresh: true });
    expect(slept).toBe(3);
  });

  it('waits for a title to be gone', async () => {
    const reader = await open();
    library.append(deletedDocument(idOf(2), 2));
    expect(await reader.search('emma', { waitFor: { titleId: idOf(2), version: 2 } })).toMatchObject({
      total: 0,
      fresh: true,
    });
  });

  it('says so when the edit did not come in time', async () => {
    const found = await (await open()).search('emma', { waitFor: { position: 99 }, waitMs: 700 });
    expect(found).toMatchObject({ total: 1, fresh: false, tookMs: 700 });
  });
});

describe('When the log cannot be asked', () => {
  it('what is held is searched and marked as stale, until the log answers', async () => {
    const reader = await open();
    library.append(documentOf(3, { title: 'Persuasion' }));
    library.faults.logDown = true;
    library.pass(2000);
    expect(await reader.search('emma')).toMatchObject({ total: 1, stale: true });
    library.faults.logDown = false;
    library.pass(2000);
    expect(await reader.search('persuasion')).toMatchObject({ total: 1, stale: false });
  });

  it('a reader still opens', async () => {
    library.faults.logDown = true;
    expect(await (await open()).search('emma')).toMatchObject({ total: 1, stale: true });
  });

  it('an entry that cannot be read costs that edit alone, and is reported', async () => {
    library.append(documentOf(3, { title: 'Persuasion' }), documentOf(4, { title: 'Sanditon' }));
    library.log[2] = { position: 3, bytes: new Uint8Array([1, 2, 3, 4, 5, 6]) };
    const reader = await open();
    expect(await titles(reader, 'sanditon')).toEqual(['Sanditon']);
    expect(reader.status()).toMatchObject({ unreadable: 1, position: 4 });
    expect(library.problems).toContainEqual(expect.objectContaining({ code: 'log-entry-corrupt', position: 3 }));
  });
});

describe('A new base', () => {
  it('is taken up within half a minute, and the file of the old one goes', async () => {
    const reader = await open();
    library.append(documentOf(3, { title: 'Persuasion' }));
    await library.publish();
    library.pass(30_000);
    expect(await titles(reader, 'persuasion')).toEqual(['Persuasion']);
    expect(reader.status()).toMatchObject({ baseId: 'base-2', position: 3 });
    expect(await openFiles()).toHaveLength(1);
  });

  it('that is damaged leaves the present one in use, and is fetched once only', async () => {
    const reader = await open();
    await library.publish();
    library.bases.set('base-2', new Uint8Array(10));
    const before = library.asked.base;
    for (let round = 0; round < 3; round += 1) {
      library.pass(30_000);
      expect(await titles(reader, 'emma')).toEqual(['Emma']);
    }
    expect(library.asked.base).toBe(before + 1);
    expect(reader.status()).toMatchObject({ baseId: 'base-1', current: true });
  });

  it('older than what is held is not taken up while the log is silent', async () => {
    const reader = await open();
    await library.publish();
    library.append(documentOf(3, { title: 'Persuasion' }));
    library.pass(2000);
    expect(await titles(reader, 'persuasion')).toEqual(['Persuasion']);
    library.faults.logDown = true;
    library.pass(30_000);
    expect(await titles(reader, 'persuasion')).toEqual(['Persuasion']);
    library.faults.logDown = false;
    library.pass(30_000);
    expect(await titles(reader, 'persuasion')).toEqual(['Persuasion']);
    expect(reader.status()).toMatchObject({ baseId: 'base-2' });
  });

  it('does not disturb searches that run at the same time', async () => {
    const reader = await open();
    await library.publish();
    library.pass(30_000);
    const found = await Promise.all(Array.from({ length: 20 }, () => reader.search('emma')));
    expect(found.every((result) => result.total === 1)).toBe(true);
    expect(await openFiles()).toHaveLength(1);
  });

  it('built while edits went on misses none of them', async () => {
    const behind = library.log.length;
    library.append(documentOf(2, { version: 2, title: 'Sanditon' }), deletedDocument(idOf(1), 2));
    // The scan began before the edits and met one of the two titles after its edit.
    await library.publishAt(
      [documentOf(1, { title: 'Middlemarch' }), documentOf(2, { version: 2, title: 'Sanditon' })],
      behind,
    );
    const reader = await open();
    expect(await titles(reader, 'middlemarch')).toEqual([]);
    expect(await reader.search('sanditon')).toMatchObject({ total: 1 });
  });
});

describe('Pages of a result', () => {
  it('say when edits came between them', async () => {
    const reader = await open();
    const { position } = await reader.search('emma');
    expect(await reader.search('emma', { asOf: position })).toMatchObject({ changed: false });
    library.append(documentOf(3, { title: 'Emma, annotated' }));
    library.pass(2000);
    expect(await reader.search('emma', { asOf: position })).toMatchObject({ changed: true });
  });
});

describe('A reader that is closed', () => {
  it('leaves nothing on disk and answers no more', async () => {
    const reader = await open();
    await reader.close();
    expect(await openFiles()).toEqual([]);
    await expect(reader.search('emma')).rejects.toMatchObject({ code: 'unavailable' });
  });
});
