import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';

const root = resolve(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const Group = z.record(z.string(), z.string()).default({});
const Manifest = z.object({ dependencies: Group, devDependencies: Group, optionalDependencies: Group });

describe('docs/dependencies.md', () => {
  const manifest = Manifest.parse(JSON.parse(read('package.json')));
  const text = read('docs/dependencies.md');
  const named = (name: string): boolean => {
    const [scope, rest] = name.split('/');
    const family = `\`${scope}/${rest?.split('-')[0]}-*\``;
    return (
      text.includes(`\`${name}\``) ||
      text.includes(`\`…/${rest}\``) ||
      text.includes(family) ||
      text.includes(`\`${scope}/*\``)
    );
  };

  it.each(Object.keys({ ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies }))(
    'says why %s is here',
    (name) => {
      expect(named(name)).toBe(true);
    },
  );
});

describe('docs/aws-unproven.md', () => {
  const rows = read('docs/aws-unproven.md')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| what we rely on'));

  it('names for every fact the check that will see it', () => {
    expect(rows.length).toBeGreaterThan(30);
    for (const row of rows)
      expect(
        row
          .split(' | ')
          .map((cell) => cell.replaceAll('|', '').trim())
          .filter(Boolean),
      ).toHaveLength(3);
  });

  it('points to files that are there', () => {
    for (const [, path] of rows.join('\n').matchAll(/`(infra\/[^`]+)`/g))
      expect([path, existsSync(join(root, path ?? ''))]).toEqual([path, true]);
  });
});
