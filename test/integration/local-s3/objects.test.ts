import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytes, failure, type Rig, startRig } from './support.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
  rig.s3.configureBucket({ name: 'plain' });
  rig.s3.configureBucket({ name: 'versioned', versioning: 'Enabled' });
});
afterAll(async () => {
  expect(rig.errors).toEqual([]);
  await rig.stop();
});

async function get(input: { Bucket: string; Key: string; VersionId?: string; Range?: string }): Promise<Buffer> {
  const { Body } = await rig.client.send(new GetObjectCommand(input));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

const NAMES = [
  'plain.txt',
  'a folder/with spaces/ä ö ü.txt',
  'dots/../and/./more',
  '/leading//double/slashes/',
  'prefix',
  'prefix/below',
  'percent %41 + plus & amp = eq ? mark # hash',
  '漢字/العربية/🎉.mrc',
  'quotes\'"()!*~',
  'x'.repeat(1024),
  `${'y'.repeat(400)}/${'z'.repeat(400)}`,
];

describe('objects', () => {
  it.each(NAMES)('come back byte for byte under the key %s', async (Key) => {
    const Body = bytes(1_000, Key.length);
    await rig.client.send(new PutObjectCommand({ Bucket: 'plain', Key, Body }));
    expect(await get({ Bucket: 'plain', Key })).toEqual(Body);
  });

  it('keep their headers, user metadata and MD5 as ETag', async () => {
    const Body = Buffer.from('hello');
    const put = await rig.client.send(
      new PutObjectCommand({
        Bucket: 'plain',
        Key: 'described',
        Body,
        ContentType: 'text/plain; charset=utf-8',
        ContentDisposition: 'attachment; filename="a.txt"',
        CacheControl: 'no-store',
        ContentLanguage: 'en',
        ContentEncoding: 'identity',
        Metadata: { colour: 'dark green' },
      }),
    );
    const head = await rig.client.send(new HeadObjectCommand({ Bucket: 'plain', Key: 'described' }));
    expect(put.ETag).toBe(`"${createHash('md5').update(Body).digest('hex')}"`);
    expect(head).toMatchObject({
      ETag: put.ETag,
      ContentLength: 5,
      ContentType: 'text/plain; charset=utf-8',
      ContentDisposition: 'attachment; filename="a.txt"',
      CacheControl: 'no-store',
      ContentLanguage: 'en',
      ContentEncoding: 'identity',
      Metadata: { colour: 'dark green' },
      ServerSideEncryption: 'AES256',
    });
    expect(head.VersionId).toBeUndefined();
  });

  it('may be empty', async () => {
    await rig.client.send(new PutObjectCommand({ Bucket: 'plain', Key: 'empty', Body: '' }));
    expect(await get({ Bucket: 'plain', Key: 'empty' })).toEqual(Buffer.alloc(0));
  });

  it.each([
    ['bytes=0-0', 0, 1],
    ['bytes=5-9', 5, 10],
    ['bytes=900-5000', 900, 1_000],
    ['bytes=-7', 993, 1_000],
    ['bytes=990-', 990, 1_000],
  ])('give the range %s', async (Range, start, end) => {
    const Body = bytes(1_000);
    await rig.client.send(new PutObjectCommand({ Bucket: 'plain', Key: 'ranged', Body }));
    const part = await rig.client.send(new GetObjectCommand({ Bucket: 'plain', Key: 'ranged', Range }));
    expect(Buffer.from((await part.Body?.transformToByteArray()) ?? [])).toEqual(Body.subarray(start, end));
    expect(part.ContentRange).toBe(`bytes ${start}-${end - 1}/1000`);
    expect(part.$metadata.httpStatusCode).toBe(206);
  });

  it('refuse a range outside', async () => {
    const request = rig.client.send(new GetObjectCommand({ Bucket: 'plain', Key: 'ranged', Range: 'bytes=1000-' }));
    expect(await failure(request)).toEqual({ code: 'InvalidRange', status: 416 });
  });

  it('honour read conditions', async () => {
    const Bucket = 'plain';
    const { ETag } = await rig.client.send(new PutObjectCommand({ Bucket, Key: 'cond', Body: 'x' }));
    const read = (more: object) => failure(rig.client.send(new GetObjectCommand({ Bucket, Key: 'cond', ...more })));
    const past = new Date(Date.now() - 3_600_000);
    expect(await read({ IfMatch: ETag })).toMatchObject({ code: 'none' });
    expect(await read({ IfMatch: '"other"' })).toMatchObject({ status: 412 });
    expect(await read({ IfNoneMatch: ETag })).toMatchObject({ status: 304 });
    expect(await read({ IfNoneMatch: '"other"' })).toMatchObject({ code: 'none' });
    expect(await read({ IfUnmodifiedSince: past })).toMatchObject({ status: 412 });
    expect(await read({ IfModifiedSince: new Date(Date.now() - 1_000) })).toMatchObject({ code: 'none' });
  });

  it('of 24 MiB stream through without being held in memory', async () => {
    const piece = bytes(1024 * 1024);
    const size = 24 * piece.length;
    const Body = Readable.from(Array.from({ length: 24 }, () => piece));
    await rig.client.send(new PutObjectCommand({ Bucket: 'plain', Key: 'large', Body, ContentLength: size }));
    const { Body: back } = await rig.client.send(new GetObjectCommand({ Bucket: 'plain', Key: 'large' }));
    const hash = createHash('sha256');
    if (!(back instanceof Readable)) throw new Error('no stream');
    for await (const chunk of back) hash.update(chunk);
    const expected = createHash('sha256');
    for (let i = 0; i < 24; i++) expected.update(piece);
    expect(hash.digest('hex')).toBe(expected.digest('hex'));
  });

  it('leave no file behind when replaced or deleted', async () => {
    const before = (await rig.files()).filter((name) => name.endsWith('@short-lived')).length;
    for (const Body of ['one', 'two', 'three']) {
      await rig.client.send(new PutObjectCommand({ Bucket: 'plain', Key: 'q/short-lived', Body }));
    }
    await expect.poll(async () => (await rig.files()).filter((name) => name.endsWith('@short-lived')).length).toBe(1);
    await rig.client.send(new DeleteObjectCommand({ Bucket: 'plain', Key: 'q/short-lived' }));
    await expect
      .poll(async () => (await rig.files()).filter((name) => name.endsWith('@short-lived')).length)
      .toBe(before);
  });
});

describe('copies', () => {
  it('take bytes, headers and tags along, or replace them', async () => {
    await rig.client.send(
      new PutObjectCommand({
        Bucket: 'plain',
        Key: 'from ä',
        Body: 'copy me',
        ContentType: 'text/plain',
        Metadata: { a: '1' },
        Tagging: 'k=v',
      }),
    );
    const CopySource = `plain/${encodeURIComponent('from ä')}`;
    await rig.client.send(new CopyObjectCommand({ Bucket: 'versioned', Key: 'kept', CopySource }));
    await rig.client.send(
      new CopyObjectCommand({
        Bucket: 'versioned',
        Key: 'replaced',
        CopySource,
        MetadataDirective: 'REPLACE',
        TaggingDirective: 'REPLACE',
        ContentType: 'text/html',
        Metadata: { b: '2' },
      }),
    );
    const tags = (Key: string) => rig.client.send(new GetObjectTaggingCommand({ Bucket: 'versioned', Key }));
    const head = (Key: string) => rig.client.send(new HeadObjectCommand({ Bucket: 'versioned', Key }));
    expect((await get({ Bucket: 'versioned', Key: 'kept' })).toString()).toBe('copy me');
    expect(await head('kept')).toMatchObject({ ContentType: 'text/plain', Metadata: { a: '1' } });
    expect((await tags('kept')).TagSet).toEqual([{ Key: 'k', Value: 'v' }]);
    expect(await head('replaced')).toMatchObject({ ContentType: 'text/html', Metadata: { b: '2' } });
    expect((await tags('replaced')).TagSet).toEqual([]);
  });

  it('take the named version', async () => {
    const put = (Body: string) => rig.client.send(new PutObjectCommand({ Bucket: 'versioned', Key: 'v-src', Body }));
    const { VersionId } = await put('old');
    await put('new');
    const copy = await rig.client.send(
      new CopyObjectCommand({ Bucket: 'plain', Key: 'v-dst', CopySource: `versioned/v-src?versionId=${VersionId}` }),
    );
    expect(copy.CopySourceVersionId).toBe(VersionId);
    expect((await get({ Bucket: 'plain', Key: 'v-dst' })).toString()).toBe('old');
  });

  it('onto themselves without a change are refused', async () => {
    const copy = rig.client.send(new CopyObjectCommand({ Bucket: 'plain', Key: 'cond', CopySource: 'plain/cond' }));
    expect(await failure(copy)).toEqual({ code: 'InvalidRequest', status: 400 });
  });
});

describe('tags', () => {
  it('can be set, read, replaced on a version, and are counted', async () => {
    const at = { Bucket: 'versioned', Key: 'tagged' };
    const { VersionId } = await rig.client.send(new PutObjectCommand({ ...at, Body: 'x' }));
    await rig.client.send(new PutObjectCommand({ ...at, Body: 'y' }));
    const TagSet = [{ Key: 'GuardDutyMalwareScanStatus', Value: 'NO_THREATS_FOUND' }];
    await rig.client.send(new PutObjectTaggingCommand({ ...at, VersionId, Tagging: { TagSet } }));
    expect(await rig.client.send(new GetObjectTaggingCommand({ ...at, VersionId }))).toMatchObject({
      TagSet,
      VersionId,
    });
    expect((await rig.client.send(new GetObjectTaggingCommand(at))).TagSet).toEqual([]);
    expect((await rig.client.send(new HeadObjectCommand({ ...at, VersionId }))).TagCount).toBe(1);
  });

  it('that break the rules are refused', async () => {
    const TagSet = Array.from({ length: 11 }, (_, i) => ({ Key: `k${i}`, Value: 'v' }));
    const put = rig.client.send(new PutObjectTaggingCommand({ Bucket: 'plain', Key: 'cond', Tagging: { TagSet } }));
    expect(await failure(put)).toEqual({ code: 'InvalidTag', status: 400 });
  });
});

describe('buckets', () => {
  it('are created, seen, listed and deleted when empty', async () => {
    const Bucket = 'short-lived';
    await rig.client.send(new CreateBucketCommand({ Bucket }));
    await rig.client.send(new HeadBucketCommand({ Bucket }));
    expect((await rig.client.send(new ListBucketsCommand({}))).Buckets?.map(({ Name }) => Name)).toContain(Bucket);
    expect(await failure(rig.client.send(new CreateBucketCommand({ Bucket })))).toMatchObject({
      code: 'BucketAlreadyOwnedByYou',
    });
    await rig.client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: '1' }));
    expect(await failure(rig.client.send(new DeleteBucketCommand({ Bucket })))).toEqual({
      code: 'BucketNotEmpty',
      status: 409,
    });
    const errors = (
      await rig.client.send(
        new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'a' }, { Key: 'absent' }] } }),
      )
    ).Errors;
    expect(errors).toBeUndefined();
    await rig.client.send(new DeleteBucketCommand({ Bucket }));
    expect(await failure(rig.client.send(new HeadBucketCommand({ Bucket })))).toMatchObject({ status: 404 });
  });

  it('with bad names are refused', async () => {
    const create = rig.client.send(new CreateBucketCommand({ Bucket: 'Bad_Name' }));
    expect(await failure(create)).toEqual({ code: 'InvalidBucketName', status: 400 });
  });
});
