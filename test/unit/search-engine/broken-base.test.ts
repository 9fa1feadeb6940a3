import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ReaderPorts } from '../../../shared/search/engine/ports.ts';
import { openReader, type SearchReader } from '../../../shared/search/engine/reader.ts';
import { documentOf } from '../../support/search/documents.ts';
import { type Library, makeLibrary } from '../../support/search/library.ts';

let library: Library;
const readers: SearchReader[] = [];

/** Three bases, each with one title more, and one more edit after the last. */
beforeEach(async () => {
  library = await makeLibrary();
  for (const [nth, title] of ['Persuasion', 'Emma', 'Sanditon'].entries()) {
    library.append(documentOf(nth + 1, { title }));
    await library.publish();
  }
  library.append(documentOf(4, { title: 'Evelina' }));
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
const expectEverything = async (reader: SearchReader): Promise<void> => {
  for (const title of ['Persuasion', 'Emma', 'Sanditon', 'Evelina']) {
    expect(await reader.search(title), title).toMatchObject({ total: 1, hits: [{ display: { title } }] });
  }
};
const damage = (id: string, change: (bytes: Uint8Array) => Uint8Array): void => {
  library.bases.set(id, change(library.bases.get(id) ?? new Uint8Array()));
};

describe('A base that is not what the manifest says gives way to the one before it', () => {
  it.each<[string, (bytes: Uint8Array) => Uint8Array]>([
    ['its first byte changed', (bytes) => bytes.map((byte, at) => (at === 0 ? byte ^ 1 : byte))],
    ['a byte in the middle changed', (bytes) => bytes.map((byte, at) => (at === bytes.length >> 1 ? byte ^ 1 : byte))],
    ['its last byte changed', (bytes) => bytes.map((byte, at) => (at === bytes.length - 1 ? byte ^ 1 : byte))],
    ['its end missing', (bytes) => bytes.slice(0, -7)],
    ['nothing in it', () => new Uint8Array()],
    ['something behind it', (bytes) => new Uint8Array([...bytes, 0])],
    ['it twice over', (bytes) => new Uint8Array([...bytes, ...bytes])],
  ])('with %s', async (_name, change) => {
    damage('base-3', change);
    const reader = await open();
    await expectEverything(reader);
    expect(reader.status()).toMatchObject({ baseId: 'base-2', position: 4 });
    expect(library.problems).toContainEqual(expect.objectContaining({ code: 'base-unusable', baseId: 'base-3' }));
  });

  it('when it is missing', async () => {
    library.bases.delete('base-3');
    library.bases.delete('base-2');
    const reader = await open();
    await expectEverything(reader);
    expect(reader.status()).toMatchObject({ baseId: 'base-1' });
  });

  it('wherever a byte is flipped, and every title is still found', async () => {
    const whole = library.bases.get('base-3') ?? new Uint8Array();
    for (let at = 0; at < whole.length; at += Math.ceil(whole.length / 25)) {
      library.bases.set(
        'base-3',
        whole.map((byte, place) => (place === at ? byte ^ 0x40 : byte)),
      );
      const reader = await open();
      expect(reader.status(), `byte ${at}`).toMatchObject({ baseId: 'base-2', position: 4 });
      await reader.close();
    }
  });
});

describe('When no base is left', () => {
  beforeEach(() => library.bases.clear());

  it('one is rebuilt from the records', async () => {
    await expectEverything(await open(library.withRebuild()));
    expect(library.asked.rebuild).toBe(1);
  });

  it('and none can be rebuilt, search says that it is not there', async () => {
    await expect(openReader(library.ports)).rejects.toMatchObject({ code: 'unavailable' });
    const rebuild = () => Promise.reject(new Error('the job has started'));
    await expect(openReader({ ...library.ports, rebuild })).rejects.toMatchObject({ code: 'unavailable' });
    expect(library.problems).toContainEqual(
      expect.objectContaining({ code: 'rebuild-failed', detail: 'the job has started' }),
    );
  });
});

describe('A base is rebuilt', () => {
  it.each<[string, () => void]>([
    ['there is no manifest', () => library.setManifest(undefined)],
    ['the manifest is not one', () => library.setManifest({ current: 'base-3' })],
    ['the log was lost and begun anew', () => library.beginLogAnew()],
    ['another version of the engine wrote all bases', () => library.setManifest(ofSchema(99))],
  ])('when %s', async (_name, spoil) => {
    spoil();
    await expectEverything(await open(library.withRebuild()));
    expect(library.asked.rebuild).toBe(1);
  });

  it('when the log begun anew has already grown past the base', async () => {
    library.beginLogAnew();
    library.append(...[5, 6, 7, 8, 9, 10].map((number) => documentOf(number, { title: `Letters ${number}` })));
    const reader = await open(library.withRebuild());
    await expectEverything(reader);
    expect(await reader.search('letters')).toMatchObject({ total: 6 });
    expect(library.asked.rebuild).toBe(1);
  });

  it('when the log no longer reaches back to any base', async () => {
    library.bases.delete('base-3');
    library.trimLogTo(3);
    await expectEverything(await open(library.withRebuild()));
    expect(library.asked.rebuild).toBe(1);
  });

  it('when the log develops a hole under an open reader', async () => {
    const reader = await open(library.withRebuild());
    library.append(documentOf(5, { title: 'Camilla' }), documentOf(6, { title: 'Cecilia' }));
    library.trimLogTo(5);
    library.pass(2000);
    expect(await reader.search('camilla')).toMatchObject({ total: 1, stale: false });
    expect(await reader.search('cecilia')).toMatchObject({ total: 1 });
  });

  it('but not when the store merely does not answer', async () => {
    library.faults.storeDown = true;
    await expect(openReader(library.withRebuild())).rejects.toMatchObject({ code: 'unavailable' });
    expect(library.asked.rebuild).toBe(0);
  });
});

it('A hole in the log that cannot be mended leaves an old answer, marked as such', async () => {
  const reader = await open();
  library.append(documentOf(5, { title: 'Camilla' }), documentOf(6, { title: 'Cecilia' }));
  library.trimLogTo(5);
  library.pass(2000);
  expect(await reader.search('emma')).toMatchObject({ total: 1, stale: true });
});

const ofSchema = (schema: number): unknown => {
  const manifest = structuredClone(library.manifest());
  return JSON.parse(JSON.stringify(manifest), (key, value) => (key === 'schema' && value === 1 ? schema : value));
};
