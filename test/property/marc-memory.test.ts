import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

describe('a flood of damage', () => {
  it('is read in a heap much smaller than the file', async () => {
    const script = join(import.meta.dirname, '../support/marc-flood.ts');
    const { stdout } = await promisify(execFile)(process.execPath, ['--max-old-space-size=48', script]);
    const { outcomes, peakMb } = JSON.parse(stdout);
    expect(outcomes).toBeGreaterThan(3000);
    // 100 MB pass through; what is held is one chunk, and one record of at most a million bytes.
    expect(peakMb).toBeLessThan(90);
  }, 60_000);
});
