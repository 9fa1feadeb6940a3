import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { runNode, scriptOf } from '../../infra/tools/run-command.ts';

const root = resolve(import.meta.dirname, '../..');
const Config = z.looseObject({ plugins: z.array(z.string()) });
const Report = z.looseObject({
  diagnostics: z.array(z.looseObject({ category: z.string(), message: z.unknown(), location: z.unknown() })),
});
let folder = '';
let found: z.infer<typeof Report>['diagnostics'] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'strongroom-style-'));
  cpSync(join(import.meta.dirname, 'fixtures-lint/style'), folder, { recursive: true });
  // The rules of the house as they stand, without the list of folders, which leaves the fixtures out.
  const { plugins, linter } = Config.parse(JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8')));
  const config = { root: true, plugins: plugins.map((plugin) => resolve(root, plugin)), linter };
  writeFileSync(join(folder, 'biome.json'), JSON.stringify(config));
  const { output } = await runNode([scriptOf('@biomejs/biome'), 'lint', '--reporter=json', '.'], { cwd: folder });
  found = Report.parse(JSON.parse(output.slice(output.indexOf('{"'), output.lastIndexOf('}') + 1))).diagnostics;
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('rules of style, each broken on purpose', () => {
  it.each([
    ['cast.ts', 'A cast hides a wrong type'],
    ['barrel.ts', 'No barrels'],
    ['default-export.ts', 'Name every export'],
    ['any.ts', 'noExplicitAny'],
    ['non-null.ts', 'noNonNullAssertion'],
    ['no-extension.ts', 'useImportExtensions'],
  ])('%s is refused', (file, says) => {
    const here = found.filter(({ location }) => JSON.stringify(location).includes(file));
    expect(here.map(({ category, message }) => `${category} ${JSON.stringify(message)}`).join('\n')).toContain(says);
  });
});
