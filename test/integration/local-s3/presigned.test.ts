import { createHash } from 'node:crypto';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { bytes, type Rig, startRig } from './support.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
  rig.s3.configureBucket({ name: 'links' });
  await rig.client.send(
    new PutObjectCommand({ Bucket: 'links', Key: 'a b/ü.txt', Body: 'hello', ContentType: 'text/plain' }),
  );
});
afterEach(() => {
  rig.clock.offsetMs = 0;
});
afterAll(() => rig.stop());

const getLink = (more = {}) =>
  getSignedUrl(rig.client, new GetObjectCommand({ Bucket: 'links', Key: 'a b/ü.txt', ...more }), { expiresIn: 60 });

async function outcome(
  url: string,
  init?: RequestInit,
): Promise<{ status: number; code: string | undefined; text: string }> {
  const response = await fetch(url, init);
  const text = await response.text();
  return { status: response.status, code: /<Code>(.*?)<\/Code>/.exec(text)?.[1], text };
}

describe('a download link', () => {
  it('works for anyone who has it, and is charged to the role that signed', async () => {
    const url = await getSignedUrl(rig.clientAs('AKROLE'), new GetObjectCommand({ Bucket: 'links', Key: 'a b/ü.txt' }));
    rig.calls.length = 0;
    expect(await outcome(url)).toMatchObject({ status: 200, text: 'hello' });
    expect(rig.calls).toMatchObject([
      { action: 'GetObject', resource: 'arn:aws:s3:::links/a b/ü.txt', principal: 'AKROLE', presigned: true },
    ]);
  });

  it('honours the host it was signed for, so that browsers may use localhost', async () => {
    const { S3Client } = await import('@aws-sdk/client-s3');
    const endpoint = rig.endpoint.replace('127.0.0.1', 'localhost');
    const config = { ...rig.client.config, endpoint, forcePathStyle: true };
    const client = new S3Client({
      region: 'eu-west-1',
      endpoint,
      forcePathStyle: true,
      credentials: config.credentials,
    });
    const url = await getSignedUrl(client, new GetObjectCommand({ Bucket: 'links', Key: 'a b/ü.txt' }));
    expect(url).toContain('http://localhost:');
    expect(await outcome(url)).toMatchObject({ status: 200 });
    expect(await outcome(url.replace('localhost', '127.0.0.1'))).toMatchObject({ code: 'SignatureDoesNotMatch' });
    client.destroy();
  });

  it('ends when its time is over', async () => {
    const url = await getLink();
    rig.clock.offsetMs = 59_000;
    expect(await outcome(url)).toMatchObject({ status: 200 });
    rig.clock.offsetMs = 62_000;
    expect(await outcome(url)).toMatchObject({ status: 403, code: 'AccessDenied' });
  });

  it('overrides the response headers it was signed with, and only those', async () => {
    const url = await getLink({
      ResponseContentDisposition: 'attachment; filename="x.txt"',
      ResponseContentType: 'a/b',
    });
    const response = await fetch(url);
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="x.txt"');
    expect(response.headers.get('content-type')).toBe('a/b');
    const plain = await getLink();
    expect(await outcome(`${plain}&response-content-type=text%2Fhtml`)).toMatchObject({
      code: 'SignatureDoesNotMatch',
    });
  });

  it.each<[string, (url: string) => string, number, string]>([
    ['another key', (url) => url.replace('%C3%BC.txt', 'v.txt'), 403, 'SignatureDoesNotMatch'],
    ['another bucket', (url) => url.replace('/links/', '/other/'), 403, 'SignatureDoesNotMatch'],
    ['a longer life', (url) => url.replace('X-Amz-Expires=60', 'X-Amz-Expires=600'), 403, 'SignatureDoesNotMatch'],
    [
      'a life of years',
      (url) => url.replace('X-Amz-Expires=60', 'X-Amz-Expires=9999999'),
      400,
      'AuthorizationQueryParametersError',
    ],
    [
      'no life at all',
      (url) => url.replace('X-Amz-Expires=60', 'X-Amz-Expires=0'),
      400,
      'AuthorizationQueryParametersError',
    ],
    ['an extra parameter', (url) => `${url}&versionId=1`, 403, 'SignatureDoesNotMatch'],
    ['another subresource', (url) => `${url}&tagging=`, 403, 'SignatureDoesNotMatch'],
    [
      'a cut signature',
      (url) => url.replace(/(X-Amz-Signature=[0-9a-f]{60})[0-9a-f]{4}/, '$1'),
      403,
      'SignatureDoesNotMatch',
    ],
    ['no signature', (url) => url.replace(/&X-Amz-Signature=[0-9a-f]+/, ''), 400, 'AuthorizationQueryParametersError'],
    ['a second signature', (url) => `${url}&X-Amz-Signature=00`, 400, 'AuthorizationQueryParametersError'],
    ['another access key', (url) => url.replace('AKTEST', 'AKOTHER'), 403, 'SignatureDoesNotMatch'],
    ['an unknown access key', (url) => url.replace('AKTEST', 'AKUNKNOWN'), 403, 'InvalidAccessKeyId'],
    ['another region', (url) => url.replace('eu-west-1', 'eu-west-2'), 400, 'AuthorizationQueryParametersError'],
    ['another service', (url) => url.replace('%2Fs3%2F', '%2Fkms%2F'), 400, 'AuthorizationQueryParametersError'],
    [
      'another day',
      (url) => url.replace(/X-Amz-Date=\d{8}/, 'X-Amz-Date=20200101'),
      400,
      'AuthorizationQueryParametersError',
    ],
    ['host not signed', (url) => url.replace('SignedHeaders=host', 'SignedHeaders=range'), 403, 'AccessDenied'],
    ['everything but the path dropped', (url) => url.split('?')[0] ?? '', 403, 'AccessDenied'],
  ])('with %s is refused', async (_what, tamper, status, code) => {
    const url = await getLink();
    expect(tamper(url)).not.toBe(url);
    expect(await outcome(tamper(url))).toMatchObject({ status, code });
  });

  it('cannot be used to write or delete', async () => {
    const url = await getLink();
    expect(await outcome(url, { method: 'PUT', body: 'x' })).toMatchObject({ code: 'SignatureDoesNotMatch' });
    expect(await outcome(url, { method: 'DELETE' })).toMatchObject({ code: 'SignatureDoesNotMatch' });
  });

  it('with an unsigned x-amz header is refused and the header named', async () => {
    const answer = await outcome(await getLink(), { headers: { 'x-amz-checksum-mode': 'ENABLED' } });
    expect(answer).toMatchObject({ status: 403, code: 'AccessDenied' });
    expect(answer.text).toContain('<HeadersNotSigned>x-amz-checksum-mode</HeadersNotSigned>');
  });
});

