import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { httpFunctions } from '../../infra/http-functions.ts';
import { bundleFunctions } from '../../infra/tools/bundle.ts';
import { root } from '../../infra/tools/run-command.ts';

/** A person waits while a new container loads this. */
const LIMIT_KB = 600;
/**
 * Above the limit, and held to what they are: `intake-api` carries the MARC reader with its East Asian table for the
 * preview of an import, `search-api` the S3 client beside the engine.
 */
const OVER_KB: Readonly<Record<string, number>> = { 'intake-api': 735, 'search-api': 610 };
const folder = mkdtempSync(join(tmpdir(), 'strongroom-bundle-size-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('what a new container must load before it answers', () => {
  const { sizes } = bundleFunctions(root, join(folder, 'out'));

  const kbOf = (id: string): number => Math.ceil((sizes[id] ?? Number.NaN) / 1024);
  const ids = Object.values(httpFunctions).map(({ id }) => id);

  it.each(ids.map((id) => [id, OVER_KB[id] ?? LIMIT_KB] as const))('is for %s at most %i KB', (id, limit) => {
    expect(kbOf(id)).toBeLessThanOrEqual(limit);
  });

  it('has no exception for a function that needs none', () => {
    expect(Object.keys(OVER_KB).filter((id) => !(kbOf(id) > LIMIT_KB))).toEqual([]);
  });
});
