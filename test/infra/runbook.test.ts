import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { library } from './support/library.ts';

const runbook = readFileSync(join(resolve(import.meta.dirname, '../..'), 'docs/runbook.md'), 'utf8');
const headings = [...runbook.matchAll(/^### (\w+)$/gm)].map(([, name = '']) => name);
const alarms = library('trial').ofType('AWS::CloudWatch::Alarm');

describe('docs/runbook.md', () => {
  it('says what to do about every alarm, and about none that is not there', () => {
    const unsaid = alarms.filter(({ id }) => !headings.some((name) => id.includes(name)));
    const unknown = headings.filter((name) => !alarms.some(({ id }) => id.includes(name)));
    expect(alarms.length).toBeGreaterThan(0);
    expect({ unsaid: unsaid.map(({ id }) => id), unknown }).toEqual({ unsaid: [], unknown: [] });
  });
});
