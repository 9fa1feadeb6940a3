import {
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BucketSpec } from '../../../infra/local/s3/server.ts';
import { failure, type Rig, startRig } from './support.ts';

const DAY = 86_400_000;
let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
  rig.s3.configureBucket({
    name: 'uploads',
    cors: [
      {
        allowedOrigins: ['http://localhost:4000', 'https://*.library.example'],
        allowedMethods: ['GET', 'PUT'],
        allowedHeaders: ['x-amz-*', 'content-type'],
        exposeHeaders: ['ETag'],
        maxAgeSeconds: 600,
      },
    ],
  });
});
afterAll(() => rig.stop());

describe('a browser from an allowed origin', () => {
  const preflight = (origin: string, method = 'PUT', headers = 'x-amz-checksum-sha256') =>
    fetch(`${rig.endpoint}/uploads/key`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': method,
        'access-control-request-headers': headers,
      },
    });

  it('is told so before it sends, with what it may send', async () => {
    const answer = await preflight('http://localhost:4000');
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'access-control-allow-origin': 'http://localhost:4000',
      'access-control-allow-methods': 'GET, PUT',
      'access-control-allow-headers': 'x-amz-checksum-sha256',
      'access-control-expose-headers': 'ETag',
      'access-control-max-age': '600',
    });
    expect((await preflight('https://console.library.example')).status).toBe(200);
  });

  it.each([
    ['another origin', 'http://evil.example', 'PUT', 'content-type'],
    ['an origin that only looks alike', 'http://localhost:40001', 'PUT', 'content-type'],
    ['another method', 'http://localhost:4000', 'DELETE', 'content-type'],
    ['another header', 'http://localhost:4000', 'PUT', 'authorization'],
  ])('but not from %s', async (_what, origin, method, headers) => {
    const answer = await preflight(origin, method, headers);
    expect(answer.status).toBe(403);
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    expect(await answer.text()).toContain('AccessForbidden');
  });

  it('may read answers and errors of presigned requests', async () => {
    const url = await getSignedUrl(rig.client, new PutObjectCommand({ Bucket: 'uploads', Key: 'k' }));
    const headers = { origin: 'http://localhost:4000' };
    const fine = await fetch(url, { method: 'PUT', body: 'x', headers });
    const bad = await fetch(`${url}0`, { method: 'PUT', body: 'x', headers });
    const other = await fetch(url, { method: 'PUT', body: 'x', headers: { origin: 'http://evil.example' } });
    expect([fine.status, bad.status]).toEqual([200, 403]);
    expect(fine.headers.get('access-control-expose-headers')).toBe('ETag');
    expect(bad.headers.get('access-control-allow-origin')).toBe('http://localhost:4000');
    expect(other.headers.get('access-control-allow-origin')).toBeNull();
  });
});

const put = (Bucket: string, Key: string, more: object = {}) =>
  rig.client.send(new PutObjectCommand({ Bucket, Key, Body: 'x', ...more }));
const later = (days: number) => new Date(Date.now() + days * DAY);

async function versionsOf(Bucket: string): Promise<{ versions: number; markers: number }> {
  const page = await rig.client.send(new ListObjectVersionsCommand({ Bucket }));
  return { versions: page.Versions?.length ?? 0, markers: page.DeleteMarkers?.length ?? 0 };
}

const RULE = { enabled: true, prefix: '' };
const bucket = (spec: BucketSpec) => rig.s3.configureBucket(spec);

describe('the daily sweep', () => {
  it('expires objects after their days, under the prefix alone', async () => {
    bucket({ name: 'work', lifecycle: [{ ...RULE, prefix: 'tmp/', expirationDays: 2 }] });
    await put('work', 'tmp/a');
    await put('work', 'kept');
    expect(rig.s3.sweep(later(1)).expired).toBe(0);
    expect(rig.s3.sweep(later(4)).expired).toBe(1);
    const read = (Key: string) => failure(rig.client.send(new GetObjectCommand({ Bucket: 'work', Key })));
    expect(await read('tmp/a')).toMatchObject({ code: 'NoSuchKey' });
    expect(await read('kept')).toMatchObject({ code: 'none' });
  });

  it('hides, then removes old versions, then the marker left alone', async () => {
    bucket({ name: 'versions', versioning: 'Enabled', lifecycle: [{ ...RULE, expirationDays: 1, noncurrentDays: 3 }] });
    await put('versions', 'a');
    await put('versions', 'a');
    expect(rig.s3.sweep(later(3))).toMatchObject({ expired: 1, noncurrentRemoved: 0 });
    expect(await versionsOf('versions')).toEqual({ versions: 2, markers: 1 });
    expect(rig.s3.sweep(later(30))).toMatchObject({ noncurrentRemoved: 2, markersRemoved: 1 });
    expect(await versionsOf('versions')).toEqual({ versions: 0, markers: 0 });
  });

  it('keeps as many newer versions as asked', async () => {
    bucket({
      name: 'newest',
      versioning: 'Enabled',
      lifecycle: [{ ...RULE, noncurrentDays: 1, newerNoncurrentVersions: 2 }],
    });
    for (let i = 0; i < 5; i++) await put('newest', 'a');
    expect(rig.s3.sweep(later(30)).noncurrentRemoved).toBe(2);
    expect(await versionsOf('newest')).toEqual({ versions: 3, markers: 0 });
  });

  it('never removes a version that is locked, until the lock has ended', async () => {
    bucket({
      name: 'locked',
      versioning: 'Enabled',
      objectLock: { enabled: true },
      lifecycle: [{ ...RULE, noncurrentDays: 1 }],
    });
    const lock = { ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate: later(50) } as const;
    await put('locked', 'a', { ...lock, ChecksumAlgorithm: 'SHA256' });
    await rig.client.send(new DeleteObjectCommand({ Bucket: 'locked', Key: 'a' }));
    expect(rig.s3.sweep(later(40)).noncurrentRemoved).toBe(0);
    expect(await versionsOf('locked')).toEqual({ versions: 1, markers: 1 });
    expect(rig.s3.sweep(later(60)).noncurrentRemoved).toBe(1);
  });

  it('aborts uploads nobody finished', async () => {
    bucket({ name: 'partial', lifecycle: [{ ...RULE, abortIncompleteMultipartDays: 2 }] });
    const at = { Bucket: 'partial', Key: 'never-done' };
    const { UploadId } = await rig.client.send(new CreateMultipartUploadCommand(at));
    await rig.client.send(new UploadPartCommand({ ...at, UploadId, PartNumber: 1, Body: 'x' }));
    expect(rig.s3.sweep(later(1)).uploadsAborted).toBe(0);
    expect(rig.s3.sweep(later(4)).uploadsAborted).toBe(1);
    const { Uploads } = await rig.client.send(new ListMultipartUploadsCommand({ Bucket: 'partial' }));
    expect(Uploads).toBeUndefined();
    await expect.poll(async () => (await rig.files()).filter((name) => name.endsWith('@never-done'))).toEqual([]);
  });
});
