import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rowsOf, UnreadableFile } from '../../../shared/backups/lines.ts';
import { measured } from '../../../shared/backups/measure.ts';

const line = (n: number, text: string) => JSON.stringify({ Item: { PK: { S: `T#${n}` }, text: { S: text } } });
const chunked = (bytes: Buffer, size: number): Readable =>
  Readable.from(
    Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) => bytes.subarray(n * size, (n + 1) * size)),
  );
const read = async (source: Readable) => {
  const rows = [];
  for await (const group of rowsOf(source)) rows.push(...group);
  return rows;
};

describe('reading a data file', () => {
  it('gives every item with its line, however the bytes arrive', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'grapheme', maxLength: 400 }), { maxLength: 30 }),
        fc.integer({ min: 1, max: 5000 }),
        fc.boolean(),
        async (texts, size, ended) => {
          // Line separators of Unicode inside a text end no line.
          const all = texts.map((text, n) => line(n, `${text}\u2028\u2029`)).join('\n');
          const rows = await read(chunked(gzipSync(ended && texts.length > 0 ? `${all}\n` : all), size));
          expect(rows.map((row) => [row.line, row.item['text']?.S])).toEqual(
            texts.map((text, n) => [n + 1, `${text}\u2028\u2029`]),
          );
        },
      ),
      { numRuns: 40 },
    );
  });

  it('reads an empty file as no items', async () => {
    expect(await read(chunked(gzipSync(''), 10))).toEqual([]);
  });

  it.each([
    ['no gzip', Buffer.from('{"Item":{}}\n'), 0],
    ['half a gzip', gzipSync(`${line(1, 'x'.repeat(5000))}\n`).subarray(0, 40), 0],
    ['something that is no JSON', gzipSync(`${line(1, 'a')}\nnot json\n`), 2],
    ['a line of another kind', gzipSync(`${line(1, 'a')}\n{"Keys":{}}\n`), 2],
    ['an attribute of an unknown type', gzipSync('{"Item":{"PK":{"X":"1"}}}\n'), 1],
    ['an attribute of two types', gzipSync('{"Item":{"PK":{"S":"1","N":"1"}}}\n'), 1],
  ])('refuses %s', async (_name, bytes, at) => {
    const error: unknown = await read(chunked(bytes, 64)).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(UnreadableFile);
    expect(error).toMatchObject({ line: at });
  });

  it('passes on the error of a source that breaks off', async () => {
    const source = Readable.from(
      (async function* () {
        yield gzipSync(`${line(1, 'a')}\n`).subarray(0, 10);
        throw new Error('connection lost');
      })(),
    );
    await expect(read(measured(source).through)).rejects.toThrow('connection lost');
  });
});
