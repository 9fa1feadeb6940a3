import { DeleteObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { indexEdits } from '../../../shared/search/index-edits.ts';
import { type Desk, deskOf } from '../../support/desk.ts';
import { searchOf } from '../../support/search/open-search.ts';
import { buckets, type SmallCloud, startSmallCloud } from '../../support/small-cloud.ts';

let cloud: SmallCloud;
let desk: Desk;
let search: ReturnType<typeof searchOf>;
const closers: (() => Promise<void>)[] = [];
const opened = () => {
  const made = searchOf(cloud, cloud.system);
  closers.push(made.close);
  return made;
};
const find = async (q: string, in_ = search) => (await in_.handlers.search(desk.call(), { q })).rows;
const titlesOf = (rows: Awaited<ReturnType<typeof find>>) => rows.map(({ brief }) => brief.title).sort();
/** What the consumer of the stream does with the events of some titles. */
const told = (...ids: string[]) =>
  indexEdits(
    cloud.system,
    ids.map((recordId) => ({ entity: 'title' as const, recordId, params: {} })),
  );

beforeAll(async () => {
  cloud = await startSmallCloud();
  desk = deskOf(cloud.system, cloud.managerId);
  for (const [n, name] of ['Emma', 'Persuasion', 'Śluby panieńskie'].entries())
    await desk.item(await desk.title(name), `500${n}`);
  search = opened();
  await search.rebuild();
});
afterAll(async () => {
  for (const close of closers) await close();
  await cloud.close();
});

describe('a search over the records of a library', () => {
  it('finds titles of the last base, and says what can be had now', async () => {
    const [row] = await find('sluby panienskie');
    expect(row).toMatchObject({ brief: { title: 'Śluby panieńskie' }, items: 1, available: 1 });
    await desk.lend(await desk.patron('Rosa Reader'), '5002');
    expect(await find('sluby')).toMatchObject([{ items: 1, available: 0 }]);
  });

  it('finds what was added since, by the very person who added it, at once', async () => {
    const id = await desk.title('Northanger Abbey');
    await told(id);
    const { rows, fresh } = await search.handlers.search(desk.call(), {
      q: 'northanger',
      afterTitle: id,
      afterVersion: 1,
    });
    expect({ titles: titlesOf(rows), fresh }).toEqual({ titles: ['Northanger Abbey'], fresh: true });
  });

  it('no longer shows what went to the bin, even before the index knows', async () => {
    const id = await desk.title('Sanditon');
    await told(id);
    const asked = { q: 'sanditon', afterTitle: id, afterVersion: 1 };
    expect((await search.handlers.search(desk.call(), asked)).rows).toHaveLength(1);
    await desk.catalogue['title.bin'](desk.call(1), { titleId: id });
    expect(await find('sanditon')).toEqual([]);
  });
});

describe('a base that is gone or damaged', () => {
  const bases = async () =>
    (await cloud.s3.send(new ListObjectsV2Command({ Bucket: buckets.work, Prefix: 'search/' }))).Contents ?? [];

  it('leaves the one before it, with a longer log', async () => {
    await search.rebuild();
    const before = (await bases()).flatMap(({ Key }) => Key ?? []);
    await told(await desk.title('Lady Susan'));
    await search.rebuild();
    const [newest] = (await bases()).flatMap(({ Key = '' }) => (before.includes(Key) ? [] : [Key]));
    await cloud.s3.send(new PutObjectCommand({ Bucket: buckets.work, Key: newest, Body: 'no base at all' }));
    const other = opened();
    expect(titlesOf(await find('lady susan', other))).toEqual(['Lady Susan']);
    expect(other.problems.length).toBeGreaterThan(0);
  });

  it('altogether is a refusal that says the search is not ready, and the first to search has it built anew', async () => {
    for (const { Key } of await bases())
      if (Key?.endsWith('manifest.json') === false)
        await cloud.s3.send(new DeleteObjectCommand({ Bucket: buckets.work, Key }));
    expect(await search.isAsked()).toBe(false);
    const refused = { code: 'search-not-ready' };
    await Promise.all([1, 2, 3].map(() => expect(find('emma', opened())).rejects.toMatchObject(refused)));
    expect(await search.isAsked()).toBe(true);
    await search.rebuild();
    expect(titlesOf(await find('emma', opened()))).toEqual(['Emma']);
  });
});
