import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as keys from '../../shared/aws/keys.ts';
import { operations } from '../../shared/contracts/operations.ts';

const text = readFileSync(join(resolve(import.meta.dirname, '../..'), 'docs/access-patterns.md'), 'utf8');
const rows = text.split('\n').filter((line) => line.startsWith('| `'));
const cells = rows.map((line) => line.split('|').map((cell) => cell.trim()));
const named = (cell = ''): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);

describe('docs/access-patterns.md', () => {
  const builders = Object.entries(keys).flatMap(([name, value]) => (typeof value === 'function' ? [name] : []));

  it.each(builders)('says which question %s answers', (name) => {
    expect(cells.flatMap((row) => named(row[1]))).toContain(name);
  });

  it('names no key that is not there', () => {
    expect(cells.flatMap((row) => named(row[1])).filter((name) => !builders.includes(name))).toEqual([]);
  });

  it('names operations that are in the table', () => {
    const known = new Set<string>(operations.map(({ id }) => id));
    const asked = cells.flatMap((row) => named(row.at(-2))).filter((name) => name !== 'idempotent');
    expect(asked.length).toBeGreaterThan(30);
    expect(asked.filter((name) => !known.has(name))).toEqual([]);
  });
});
