import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FaultPoint } from '../../../infra/local/s3/core.ts';
import { failure, type Rig, startRig } from './support.ts';

let rig: Rig;
let pause: ((point: FaultPoint, at: { key: string }) => Promise<void>) | undefined;
beforeAll(async () => {
  rig = await startRig({ options: { fault: (point, at) => pause?.(point, at) } });
  rig.s3.configureBucket({ name: 'race', versioning: 'Enabled', notifications: { eventBridge: true } });
  rig.s3.configureBucket({ name: 'plain' });
});
afterAll(() => rig.stop());

const put = (Key: string, more: object = {}, Bucket = 'race') =>
  rig.client.send(new PutObjectCommand({ Bucket, Key, Body: 'x', ...more }));

function tally(results: readonly { code: string; status: number | undefined }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { code } of results) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}

describe('If-None-Match: *', () => {
  it.each(['race', 'plain'])('lets exactly one of twenty racing writers win in the bucket %s', async (Bucket) => {
    const writers = Array.from({ length: 20 }, (_, i) =>
      failure(rig.client.send(new PutObjectCommand({ Bucket, Key: 'once', Body: `writer ${i}`, IfNoneMatch: '*' }))),
    );
    const results = await Promise.all(writers);
    expect(tally(results)).toEqual({ none: 1, PreconditionFailed: 19 });
    const { Body } = await rig.client.send(new GetObjectCommand({ Bucket, Key: 'once' }));
    expect(await Body?.transformToString()).toBe(`writer ${results.findIndex(({ code }) => code === 'none')}`);
    await expect.poll(async () => (await rig.files()).filter((name) => name.endsWith('@once')).length).toBeLessThan(3);
  });

  it('lets exactly one of twenty racing multipart completions win', async () => {
    const Bucket = 'race';
    const uploads = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const at = { Bucket, Key: 'mp-once' };
        const { UploadId } = await rig.client.send(new CreateMultipartUploadCommand(at));
        const { ETag } = await rig.client.send(new UploadPartCommand({ ...at, UploadId, PartNumber: 1, Body: 'part' }));
        return { ...at, UploadId, MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] } };
      }),
    );
    const complete = (input: (typeof uploads)[number]) =>
      failure(rig.client.send(new CompleteMultipartUploadCommand({ ...input, IfNoneMatch: '*' })));
    expect(tally(await Promise.all(uploads.map(complete)))).toEqual({ none: 1, PreconditionFailed: 19 });
  });

  it('lets exactly one of ten racing copies win', async () => {
    await put('copy-source');
    const copies = Array.from({ length: 10 }, () =>
      failure(
        rig.client.send(
          new CopyObjectCommand({ Bucket: 'race', Key: 'copied', CopySource: 'race/copy-source', IfNoneMatch: '*' }),
        ),
      ),
    );
    expect(tally(await Promise.all(copies))).toEqual({ none: 1, PreconditionFailed: 9 });
  });

  it('takes a deleted key for absent', async () => {
    await put('marked');
    await rig.client.send(new DeleteObjectCommand({ Bucket: 'race', Key: 'marked' }));
    expect(await failure(put('marked', { IfNoneMatch: '*' }))).toMatchObject({ code: 'none' });
  });

  it('is 409 when the key is deleted while the write is under way', async () => {
    pause = async (point, { key }) => {
      if (point !== 'before-commit' || key !== 'conflict') return;
      pause = undefined;
      await rig.client.send(new DeleteObjectCommand({ Bucket: 'race', Key: 'conflict' }));
    };
    expect(await failure(put('conflict', { IfNoneMatch: '*' }))).toEqual({
      code: 'ConditionalRequestConflict',
      status: 409,
    });
  });

  it('takes only the star', async () => {
    expect(await failure(put('x', { IfNoneMatch: '"abc"' }))).toMatchObject({ code: 'NotImplemented', status: 501 });
  });
});

describe('If-Match', () => {
  it('lets exactly one of twenty writers swap the same version', async () => {
    const { ETag } = await put('head', { Body: 'v0' });
    const swaps = Array.from({ length: 20 }, (_, i) => failure(put('head', { Body: `v${i + 1}`, IfMatch: ETag })));
    expect(tally(await Promise.all(swaps))).toEqual({ none: 1, PreconditionFailed: 19 });
  });

  it('is 404 where there is nothing to match', async () => {
    expect(await failure(put('never', { IfMatch: '"abc"' }))).toEqual({ code: 'NoSuchKey', status: 404 });
  });
});
