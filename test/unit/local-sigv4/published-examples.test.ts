import { describe, expect, it } from 'vitest';
import { decodeAwsChunked } from '../../../infra/local/sigv4/aws-chunked.ts';
import { EMPTY_SHA256 } from '../../../infra/local/sigv4/canonical.ts';
import { type SigV4Request, verifySigV4 } from '../../../infra/local/sigv4/verify.ts';

// The worked examples of the S3 API reference, signatures included: an outside witness for our own arithmetic.
const KEY = 'AKIAIOSFODNN7EXAMPLE';
const NOW = new Date('2013-05-24T00:00:00Z');
const HOST = 'examplebucket.s3.amazonaws.com';

function request(method: string, url: string, headers: Record<string, string>, signature: string): SigV4Request {
  const all = { host: HOST, 'x-amz-date': '20130524T000000Z', ...headers };
  const signedHeaders = Object.keys(all).sort().join(';');
  return {
    method,
    url,
    headers: {
      ...all,
      authorization: `AWS4-HMAC-SHA256 Credential=${KEY}/20130524/us-east-1/s3/aws4_request,SignedHeaders=${signedHeaders},Signature=${signature}`,
    },
    service: 's3',
    now: NOW,
    credentials: (id) =>
      id === KEY ? { secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', principal: 'example' } : undefined,
  };
}

const EXAMPLES: readonly [name: string, request: SigV4Request][] = [
  [
    'GET of a range',
    request(
      'GET',
      '/test.txt',
      { range: 'bytes=0-9', 'x-amz-content-sha256': EMPTY_SHA256 },
      'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
    ),
  ],
  [
    'PUT of a key with a dollar sign',
    request(
      'PUT',
      '/test$file.text',
      {
        date: 'Fri, 24 May 2013 00:00:00 GMT',
        'x-amz-content-sha256': '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072',
        'x-amz-storage-class': 'REDUCED_REDUNDANCY',
      },
      '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
    ),
  ],
  [
    'GET of a subresource',
    request(
      'GET',
      '/?lifecycle',
      { 'x-amz-content-sha256': EMPTY_SHA256 },
      'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
    ),
  ],
  [
    'GET of a listing',
    request(
      'GET',
      '/?max-keys=2&prefix=J',
      { 'x-amz-content-sha256': EMPTY_SHA256 },
      '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
    ),
  ],
];

const PRESIGNED = {
  ...request('GET', '', {}, ''),
  headers: { host: HOST },
  url: '/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
};

describe('the published SigV4 examples', () => {
  it.each(EXAMPLES)('accepts the %s', (_name, example) => {
    expect(verifySigV4(example)).toMatchObject({ ok: true, principal: 'example', presigned: false });
  });

  it.each(EXAMPLES)('refuses the %s when one character of the path changes', (_name, example) => {
    const url = example.url.replace('/', '/x');
    expect(verifySigV4({ ...example, url })).toMatchObject({ ok: false, code: 'SignatureMismatch' });
  });

  it.each(EXAMPLES)('refuses the %s sixteen minutes later', (_name, example) => {
    const now = new Date(NOW.getTime() + 16 * 60_000);
    expect(verifySigV4({ ...example, now })).toMatchObject({ ok: false, code: 'ClockSkew' });
  });

  it('accepts the presigned link until its last second and not after', () => {
    const at = (seconds: number) => verifySigV4({ ...PRESIGNED, now: new Date(NOW.getTime() + seconds * 1000) });
    expect(at(86_400)).toMatchObject({ ok: true, presigned: true, payloadHash: 'UNSIGNED-PAYLOAD' });
    expect(at(86_401)).toMatchObject({ ok: false, code: 'Expired' });
  });

  it('refuses a presigned link that carries an x-amz header its signature does not name', () => {
    const headers = { host: HOST, 'x-amz-acl': 'public-read' };
    expect(verifySigV4({ ...PRESIGNED, headers })).toMatchObject({ ok: false, code: 'HeadersNotSigned' });
  });
});

const CHUNK_SIGNATURES = [
  'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648',
  '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497',
  'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9',
] as const;

function chunkedExample() {
  const example = request(
    'PUT',
    '/examplebucket/chunkObject.txt',
    {
      host: 's3.amazonaws.com',
      'content-encoding': 'aws-chunked',
      'content-length': '66824',
      'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
      'x-amz-decoded-content-length': '66560',
      'x-amz-storage-class': 'REDUCED_REDUNDANCY',
    },
    '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
  );
  const verified = verifySigV4(example);
  if (!verified.ok) throw new Error(verified.message);
  const body = [65_536, 1_024, 0]
    .map((size, i) => `${size.toString(16)};chunk-signature=${CHUNK_SIGNATURES[i]}\r\n${'a'.repeat(size)}\r\n`)
    .join('');
  return { verified, body };
}

async function decodeInPieces(body: string, pieceSize: number): Promise<string> {
  const { verified } = chunkedExample();
  async function* pieces() {
    for (let at = 0; at < body.length; at += pieceSize) yield Buffer.from(body.slice(at, at + pieceSize));
  }
  const { data } = decodeAwsChunked(pieces(), {
    payloadHash: verified.payloadHash,
    signing: verified.signing,
    decodedLength: 66_560,
    trailers: [],
  });
  let text = '';
  for await (const piece of data) text += piece.toString();
  return text;
}

describe('the published chunked upload', () => {
  it.each([1_000, 65_536, 100_000])('decodes when it arrives in pieces of %i bytes', async (size) => {
    expect(await decodeInPieces(chunkedExample().body, size)).toBe('a'.repeat(66_560));
  });

  it('refuses a flipped byte, a dropped last chunk and bytes after the end', async () => {
    const { body } = chunkedExample();
    const flipped = body.replace('aaa', 'aba');
    const dropped = body.slice(0, body.lastIndexOf('0;chunk-signature'));
    await expect(decodeInPieces(flipped, 70_000)).rejects.toMatchObject({ code: 'ChunkSignatureMismatch' });
    await expect(decodeInPieces(dropped, 70_000)).rejects.toMatchObject({ code: 'IncompleteBody' });
    await expect(decodeInPieces(`${body}x`, 70_000)).rejects.toMatchObject({ code: 'InvalidChunk' });
  });
});
