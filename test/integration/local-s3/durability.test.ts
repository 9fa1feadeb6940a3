import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterEach, describe, expect, it } from 'vitest';
import type { FaultPoint } from '../../../infra/local/s3/core.ts';
import type { ObjectCreatedEvent } from '../../../infra/local/s3/events.ts';
import { bytes, failure, REGION, type Rig, type RigOptions, SECRET, startRig } from './support.ts';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function rigAt(dir: string, options: RigOptions['options'] = {}): Promise<Rig> {
  const rig = await startRig({ dir, options });
  cleanups.push(rig.stop);
  return rig;
}

async function folder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'strongroom-s3-'));
  cleanups.push(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

const read = async (client: S3Client, Key: string) => {
  const { Body } = await client.send(new GetObjectCommand({ Bucket: 'box', Key }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
};

describe('a full disk', () => {
  it.each<[FaultPoint, string]>([
    ['blob-write', 'ENOSPC'],
    ['blob-rename', 'EDQUOT'],
    ['before-commit', 'ENOSPC'],
  ])('at %s (%s) is a clear 503; nothing is stored and nothing lost', async (point, code) => {
    let full = false;
    const rig = await rigAt(await folder(), {
      fault: (at) => {
        if (full && at === point) throw Object.assign(new Error('no space'), { code });
      },
    });
    rig.s3.configureBucket({ name: 'box' });
    await rig.client.send(new PutObjectCommand({ Bucket: 'box', Key: 'k', Body: 'before' }));
    full = true;
    const put = rig.client.send(new PutObjectCommand({ Bucket: 'box', Key: 'k', Body: bytes(200_000) }));
    expect(await failure(put)).toEqual({ code: 'InsufficientStorage', status: 503 });
    full = false;
    expect((await read(rig.client, 'k')).toString()).toBe('before');
    await expect.poll(async () => (await rig.files()).length).toBe(1);
    expect(await readdir(join(rig.dir, 's3', '.incoming'))).toEqual([]);
  });
});

describe('a client that hangs up in the middle of an upload', () => {
  it('leaves nothing behind', async () => {
    const rig = await rigAt(await folder());
    rig.s3.configureBucket({ name: 'box' });
    const url = new URL(await getSignedUrl(rig.client, new PutObjectCommand({ Bucket: 'box', Key: 'half' })));
    const sent = request(url, { method: 'PUT', headers: { 'content-length': 1_000_000 } });
    sent.on('error', () => undefined);
    sent.write(bytes(300_000));
    await expect.poll(async () => (await readdir(join(rig.dir, 's3', '.incoming'))).length).toBe(1);
    sent.destroy();
    await expect.poll(async () => (await readdir(join(rig.dir, 's3', '.incoming'))).length).toBe(0);
    expect(await failure(read(rig.client, 'half'))).toMatchObject({ code: 'NoSuchKey' });
    expect(rig.errors).toEqual([]);
  });
});

describe('an upload that is refused before it was sent', () => {
  it('tells why, even when all of it is on its way', async () => {
    const rig = await startRig({ dir: await folder(), deny: ({ key }) => key === 'forbidden' });
    cleanups.push(rig.stop);
    rig.s3.configureBucket({ name: 'box' });
    const body = bytes(8 * 1024 * 1024);
    const put = (Key: string, more: object = {}) =>
      failure(rig.client.send(new PutObjectCommand({ Bucket: 'box', Key, Body: body, ...more })));
    await put('there');
    expect(await put('forbidden')).toEqual({ code: 'AccessDenied', status: 403 });
    expect(await put('there', { IfNoneMatch: '*' })).toEqual({ code: 'PreconditionFailed', status: 412 });
    expect(await put('next')).toMatchObject({ code: 'none' });
  });
});

describe('a damaged folder', () => {
  it('gives an error, not wrong bytes, for a file cut short or gone', async () => {
    const rig = await rigAt(await folder());
    rig.s3.configureBucket({ name: 'box' });
    for (const Key of ['cut', 'gone'])
      await rig.client.send(new PutObjectCommand({ Bucket: 'box', Key, Body: 'whole' }));
    for (const name of await readdir(join(rig.dir, 's3', 'box'))) {
      const path = join(rig.dir, 's3', 'box', name);
      await (name.endsWith('@cut') ? writeFile(path, 'wh') : rm(path));
    }
    expect(await failure(read(rig.client, 'cut'))).toEqual({ code: 'InternalError', status: 500 });
    expect(await failure(read(rig.client, 'gone'))).toEqual({ code: 'InternalError', status: 500 });
    expect(rig.errors).toHaveLength(2);
  });

  it('from a newer version is refused with a clear sentence', async () => {
    const dir = await folder();
    const { DatabaseSync } = await import('node:sqlite');
    await mkdir(join(dir, 's3'));
    const database = new DatabaseSync(join(dir, 's3', '.metadata.sqlite'));
    database.exec('PRAGMA user_version = 99');
    database.close();
    await expect(startRig({ dir })).rejects.toThrow(/schema 99; this version reads 1/);
  });
});

describe('events', () => {
  it('come after the object can be read, in order, with keys as they are', async () => {
    const seen: { event: ObjectCreatedEvent; body: string }[] = [];
    const rig = await rigAt(await folder(), {
      onEvent: async (event) => {
        seen.push({ event, body: (await read(rig.client, event.detail.object.key)).toString() });
      },
    });
    rig.s3.configureBucket({ name: 'box', versioning: 'Enabled', notifications: { eventBridge: true } });
    const { VersionId } = await rig.client.send(new PutObjectCommand({ Bucket: 'box', Key: 'ä b/+%41', Body: '1' }));
    await rig.client.send(new PutObjectCommand({ Bucket: 'box', Key: 'second', Body: '2' }));
    await expect.poll(() => seen.map(({ body }) => body)).toEqual(['1', '2']);
    expect(seen[0]?.event).toMatchObject({
      source: 'aws.s3',
      'detail-type': 'Object Created',
      account: '123456789012',
      region: REGION,
      resources: ['arn:aws:s3:::box'],
      detail: {
        bucket: { name: 'box' },
        object: { key: 'ä b/+%41', size: 1, 'version-id': VersionId, etag: 'c4ca4238a0b923820dcc509a6f75849b' },
        reason: 'PutObject',
      },
    });
    const [first, second] = seen.map(({ event }) => event.detail.object.sequencer);
    expect(String(first) < String(second)).toBe(true);
  });

  it('are kept and tried again while nobody takes them, across a restart too', async () => {
    const dir = await folder();
    const down = await startRig({
      dir,
      options: {
        onEvent: () => {
          throw new Error('nobody listens');
        },
      },
    });
    down.s3.configureBucket({ name: 'box', notifications: { eventBridge: true } });
    await down.client.send(new PutObjectCommand({ Bucket: 'box', Key: 'waiting', Body: 'x' }));
    await down.stop();
    const up = await rigAt(dir);
    await expect.poll(() => up.events.map(({ detail }) => detail.object.key)).toEqual(['waiting']);
  });

  it('are not made for buckets that did not ask', async () => {
    const rig = await rigAt(await folder());
    rig.s3.configureBucket({ name: 'box' });
    rig.s3.configureBucket({ name: 'asks', notifications: { eventBridge: true } });
    await rig.client.send(new PutObjectCommand({ Bucket: 'box', Key: 'k', Body: 'x' }));
    await rig.client.send(new PutObjectCommand({ Bucket: 'asks', Key: 'k', Body: 'x' }));
    await expect.poll(() => rig.events.map(({ detail }) => detail.bucket.name)).toEqual(['asks']);
  });
});

interface Child {
  readonly client: S3Client;
  kill(): Promise<void>;
}

async function startChild(dir: string): Promise<Child> {
  const script = new URL('./serve.ts', import.meta.url);
  const child = spawn(process.execPath, [fileURLToPath(script), dir], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  cleanups.push(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  let port = '';
  for await (const line of createInterface({ input: child.stdout })) {
    port = line;
    break;
  }
  const client = new S3Client({
    region: REGION,
    endpoint: `http://127.0.0.1:${port}`,
    forcePathStyle: true,
    maxAttempts: 1,
    credentials: { accessKeyId: 'AKTEST', secretAccessKey: SECRET },
  });
  cleanups.push(async () => client.destroy());
  return {
    client,
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

const PART = 5 * 1024 * 1024;

/** Writes objects of many sizes until the server dies, and notes what was acknowledged. */
async function writeUntilDeath(client: S3Client, writer: number, acknowledged: Map<string, Buffer>): Promise<void> {
  for (let i = 0; ; i++) {
    const Key = `w${writer}/${i}`;
    const body = bytes(1 + ((i * 37_003 + writer * 101) % 400_000), writer * 1_000 + i);
    try {
      await client.send(new PutObjectCommand({ Bucket: 'box', Key, Body: body }));
    } catch {
      return;
    }
    acknowledged.set(Key, body);
  }
}

async function multipartUntilDeath(client: S3Client, acknowledged: Map<string, Buffer>): Promise<void> {
  const parts = [bytes(PART, 900), bytes(70_000, 901)];
  for (let i = 0; ; i++) {
    const at = { Bucket: 'box', Key: `mp/${i}` };
    try {
      const { UploadId } = await client.send(new CreateMultipartUploadCommand(at));
      const done = [];
      for (const [index, Body] of parts.entries()) {
        const { ETag } = await client.send(new UploadPartCommand({ ...at, UploadId, PartNumber: index + 1, Body }));
        done.push({ PartNumber: index + 1, ETag });
      }
      await client.send(new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts: done } }));
    } catch {
      return;
    }
    acknowledged.set(at.Key, Buffer.concat(parts));
  }
}

describe('killing the server while eight writers write', () => {
  it('loses no acknowledged object, shows no half one, and leaves no stray file', { timeout: 60_000 }, async () => {
    const dir = await folder();
    const acknowledged = new Map<string, Buffer>();
    for (const lifetime of [350, 700]) {
      const child = await startChild(dir);
      const round = acknowledged.size;
      const writers = Array.from({ length: 7 }, (_, i) => writeUntilDeath(child.client, round * 10 + i, acknowledged));
      writers.push(multipartUntilDeath(child.client, acknowledged));
      await new Promise((resolve) => setTimeout(resolve, lifetime));
      await child.kill();
      await Promise.all(writers);
    }
    expect(acknowledged.size).toBeGreaterThan(10);
    const rig = await rigAt(dir);
    for (const [key, body] of acknowledged) {
      expect((await read(rig.client, key)).equals(body), key).toBe(true);
    }
    let segments = 0;
    const { Contents = [] } = await rig.client.send(new ListObjectsV2Command({ Bucket: 'box' }));
    for (const { Key = '', Size } of Contents) {
      const body = await read(rig.client, Key);
      expect(body.length).toBe(Size);
      segments += Key.startsWith('mp/') ? 2 : 1;
    }
    const { ListMultipartUploadsCommand, ListPartsCommand } = await import('@aws-sdk/client-s3');
    const { Uploads = [] } = await rig.client.send(new ListMultipartUploadsCommand({ Bucket: 'box' }));
    for (const { Key, UploadId } of Uploads) {
      const { Parts = [] } = await rig.client.send(new ListPartsCommand({ Bucket: 'box', Key, UploadId }));
      segments += Parts.length;
    }
    expect((await rig.files()).length).toBe(segments);
    expect(rig.errors).toEqual([]);
  });
});
