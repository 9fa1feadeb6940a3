import { globSync, readFileSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { boundaryProblems } from './boundaries/rules.ts';

/** Checks the import rules over the folder given, or the repository; one line per breach. */
const root = resolve(process.argv[2] ?? join(import.meta.dirname, '../..'));
const files = globSync('{shared,functions,infra,web}/**/*.{ts,tsx}', {
  cwd: root,
  exclude: ['**/node_modules/**', '**/dist/**'],
});
const sources = new Map(files.map((file) => [file.split(sep).join('/'), readFileSync(join(root, file), 'utf8')]));
const problems = boundaryProblems(sources);
for (const { rule, file, says } of problems) process.stdout.write(`${file}: ${says} — ${rule}\n`);
process.stdout.write(`${sources.size} files, ${problems.length} breaches\n`);
process.exitCode = problems.length === 0 ? 0 : 1;
