import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { whole } from '../../../shared/backups/take-home/age-file.ts';
import { scratchFile } from '../../../shared/backups/take-home/scratch-file.ts';

const dir = mkdtempSync(join(tmpdir(), 'scratch-file-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const random = (bytes: number) => new Uint8Array(randomBytes(bytes));

describe('a scratch file of the worker', () => {
  it('gives back what was written, its size known, and shows none of it to the disk', async () => {
    const path = join(dir, 'patrons');
    const file = scratchFile(path, random);
    const line = Buffer.from('Žofie O’Hara, 29120000000029\r\n');
    for (let n = 0; n < 20_000; n += 1) await file.write(line);
    const { size, read } = await file.end();
    expect(size).toBe(line.length * 20_000);
    const back = Buffer.from(await whole(read()));
    expect(back.length).toBe(size);
    expect(back.subarray(0, line.length).equals(line) && back.subarray(-line.length).equals(line)).toBe(true);
    expect(readFileSync(path).includes('29120000000029')).toBe(false);
    // Read twice, it is the same twice: a part may have to be made again.
    expect(Buffer.from(await whole(read())).equals(back)).toBe(true);
    await file.remove();
    expect(existsSync(path)).toBe(false);
  });

  it('of nothing is empty, and one that cannot be written says so', async () => {
    const empty = scratchFile(join(dir, 'empty'), random);
    const { size, read } = await empty.end();
    expect([size, (await whole(read())).length]).toEqual([0, 0]);
    const lost = scratchFile(join(dir, 'no-such-folder', 'x'), random);
    await expect(lost.end()).rejects.toThrow(/ENOENT/);
  });
});
