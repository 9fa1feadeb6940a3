import { createHash, createHmac } from 'node:crypto';
import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { type ChecksumAlgorithm, GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytes, failure, REGION, type Rig, SECRET, startRig } from './support.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
  rig.s3.configureBucket({ name: 'sums' });
});
afterAll(() => rig.stop());

const ALGORITHMS: readonly ChecksumAlgorithm[] = ['SHA256', 'SHA1', 'CRC32', 'CRC32C', 'CRC64NVME'];
const data = bytes(300_000, 5);

describe('checksums', () => {
  it.each(ALGORITHMS)('of %s, sent in a trailer, are verified and given back', async (ChecksumAlgorithm) => {
    const Body = Readable.from([data.subarray(0, 100_000), data.subarray(100_000)]);
    const put = await rig.client.send(
      new PutObjectCommand({
        Bucket: 'sums',
        Key: ChecksumAlgorithm,
        Body,
        ContentLength: data.length,
        ChecksumAlgorithm,
      }),
    );
    const field = `Checksum${ChecksumAlgorithm}` as const;
    const back = await rig.client.send(
      new GetObjectCommand({ Bucket: 'sums', Key: ChecksumAlgorithm, ChecksumMode: 'ENABLED' }),
    );
    expect(put[field]).toMatch(/^[A-Za-z0-9+/]+=*$/);
    expect(back[field]).toBe(put[field]);
    expect(back.ContentEncoding).toBeUndefined();
    // The client verifies what it reads against the header by code of its own.
    expect(Buffer.from((await back.Body?.transformToByteArray()) ?? []).equals(data)).toBe(true);
  });

  it('agree with an independent SHA-256', async () => {
    const head = await rig.client.send(
      new HeadObjectCommand({ Bucket: 'sums', Key: 'SHA256', ChecksumMode: 'ENABLED' }),
    );
    expect(head.ChecksumSHA256).toBe(createHash('sha256').update(data).digest('base64'));
  });

  it('that are wrong refuse the object and leave nothing', async () => {
    const wrong = createHash('sha256').update('other').digest('base64');
    const put = (more: object) =>
      failure(rig.client.send(new PutObjectCommand({ Bucket: 'sums', Key: 'wrong', Body: data, ...more })));
    expect(await put({ ChecksumSHA256: wrong })).toEqual({ code: 'BadDigest', status: 400 });
    expect(await put({ ContentMD5: createHash('md5').update('other').digest('base64') })).toMatchObject({
      code: 'BadDigest',
    });
    expect(await put({ ContentMD5: 'short' })).toMatchObject({ code: 'InvalidDigest' });
    expect(await put({ ChecksumSHA256: 'short' })).toMatchObject({ code: 'InvalidRequest' });
    const head = rig.client.send(new HeadObjectCommand({ Bucket: 'sums', Key: 'wrong' }));
    expect(await failure(head)).toMatchObject({ status: 404 });
    expect((await rig.files()).filter((name) => name.endsWith('@wrong'))).toEqual([]);
  });

  it('that are right are accepted with Content-MD5 beside them', async () => {
    const ContentMD5 = createHash('md5').update(data).digest('base64');
    const put = rig.client.send(new PutObjectCommand({ Bucket: 'sums', Key: 'right', Body: data, ContentMD5 }));
    expect(await failure(put)).toMatchObject({ code: 'none' });
  });
});

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
const hex = (text: string | Buffer) => createHash('sha256').update(text).digest('hex');

interface RawPut {
  readonly payloadHash: string;
  readonly headers?: Record<string, string>;
  /** Makes the body once the seed signature is known. */
  readonly body: (sign: (text: (previous: string) => string) => string) => string | Buffer;
}

/** A signer of the test's own, written from the published description, so that both sides cannot share a mistake. */
async function rawPut(key: string, { payloadHash, headers: extra = {}, body }: RawPut) {
  const url = new URL(`${rig.endpoint}/sums/${key}`);
  const time = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
  const headers: Record<string, string> = {
    host: url.host,
    'x-amz-content-sha256': payloadHash,
    'x-amz-date': time,
    ...extra,
  };
  const names = Object.keys(headers).sort();
  const canonical = `PUT\n${url.pathname}\n\n${names.map((name) => `${name}:${headers[name]}\n`).join('')}\n${names.join(';')}\n${payloadHash}`;
  const scope = `${time.slice(0, 8)}/${REGION}/s3/aws4_request`;
  const signingKey = hmac(hmac(hmac(hmac(`AWS4${SECRET}`, time.slice(0, 8)), REGION), 's3'), 'aws4_request');
  const seed = hmac(signingKey, `AWS4-HMAC-SHA256\n${time}\n${scope}\n${hex(canonical)}`).toString('hex');
  let previous = seed;
  const sign = (text: (before: string) => string) => {
    const [first, ...rest] = text(previous).split('\n');
    previous = hmac(signingKey, [first, time, scope, ...rest].join('\n')).toString('hex');
    return previous;
  };
  const authorization = `AWS4-HMAC-SHA256 Credential=AKRAW/${scope}, SignedHeaders=${names.join(';')}, Signature=${seed}`;
  const { host: _host, ...sent } = headers;
  const content = body(sign);
  const payload = typeof content === 'string' ? content : new Uint8Array(content);
  const response = await fetch(url, { method: 'PUT', body: payload, headers: { ...sent, authorization } });
  const text = await response.text();
  return { status: response.status, code: /<Code>(.*?)<\/Code>/.exec(text)?.[1] };
}

