import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { runNode, scriptOf } from './run-command.ts';

/** The check, then the tests; `--prove` runs the same tests at full size. The last line counts both. */
const { values, positionals } = parseArgs({ options: { prove: { type: 'boolean' } }, allowPositionals: true });

const Report = z.object({ numPassedTests: z.int(), numFailedTests: z.int(), numFailedTestSuites: z.int() });
const Checked = /^(\d+) passed, (\d+) failed$/m;

const check = await runNode(['infra/tools/check.ts']);
process.stdout.write(check.output);
const counted = Checked.exec(check.output);
let passed = Number(counted?.[1] ?? 0);
// A check that ended without its count has failed, whatever it managed to do.
let failed = counted === null ? 1 : Number(counted[2]);

const folder = mkdtempSync(join(tmpdir(), 'strongroom-tests-'));
try {
  const outputFile = join(folder, 'report.json');
  const env = values.prove === true ? { PROVE: '1' } : {};
  const args = ['run', ...positionals, '--reporter=default', '--reporter=json', `--outputFile.json=${outputFile}`];
  const { code } = await runNode([scriptOf('vitest'), ...args], { inherit: true, env });
  const report = Report.safeParse(readJson(outputFile));
  if (report.success) {
    passed += report.data.numPassedTests;
    // A file that could not be loaded has no tests to count, and is a failure all the same.
    failed += Math.max(report.data.numFailedTests, code === 0 ? 0 : 1);
  } else failed += 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
