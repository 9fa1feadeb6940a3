import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { checkContent } from '../../../shared/intake/check-content.ts';
import { SAMPLE_BYTES } from '../../../shared/intake/store.ts';
import expected from '../marc/expected.json' with { type: 'json' };

const folder = process.env['CONFORMANCE_DATA'];
const table = z.record(z.string(), z.object({ imported: z.int() })).parse(expected);

describe.skipIf(folder === undefined)('the check of what a file is (needs CONFORMANCE_DATA)', () => {
  it.each(Object.entries(table).filter(([, want]) => want.imported > 0))('lets %s in as MARC', async (name) => {
    const bytes = readFileSync(join(folder ?? '', 'marc21', name));
    const { format, checks } = await checkContent(bytes.subarray(0, SAMPLE_BYTES), bytes.length);
    expect({ format, refused: checks.filter(({ verdict }) => verdict === 'refused') }).toEqual({
      format: 'marc',
      refused: [],
    });
  });
});
