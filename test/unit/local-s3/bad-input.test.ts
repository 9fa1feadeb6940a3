import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { S3Error } from '../../../infra/local/s3/errors.ts';
import { parseRange } from '../../../infra/local/s3/ranges.ts';
import { parseTarget } from '../../../infra/local/s3/target.ts';
import { parseXml, xmlDocument } from '../../../infra/local/s3/xml.ts';
import { ChunkedBodyError, decodeAwsChunked } from '../../../infra/local/sigv4/aws-chunked.ts';
import { verifySigV4 } from '../../../infra/local/sigv4/verify.ts';

/** Runs and lets only the errors through that the service answers with. */
function answered(work: () => unknown): void {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(S3Error);
  }
}

describe('whatever is sent', () => {
  it('a signature of any shape is refused, never accepted or thrown at', () => {
    const part = fc.oneof(
      fc.string(),
      fc.constantFrom(
        'AWS4-HMAC-SHA256 ',
        'Credential=AK/20260101/r/s3/aws4_request',
        ',',
        'SignedHeaders=host',
        'Signature=',
      ),
    );
    const text = fc.array(part, { maxLength: 6 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, text, fc.boolean(), (authorization, query, signed) => {
        const result = verifySigV4({
          method: 'GET',
          url: `/?${query}`,
          headers: { host: 'h', 'x-amz-date': '20260101T000000Z', ...(signed && { authorization }) },
          service: 's3',
          now: new Date('2026-01-01T00:00:00Z'),
          credentials: () => ({ secretAccessKey: 'secret', principal: 'p' }),
        });
        expect(result.ok).toBe(false);
      }),
    );
  });

  it('a chunked body of any shape ends in its text or in a named error', async () => {
    const part = fc.constantFrom('0', '5', 'ffffffffffff', '\r\n', '\n', 'hello', ';', 'x-amz-checksum-crc32:', 'AA==');
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 12 }), async (parts) => {
        async function* body() {
          for (const piece of parts) yield Buffer.from(piece);
        }
        const { data } = decodeAwsChunked(body(), {
          payloadHash: 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
          signing: { key: Buffer.alloc(32), timestamp: '', scope: '', seedSignature: '' },
          decodedLength: 5,
          trailers: [],
        });
        let size = 0;
        try {
          for await (const piece of data) size += piece.length;
          expect(size).toBe(5);
        } catch (error) {
          expect(error).toBeInstanceOf(ChunkedBodyError);
        }
      }),
    );
  });

  it('a document, an address and a range of any shape give an answer', () => {
    const schema = z.strictObject({ Delete: z.unknown() });
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        answered(() => parseXml(text, schema));
        answered(() => parseXml(`<Delete>${text}</Delete>`, schema));
        answered(() => parseTarget(`/${text}`, { host: 'localhost' }));
        answered(() => parseRange(`bytes=${text}`, 10));
      }),
    );
  });

  it('a document with a DOCTYPE is refused, so that no entity is ever expanded', () => {
    const bomb = '<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><Delete>&b;</Delete>';
    expect(() => parseXml(bomb, z.unknown())).toThrow(S3Error);
  });

  it('a key comes back out of a document as it went in', () => {
    const schema = z.strictObject({ Delete: z.strictObject({ Key: z.string() }) });
    // Carriage returns are written as references; other control characters are no XML 1.0 at all.
    const key = fc.string({ unit: 'binary', minLength: 1 }).filter((text) => !/[\p{Cc}\ufffe\uffff]/u.test(text));
    fc.assert(
      fc.property(key, (Key) => {
        expect(parseXml(xmlDocument('Delete', { Key }), schema).Delete.Key).toBe(Key);
      }),
    );
  });
});
