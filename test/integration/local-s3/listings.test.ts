import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  ListObjectVersionsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failure, type Rig, startRig } from './support.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
  rig.s3.configureBucket({ name: 'shelf', versioning: 'Enabled' });
  for (const Key of KEYS) await rig.client.send(new PutObjectCommand({ Bucket: 'shelf', Key, Body: Key }));
  await rig.client.send(new DeleteObjectCommand({ Bucket: 'shelf', Key: 'gone' }));
});
afterAll(() => rig.stop());

// U+FF5E sorts before U+1F600 in UTF-8 but after it in UTF-16.
const KEYS = ['a', 'a/1', 'a/2', 'a/sub/3', 'a0', 'b b+c&d', 'b/ü', 'gone', 'z\uff5e', 'z\u{1f600}'];
const SHOWN = KEYS.filter((key) => key !== 'gone');

async function all(
  input: Partial<ListObjectsV2CommandInput>,
): Promise<{ keys: string[]; prefixes: string[]; pages: number }> {
  const keys: string[] = [];
  const prefixes: string[] = [];
  let ContinuationToken: string | undefined;
  let pages = 0;
  do {
    const page = await rig.client.send(new ListObjectsV2Command({ Bucket: 'shelf', ContinuationToken, ...input }));
    keys.push(...(page.Contents ?? []).map(({ Key = '' }) => Key));
    prefixes.push(...(page.CommonPrefixes ?? []).map(({ Prefix = '' }) => Prefix));
    expect(page.KeyCount).toBeLessThanOrEqual(input.MaxKeys ?? 1000);
    ContinuationToken = page.NextContinuationToken;
    expect(page.IsTruncated).toBe(ContinuationToken !== undefined);
    pages += 1;
  } while (ContinuationToken !== undefined);
  return { keys, prefixes, pages };
}

describe('a listing', () => {
  it('gives the keys in the order of their bytes, without deleted ones', async () => {
    expect((await all({})).keys).toEqual(SHOWN);
  });

  it.each([1, 2, 3, 7])('gives the same keys in pages of %i', async (MaxKeys) => {
    const { keys, pages } = await all({ MaxKeys });
    expect(keys).toEqual(SHOWN);
    expect(pages).toBe(Math.ceil(SHOWN.length / MaxKeys));
  });

  it.each([1, 2, 1000])('rolls folders up at the delimiter, %i at a time', async (MaxKeys) => {
    expect(await all({ Delimiter: '/', MaxKeys })).toMatchObject({
      keys: ['a', 'a0', 'b b+c&d', 'z\uff5e', 'z\u{1f600}'],
      prefixes: ['a/', 'b/'],
    });
    expect(await all({ Delimiter: '/', Prefix: 'a/', MaxKeys })).toMatchObject({
      keys: ['a/1', 'a/2'],
      prefixes: ['a/sub/'],
    });
  });

  it('starts after a key, and within a prefix', async () => {
    expect((await all({ StartAfter: 'a/2' })).keys).toEqual(SHOWN.slice(3));
    expect((await all({ Prefix: 'b' })).keys).toEqual(['b b+c&d', 'b/ü']);
    expect((await all({ Prefix: 'a/', StartAfter: 'a/1' })).keys).toEqual(['a/2', 'a/sub/3']);
    expect((await all({ Prefix: 'nothing' })).keys).toEqual([]);
  });

  it('encodes keys when asked to', async () => {
    const page = await rig.client.send(new ListObjectsV2Command({ Bucket: 'shelf', Prefix: 'b', EncodingType: 'url' }));
    expect(page.EncodingType).toBe('url');
    expect(page.Contents?.map(({ Key }) => Key)).toEqual(['b%20b%2Bc%26d', 'b/%C3%BC']);
  });

  it('refuses a token it did not give and a size that is no number', async () => {
    const list = (more: object) => failure(rig.client.send(new ListObjectsV2Command({ Bucket: 'shelf', ...more })));
    expect(await list({ ContinuationToken: 'made-up' })).toMatchObject({ code: 'InvalidArgument' });
    expect(await list({ MaxKeys: -1 })).toMatchObject({ code: 'InvalidArgument' });
  });

  it('of an absent bucket is a 404', async () => {
    const list = rig.client.send(new ListObjectsV2Command({ Bucket: 'nowhere' }));
    expect(await failure(list)).toEqual({ code: 'NoSuchBucket', status: 404 });
  });
});

describe('a listing of versions', () => {
  beforeAll(async () => {
    rig.s3.configureBucket({ name: 'history', versioning: 'Enabled' });
    for (const Key of ['k1', 'k2', 'dir/k3']) {
      for (const Body of ['1', '2', '3']) await rig.client.send(new PutObjectCommand({ Bucket: 'history', Key, Body }));
    }
    await rig.client.send(new DeleteObjectCommand({ Bucket: 'history', Key: 'k1' }));
  });

  it.each([1, 2, 4, 1000])('shows all, newest first, and markers, in pages of %i', async (MaxKeys) => {
    const seen: string[] = [];
    let KeyMarker: string | undefined;
    let VersionIdMarker: string | undefined;
    do {
      const input = { Bucket: 'history', MaxKeys, KeyMarker, VersionIdMarker };
      const page = await rig.client.send(new ListObjectVersionsCommand(input));
      const versions = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])];
      expect(versions.length).toBeLessThanOrEqual(MaxKeys);
      for (const { Key, VersionId } of page.Versions ?? []) {
        const { Body } = await rig.client.send(new GetObjectCommand({ Bucket: 'history', Key, VersionId }));
        seen.push(`${Key}=${await Body?.transformToString()}`);
      }
      seen.push(...(page.DeleteMarkers ?? []).map(({ Key }) => `${Key} deleted`));
      KeyMarker = page.NextKeyMarker;
      VersionIdMarker = page.NextVersionIdMarker;
    } while (KeyMarker !== undefined);
    const of = (key: string) => seen.filter((entry) => entry.startsWith(`${key}=`));
    expect(of('k1')).toEqual(['k1=3', 'k1=2', 'k1=1']);
    expect(of('k2')).toEqual(['k2=3', 'k2=2', 'k2=1']);
    expect(of('dir/k3')).toEqual(['dir/k3=3', 'dir/k3=2', 'dir/k3=1']);
    expect(seen).toContain('k1 deleted');
    expect(seen).toHaveLength(10);
  });

  it('names one latest entry for each key', async () => {
    const page = await rig.client.send(new ListObjectVersionsCommand({ Bucket: 'history' }));
    const latest = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].filter(({ IsLatest }) => IsLatest);
    expect(latest.map(({ Key }) => Key).sort()).toEqual(['dir/k3', 'k1', 'k2']);
  });

  it('rolls folders up too', async () => {
    const input = { Bucket: 'history', Delimiter: '/', MaxKeys: 1 };
    const first = await rig.client.send(new ListObjectVersionsCommand(input));
    expect(first.CommonPrefixes).toEqual([{ Prefix: 'dir/' }]);
    const second = await rig.client.send(new ListObjectVersionsCommand({ ...input, KeyMarker: first.NextKeyMarker }));
    expect(second.DeleteMarkers?.map(({ Key }) => Key)).toEqual(['k1']);
  });
});
