import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Decrypter } from 'age-encryption';
import fc from 'fast-check';
import { unpackTar } from 'modern-tar';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UnreadableCopy, whole } from '../../shared/backups/take-home/age-file.ts';
import { sealedArchive } from '../../shared/backups/take-home/archive.ts';
import { openTakeHome, openTakeHomeSources } from '../../shared/backups/take-home/read.ts';
import { backupEntry, contentsOf, memorySource, newSheet, sealedCopy } from '../support/take-home-file.ts';

const dir = mkdtempSync(join(tmpdir(), 'take-home-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const hasAge = spawnSync('age', ['--version']).status === 0;

let sheet = { identity: '', recipient: '' };
beforeAll(async () => {
  sheet = await newSheet();
});

const fileArb = fc.record({
  key: fc.stringMatching(/^(daily|keys)\/[a-z0-9]{1,40}\/[a-z0-9/]{0,60}[a-z0-9]\.json\.gz$/),
  // Around the size of a chunk of age and a block of tar, where off-by-one lives.
  size: fc.oneof(
    fc.integer({ min: 0, max: 2000 }),
    fc.constantFrom(511, 512, 513, 65_535, 65_536, 65_537, 131_072, 200_000),
  ),
  seed: fc.integer({ min: 0, max: 255 }),
});
const filesArb = fc
  .uniqueArray(fileArb, { selector: (file) => file.key, maxLength: 6 })
  .map((files) => files.map(({ key, size, seed }) => ({ key, bytes: Buffer.alloc(size, `${seed}-${key.slice(-9)}`) })));

const copyOf = (files: readonly { key: string; bytes: Uint8Array }[]) =>
  sealedCopy(
    sheet.recipient,
    contentsOf(sheet.recipient, files),
    files.map(({ key, bytes }) => backupEntry(key, bytes)),
  );

const read = async (body: AsyncIterable<Uint8Array> | undefined) =>
  body === undefined ? undefined : Buffer.from(await whole(body));

describe('a take-home copy', () => {
  it('gives back every file by key and version, whatever its size', async () => {
    await fc.assert(
      fc.asyncProperty(filesArb, async (files) => {
        const copy = await openTakeHomeSources([memorySource(await copyOf(files))], sheet.identity);
        for (const { key, bytes } of files) {
          const got = await read(await copy.open(key, `v-${key}`));
          expect(got?.equals(bytes)).toBe(true);
          expect(await copy.open(key, 'another version')).toBeUndefined();
        }
      }),
      { numRuns: 40 },
    );
  });

  it('is a plain age file with a plain tar archive inside, for readers that know nothing of us', async () => {
    await fc.assert(
      fc.asyncProperty(filesArb, async (files) => {
        const decrypter = new Decrypter();
        decrypter.addIdentity(sheet.identity);
        const entries = await unpackTar(await decrypter.decrypt(new Uint8Array(await copyOf(files))), { strict: true });
        const data = new Map(entries.map(({ header, data }) => [header.name, data]));
        expect(data.size).toBe(files.length + 1);
        for (const { key, bytes } of files)
          expect(Buffer.from(data.get(`backup/${key}`) ?? []).equals(bytes)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  it('with any one bit changed is refused, with a sentence that names the file', async () => {
    const files = [{ key: 'daily/a.gz', bytes: Buffer.alloc(150_000, 'abc') }];
    const sealed = await copyOf(files);
    await fc.assert(
      fc.asyncProperty(fc.nat(sealed.length - 1), fc.integer({ min: 0, max: 7 }), async (at, bit) => {
        const bent = Buffer.from(sealed);
        bent.writeUInt8(bent.readUInt8(at) ^ (1 << bit), at);
        const error = await everything(bent).catch((caught: unknown) => caught);
        expect(error).toBeInstanceOf(UnreadableCopy);
        expect(String(error)).toContain('copy.age: ');
      }),
      { numRuns: 150 },
    );
  });

  it('cut short anywhere is refused before anything of it is used', async () => {
    const sealed = await copyOf([{ key: 'daily/a.gz', bytes: Buffer.alloc(150_000, 'abc') }]);
    await fc.assert(
      fc.asyncProperty(fc.nat(sealed.length - 1), async (length) => {
        const opening = openTakeHomeSources([memorySource(sealed.subarray(0, length))], sheet.identity);
        await expect(opening).rejects.toThrow(/copy\.age: (its end is missing|this is not a file sealed with age)/);
      }),
      { numRuns: 100 },
    );
  });

  it('sealed for another sheet says so', async () => {
    const other = await newSheet();
    const opening = openTakeHomeSources([memorySource(await copyOf([]))], other.identity);
    await expect(opening).rejects.toThrow('copy.age: it was sealed for another recovery sheet than this one');
  });

  it('is sealed in little memory, however large it is', async () => {
    const chunk = Buffer.alloc(256 * 1024, 7);
    const size = 512 * 1024 * 1024;
    const body = function* () {
      for (let n = 0; n < size / chunk.length; n += 1) yield chunk;
    };
    let [sealed, most] = [0, 0];
    for await (const piece of await sealedArchive(sheet.recipient, [{ name: 'large', size, body }], new Date(0))) {
      sealed += piece.length;
      if (sealed % (4 * 1024 * 1024) < piece.length) most = Math.max(most, process.memoryUsage().arrayBuffers);
    }
    expect(sealed).toBeGreaterThan(size);
    expect(most).toBeLessThan(192 * 1024 * 1024);
  }, 120_000);

  it('in parts opens from all of them in any order, and names the part that was left behind', async () => {
    const files = [
      { key: 'daily/a.gz', bytes: Buffer.from('first'), part: 1 },
      { key: 'daily/b.gz', bytes: Buffer.from('second'), part: 2 },
    ];
    const parts = await Promise.all(
      [1, 2].map((part) =>
        sealedCopy(
          sheet.recipient,
          contentsOf(sheet.recipient, files, { part, parts: 2 }),
          files.filter((file) => file.part === part).map(({ key, bytes }) => backupEntry(key, bytes)),
        ),
      ),
    );
    const sources = parts.map((bytes, at) => memorySource(bytes, `part-${at + 1}.age`));
    const copy = await openTakeHomeSources(sources.toReversed(), sheet.identity);
    expect(String(await read(await copy.open('daily/b.gz', 'v-daily/b.gz')))).toBe('second');
    await expect(openTakeHomeSources(sources.slice(0, 1), sheet.identity)).rejects.toThrow(
      'part-1.age: this copy has 2 parts, and part 2 is not among the files given',
    );
  });

  it('opens from disk, and its handles are closed when it cannot', async () => {
    const path = join(dir, 'disk.age');
    writeFileSync(path, await copyOf([{ key: 'daily/a.gz', bytes: Buffer.from('on disk') }]));
    const copy = await openTakeHome([path], sheet.identity);
    expect(String(await read(await copy.open('daily/a.gz', 'v-daily/a.gz')))).toBe('on disk');
    await copy.close();
    writeFileSync(path, 'not sealed at all');
    await expect(openTakeHome([path], sheet.identity)).rejects.toThrow('disk.age: this is not a file sealed with age');
  });

  it.skipIf(!hasAge)('opens with the age command of the distribution (skipped where it is not installed)', async () => {
    const bytes = Buffer.alloc(300_000, 'plain');
    writeFileSync(join(dir, 'cli.age'), await copyOf([{ key: 'daily/a.gz', bytes }]));
    writeFileSync(join(dir, 'sheet.txt'), `${sheet.identity}\n`);
    const opened = spawnSync('age', ['-d', '-i', 'sheet.txt', '-o', 'cli.tar', 'cli.age'], { cwd: dir });
    expect(String(opened.stderr)).toBe('');
    expect(spawnSync('tar', ['-xf', 'cli.tar'], { cwd: dir }).status).toBe(0);
    expect(readFileSync(join(dir, 'backup/daily/a.gz')).equals(bytes)).toBe(true);
  });
});

/** Opens a copy and reads every file of it. */
const everything = async (bytes: Uint8Array): Promise<void> => {
  const copy = await openTakeHomeSources([memorySource(bytes)], sheet.identity);
  for (const { key } of copy.contents.files) {
    const body = copy.file(`backup/${key}`);
    if (body !== undefined) await whole(body);
  }
  // Padding and the end of the archive are in no file; they are held to their tags all the same.
  await copy.verify();
};
