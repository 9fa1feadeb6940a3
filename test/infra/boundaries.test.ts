import { globSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importsOf } from '../../infra/tools/boundaries/imports.ts';
import { boundaryProblems, boundaryRules } from '../../infra/tools/boundaries/rules.ts';

const fixtures = join(import.meta.dirname, 'fixtures-lint');

const sourcesOf = (rule: string): ReadonlyMap<string, string> => {
  const folder = join(fixtures, rule.replaceAll('/', '(slash)'));
  const files = globSync('**/*.ts', { cwd: folder });
  return new Map(files.map((file) => [file.split(sep).join('/'), readFileSync(join(folder, file), 'utf8')]));
};

describe('import rules, each broken on purpose', () => {
  it.each(boundaryRules)('%s', (rule) => {
    const problems = boundaryProblems(sourcesOf(rule));
    expect(problems.length).toBeGreaterThan(0);
    for (const problem of problems) expect(problem.rule).toBe(rule);
  });

  it('rules.ts is found impure both by its words and by what it reaches', () => {
    const said = boundaryProblems(sourcesOf('rules.ts is pure')).map(({ says }) => says);
    expect(said).toEqual([
      'uses Date.now(',
      'reaches shared/circulation/loan-store.ts through shared/circulation/helper.ts',
    ]);
  });
});

describe('what is allowed', () => {
  it.each([
    ['lending uses the catalogue', 'shared/circulation/operations.ts', '../catalogue/item-store.ts'],
    ['everything uses jobs', 'shared/backups/operations.ts', '../jobs/job-store.ts'],
    ['the web uses contracts', 'web/console/page.ts', '../../shared/contracts/titles.ts'],
    ['shared/aws uses the SDK', 'shared/aws/objects.ts', '@aws-sdk/client-s3'],
    ['contracts use zod', 'shared/contracts/titles.ts', 'zod'],
  ])('%s', (_what, file, target) => {
    expect(boundaryProblems(new Map([[file, `import { x } from '${target}';\n`]]))).toEqual([]);
  });

  it('types may go round in a circle, code may not', () => {
    const circle = (kind: string) =>
      new Map([
        ['shared/jobs/a.ts', `import ${kind}{ b } from './b.ts';\n`],
        ['shared/jobs/b.ts', `import { a } from './a.ts';\n`],
      ]);
    expect(boundaryProblems(circle('type '))).toEqual([]);
    expect(boundaryProblems(circle(''))).toHaveLength(1);
  });
});

describe('reading imports', () => {
  it('sees every shape of one', () => {
    const source = [
      "import 'side-effect';",
      "import * as z from 'zod';",
      "import type { A } from './a.ts';",
      "import {\n  b,\n  c,\n} from '../b.ts';",
      "export { d } from './d.ts';",
      "const late = await import('./late.ts');",
    ].join('\n');
    expect(importsOf('shared/jobs/x.ts', source).map(({ target, typeOnly }) => [target, typeOnly])).toEqual([
      ['side-effect', false],
      ['zod', false],
      ['shared/jobs/a.ts', true],
      ['shared/b.ts', false],
      ['shared/jobs/d.ts', false],
      ['shared/jobs/late.ts', false],
    ]);
  });
});
