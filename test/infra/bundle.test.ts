import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bundleFunctions } from '../../infra/tools/bundle.ts';

let root = '';
const put = (path: string, text: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
const specs = [
  { id: 'a-api', entry: 'functions/a/api.ts' },
  { id: 'b-api', entry: 'functions/b/api.ts' },
];
const bundle = () => bundleFunctions(root, join(root, 'out'), specs);

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'strongroom-bundle-'));
  put('package-lock.json', '{}');
  put('shared/words.ts', "export const word = (n: number): string => 'word' + n;\n");
  put('functions/a/api.ts', "import { word } from '../../shared/words.ts';\nexport const handler = () => word(1);\n");
  put('functions/b/api.ts', "import { word } from '../../shared/words.ts';\nexport const handler = () => word(2);\n");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('bundles', () => {
  it('stand alone, one folder for each function, with a map beside them', async () => {
    const { bundleOf, sizes } = bundle();
    const folder = bundleOf('functions/b/api.ts');
    expect(existsSync(join(folder, 'index.mjs.map'))).toBe(true);
    expect(sizes['b-api']).toBeGreaterThan(50);
    const text = readFileSync(join(folder, 'index.mjs'), 'utf8');
    expect(text).not.toMatch(/from\s*["']\.\.?\//);
    const loaded: { handler: () => string } = await import(pathToFileURL(join(folder, 'index.mjs')).href);
    expect(loaded.handler()).toBe('word2');
  });

  it('are kept while their sources stay, and made anew when one that they share changes', () => {
    expect(bundle().reused).toBe(false);
    expect(bundle().reused).toBe(true);
    put('shared/words.ts', "export const word = (n: number): string => 'other' + n;\n");
    const { reused, bundleOf } = bundle();
    expect(reused).toBe(false);
    expect(readFileSync(join(bundleOf('functions/a/api.ts'), 'index.mjs'), 'utf8')).toContain('other');
  });

  it('are not made while an entry file is missing, and the sentence names it', () => {
    rmSync(join(root, 'functions/b/api.ts'));
    expect(bundle).toThrow('These functions have no entry file yet: functions/b/api.ts (b-api)');
  });

  it('are not given for what is no function', () => {
    expect(() => bundle().bundleOf('functions/c/api.ts')).toThrow('functions/c/api.ts is not in the list of functions');
  });
});
