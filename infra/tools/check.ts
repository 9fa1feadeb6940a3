import { runNode, scriptOf } from './run-command.ts';

/** Everything a machine can say about the code without running it, all at once, one line each. */
const checks = [
  { name: 'types', args: [scriptOf('typescript', 'tsc'), '--noEmit', '-p', '.'] },
  { name: 'style and lint', args: [scriptOf('@biomejs/biome'), 'check', '--colors=off', '--max-diagnostics=50'] },
  { name: 'import boundaries', args: ['infra/tools/boundaries.ts'] },
  { name: 'unused code', args: [scriptOf('knip'), '--no-progress'] },
] as const;

const results = await Promise.all(
  checks.map(async ({ name, args }) => {
    const ran = await runNode(args);
    const good = ran.code === 0;
    process.stdout.write(`${good ? 'ok    ' : 'FAILED'}  ${name} (${ran.seconds.toFixed(1)} s)\n`);
    return { name, good, output: ran.output };
  }),
);
const failed = results.filter(({ good }) => !good);
for (const { name, output } of failed) process.stdout.write(`\n--- ${name} ---\n${output}\n`);
process.stdout.write(`${results.length - failed.length} passed, ${failed.length} failed\n`);
process.exitCode = failed.length === 0 ? 0 : 1;
