import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { keptKey, manifestKey, TOOL } from '../../../shared/backups/manifest.ts';

describe('backup.json', () => {
  it('names the version of the tool that wrote it', () => {
    const text = readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8');
    expect(z.object({ name: z.string(), version: z.string() }).parse(JSON.parse(text))).toEqual(TOOL);
  });
  it('lies with the records and the ledger below its class, and the person keys apart', () => {
    expect(manifestKey('weekly', 'B1')).toBe('weekly/B1/backup.json');
    expect(keptKey('weekly', 'B1', 'records', 'AWSDynamoDB/x')).toBe('weekly/B1/records/AWSDynamoDB/x');
    expect(keptKey('weekly', 'B1', 'keys', 'AWSDynamoDB/x')).toBe('keys/B1/AWSDynamoDB/x');
  });
});