const TEXT = 'streamed in chunks';
const CRC = Buffer.from(crc32(TEXT).toString(16).padStart(8, '0'), 'hex').toString('base64');
const length = { 'x-amz-decoded-content-length': String(TEXT.length) };
const trailer = { ...length, 'x-amz-trailer': 'x-amz-checksum-crc32' };
const hexLength = TEXT.length.toString(16);

type Sign = Parameters<RawPut['body']>[0];

function signedChunks(sign: Sign, text: string, end = ''): string {
  const chunk = (piece: string) =>
    `${piece.length.toString(16)};chunk-signature=${sign((before) => `AWS4-HMAC-SHA256-PAYLOAD\n${before}\n${hex('')}\n${hex(piece)}`)}\r\n`;
  return `${chunk(text)}${text}\r\n${chunk('')}${end}\r\n`;
}

function signedTrailer(sign: Sign, value: string, signedValue = value): string {
  const signature = sign(
    (before) => `AWS4-HMAC-SHA256-TRAILER\n${before}\n${hex(`x-amz-checksum-crc32:${signedValue}\n`)}`,
  );
  return `x-amz-checksum-crc32:${value}\r\nx-amz-trailer-signature:${signature}\r\n`;
}

const UNSIGNED = 'STREAMING-UNSIGNED-PAYLOAD-TRAILER';
const SIGNED = 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD';
const SIGNED_TRAILER = `${SIGNED}-TRAILER`;

describe('a body as it comes over the wire', () => {
  it.each<[string, RawPut, number, string | undefined]>([
    ['whole, with its hash', { payloadHash: hex(TEXT), body: () => TEXT }, 200, undefined],
    ['other than its signed hash', { payloadHash: hex('other'), body: () => TEXT }, 400, 'XAmzContentSHA256Mismatch'],
    ['unsigned', { payloadHash: 'UNSIGNED-PAYLOAD', body: () => TEXT }, 200, undefined],
    ['with a hash that is none', { payloadHash: 'nonsense', body: () => TEXT }, 400, 'InvalidArgument'],
    [
      'in chunks with a trailing checksum',
      {
        payloadHash: UNSIGNED,
        headers: trailer,
        body: () => `${hexLength}\r\n${TEXT}\r\n0\r\nx-amz-checksum-crc32:${CRC}\r\n\r\n`,
      },
      200,
      undefined,
    ],
    [
      'in chunks with a wrong trailing checksum',
      {
        payloadHash: UNSIGNED,
        headers: trailer,
        body: () => `${hexLength}\r\n${TEXT}\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n`,
      },
      400,
      'BadDigest',
    ],
    [
      'in chunks without the promised trailer',
      { payloadHash: UNSIGNED, headers: trailer, body: () => `${hexLength}\r\n${TEXT}\r\n0\r\n\r\n` },
      400,
      'MalformedTrailerError',
    ],
    [
      'in chunks, cut short',
      { payloadHash: UNSIGNED, headers: trailer, body: () => `${hexLength}\r\n${TEXT.slice(0, 5)}` },
      400,
      'IncompleteBody',
    ],
    [
      'in chunks of another length than declared',
      {
        payloadHash: UNSIGNED,
        headers: { ...trailer, 'x-amz-decoded-content-length': '3' },
        body: () => `${hexLength}\r\n${TEXT}\r\n0\r\nx-amz-checksum-crc32:${CRC}\r\n\r\n`,
      },
      400,
      'IncompleteBody',
    ],
    [
      'in signed chunks',
      { payloadHash: SIGNED, headers: length, body: (sign) => signedChunks(sign, TEXT) },
      200,
      undefined,
    ],
    [
      'in signed chunks, changed on the way',
      {
        payloadHash: SIGNED,
        headers: length,
        body: (sign) => signedChunks(sign, TEXT).replace('streamed', 'Streamed'),
      },
      403,
      'SignatureDoesNotMatch',
    ],
    [
      'in unsigned chunks where signed ones were promised',
      { payloadHash: SIGNED, headers: length, body: () => `${hexLength}\r\n${TEXT}\r\n0\r\n\r\n` },
      403,
      'SignatureDoesNotMatch',
    ],
    [
      'in signed chunks with a signed trailer',
      {
        payloadHash: SIGNED_TRAILER,
        headers: trailer,
        body: (sign) => `${signedChunks(sign, TEXT).replace(/\r\n$/, '') + signedTrailer(sign, CRC)}\r\n`,
      },
      200,
      undefined,
    ],
    [
      'in signed chunks with a changed trailer',
      {
        payloadHash: SIGNED_TRAILER,
        headers: trailer,
        body: (sign) => `${signedChunks(sign, TEXT).replace(/\r\n$/, '') + signedTrailer(sign, CRC, 'AAAAAA==')}\r\n`,
      },
      403,
      'SignatureDoesNotMatch',
    ],
  ])('%s', async (name, put, status, code) => {
    const key = encodeURIComponent(name).replaceAll('%', '');
    expect(await rawPut(key, put)).toEqual({ status, code });
    const stored = rig.client.send(new GetObjectCommand({ Bucket: 'sums', Key: key }));
    if (status === 200) expect(await (await stored).Body?.transformToString()).toBe(TEXT);
    else expect(await failure(stored)).toMatchObject({ code: 'NoSuchKey' });
  });
});
