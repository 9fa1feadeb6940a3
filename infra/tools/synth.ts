import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { estimate, total } from '../cost/estimate.ts';
import { alwaysFree, nothingFree } from '../cost/prices.ts';
import { standing, Template } from '../cost/standing.ts';
import { assemble } from './assembly.ts';

const root = resolve(import.meta.dirname, '../..');
const { values } = parseArgs({ options: { practice: { type: 'boolean' }, out: { type: 'string' } } });
// The CDK's own command line asks for the templates in a folder of its choice.
const outdir = resolve(values.out ?? process.env['CDK_OUTDIR'] ?? join(root, '.local/cdk.out'));

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const dollars = (usd: number): string => usd.toFixed(2).padStart(8);

try {
  const started = Date.now();
  const { sizes, reused } = assemble({ root, outdir, practice: values.practice === true });
  const names = globSync('*.template.json', { cwd: outdir }).sort();
  const templates = names.map((name) => Template.parse(JSON.parse(readFileSync(join(outdir, name), 'utf8'))));
  say(`Synthesised into ${outdir} in ${Date.now() - started} ms${reused.templates ? ' (nothing had changed)' : ''}.`);
  say('cdk-nag: no finding without a reason.\n\nResources:');
  names.forEach((name, at) => {
    const count = Object.keys(templates[at]?.Resources ?? {}).length;
    say(`${String(count).padStart(8)}  ${name.replace('.template.json', '')}`);
  });
  const largest = Object.entries(sizes).sort(([, a], [, b]) => b - a)[0];
  if (largest !== undefined) say(`\nLargest function: ${largest[0]}, ${Math.ceil(largest[1] / 1024)} KB.`);
  const stands = standing(templates);
  const lines = estimate(stands, alwaysFree);
  say('\nUS dollars a month for 20,000 titles and 40,000 loans a year, without vault storage:');
  for (const line of lines) say(`${dollars(line.usd)}  ${line.what}`);
  say(`${dollars(total(lines))}  in all, after what AWS gives every account for ever`);
  say(`${dollars(total(estimate(stands, nothingFree)))}  if nothing at all were free`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
