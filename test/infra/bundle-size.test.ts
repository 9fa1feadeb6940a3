import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { httpFunctions } from '../../infra/http-functions.ts';
import { bundleFunctions } from '../../infra/tools/bundle.ts';
import { root } from '../../infra/tools/run-command.ts';

/** A person waits while a new container loads this. */
const LIMIT_KB = 600;
const folder = mkdtempSync(join(tmpdir(), 'strongroom-bundle-size-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('what a new container must load before it answers', () => {
  const { sizes } = bundleFunctions(root, join(folder, 'out'));

  const kbOf = (id: string): number => Math.ceil((sizes[id] ?? Number.NaN) / 1024);
  const ids = Object.values(httpFunctions).map(({ id }) => id);

  it.each(ids)(`is for %s at most ${LIMIT_KB} KB`, (id) => {
    expect(kbOf(id)).toBeLessThanOrEqual(LIMIT_KB);
  });
});