describe('an upload link', () => {
  const sha256 = (body: Buffer<ArrayBuffer>) => createHash('sha256').update(body).digest('base64');
  const putLink = (input: object, unhoistable: string[] = []) =>
    getSignedUrl(rig.client, new PutObjectCommand({ Bucket: 'links', Key: 'up', ...input }), {
      expiresIn: 60,
      unhoistableHeaders: new Set(unhoistable),
    });

  it('stores exactly what is sent to it', async () => {
    const body = bytes(100_000);
    expect(await outcome(await putLink({}), { method: 'PUT', body })).toMatchObject({ status: 200 });
    const back = await rig.client.send(new GetObjectCommand({ Bucket: 'links', Key: 'up' }));
    expect(Buffer.from((await back.Body?.transformToByteArray()) ?? [])).toEqual(body);
  });

  it('holds the body to a checksum signed as a header', async () => {
    const body = bytes(5_000, 2);
    const ChecksumSHA256 = sha256(body);
    const url = await putLink({ ChecksumSHA256 }, ['x-amz-checksum-sha256']);
    const headers = { 'x-amz-checksum-sha256': ChecksumSHA256 };
    expect(await outcome(url, { method: 'PUT', body, headers })).toMatchObject({ status: 200 });
    expect(await outcome(url, { method: 'PUT', body: bytes(5_000, 3), headers })).toMatchObject({ code: 'BadDigest' });
    expect(await outcome(url, { method: 'PUT', body })).toMatchObject({ code: 'SignatureDoesNotMatch' });
    const other = { 'x-amz-checksum-sha256': sha256(bytes(5_000, 3)) };
    expect(await outcome(url, { method: 'PUT', body: bytes(5_000, 3), headers: other })).toMatchObject({
      code: 'SignatureDoesNotMatch',
    });
    const head = await rig.client.send(new HeadObjectCommand({ Bucket: 'links', Key: 'up', ChecksumMode: 'ENABLED' }));
    expect(head.ChecksumSHA256).toBe(ChecksumSHA256);
  });

  it('ignores a checksum that was hoisted into the query, as AWS does', async () => {
    const url = await putLink({ ChecksumSHA256: sha256(bytes(10)) });
    expect(url).toContain('x-amz-checksum-sha256=');
    expect(await outcome(url, { method: 'PUT', body: 'something else' })).toMatchObject({ status: 200 });
  });

  it('refuses other headers hoisted into the query instead of ignoring them', async () => {
    const url = await putLink({ Tagging: 'a=b' });
    expect(url).toContain('x-amz-tagging=');
    expect(await outcome(url, { method: 'PUT', body: 'x' })).toMatchObject({ status: 501, code: 'NotImplemented' });
  });

  it('signed for an absent key stores once and then says 412', async () => {
    const url = await putLink({ Key: 'once', IfNoneMatch: '*' });
    const headers = { 'if-none-match': '*' };
    expect(await outcome(url, { method: 'PUT', body: 'x', headers })).toMatchObject({ status: 200 });
    expect(await outcome(url, { method: 'PUT', body: 'y', headers })).toMatchObject({ status: 412 });
    expect(await outcome(url, { method: 'PUT', body: 'y' })).toMatchObject({ code: 'SignatureDoesNotMatch' });
  });

  it('for each part builds a whole object', async () => {
    const at = { Bucket: 'links', Key: 'parts' };
    const parts = [bytes(5 * 1024 * 1024, 4), bytes(1_000, 5)];
    const { UploadId } = await rig.client.send(
      new CreateMultipartUploadCommand({ ...at, ChecksumAlgorithm: 'SHA256' }),
    );
    const done = [];
    for (const [i, body] of parts.entries()) {
      const ChecksumSHA256 = sha256(body);
      const command = new UploadPartCommand({ ...at, UploadId, PartNumber: i + 1, ChecksumSHA256 });
      const url = await getSignedUrl(rig.client, command, { unhoistableHeaders: new Set(['x-amz-checksum-sha256']) });
      const headers = { 'x-amz-checksum-sha256': ChecksumSHA256 };
      expect(await outcome(url, { method: 'PUT', body: bytes(10), headers })).toMatchObject({ code: 'BadDigest' });
      const response = await fetch(url, { method: 'PUT', body, headers });
      done.push({ PartNumber: i + 1, ETag: response.headers.get('etag') ?? '', ChecksumSHA256 });
    }
    await rig.client.send(new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts: done } }));
    const back = await rig.client.send(new GetObjectCommand(at));
    expect(Buffer.from((await back.Body?.transformToByteArray()) ?? [])).toEqual(Buffer.concat(parts));
  });
});

describe('a virtual-host address', () => {
  it('reaches the same object', async () => {
    const { S3Client } = await import('@aws-sdk/client-s3');
    const { request } = await import('node:http');
    const port = new URL(rig.endpoint).port;
    const endpoint = `http://localhost:${port}`;
    const client = new S3Client({ region: 'eu-west-1', endpoint, credentials: rig.client.config.credentials });
    const url = new URL(await getSignedUrl(client, new GetObjectCommand({ Bucket: 'links', Key: 'a b/ü.txt' })));
    expect(url.host).toBe(`links.localhost:${port}`);
    const status = await new Promise((resolve) => {
      const sent = request({ host: '127.0.0.1', port, path: url.pathname + url.search, headers: { host: url.host } });
      sent.on('response', (response) => resolve(response.resume().statusCode)).end();
    });
    expect(status).toBe(200);
    client.destroy();
  });
});
