import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Prepared {
  readonly assemblyDir: string;
  readonly pagesDir: string;
}

/** What a product of the build is made of: a change of any file makes it anew. */
const TEMPLATE_SOURCES = [
  'infra/*.ts',
  'infra/{stacks,constructs,cost,tools}/**/*.ts',
  'functions/**/*.ts',
  'shared/**/*.ts',
];
const WEB_SOURCES = ['web/*.ts', 'web/{console,catalogue,shared}/**/*', 'shared/contracts/**/*.ts'];

function hashOf(root: string, patterns: readonly string[]): string {
  const hash = createHash('sha256').update(process.version);
  const found = patterns.flatMap((pattern) => globSync(pattern, { cwd: root, withFileTypes: true }));
  const files = found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  for (const file of [...files.sort(), join(root, 'cdk.json'), join(root, 'package-lock.json')]) {
    hash.update(file.slice(root.length)).update(readFileSync(file));
  }
  return hash.digest('hex');
}

/** A child, because the CDK and the bundler hold much memory that the running library has better use for. */
function run(root: string, what: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    const hear = (bytes: Buffer) => {
      said = (said + bytes.toString('utf8')).slice(-4000);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('error', reject);
    child.once('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${what} failed:\n${said.trim()}`));
    });
  });
}

async function unlessSame(mark: string, made: string, product: string, make: () => Promise<void>): Promise<void> {
  if (existsSync(mark) && existsSync(product) && readFileSync(mark, 'utf8') === made) return;
  await make();
  writeFileSync(mark, made);
}

/** Templates, bundles and pages, made when what they are made of has changed. */
export async function prepare(root: string, say: (line: string) => void): Promise<Prepared> {
  const folder = join(root, '.local', 'build');
  mkdirSync(folder, { recursive: true });
  const assemblyDir = join(folder, 'cdk.out');
  const pagesDir = join(root, 'web', 'dist');
  const synth = ['infra/tools/synth.ts', '--practice', '--out', assemblyDir];
  const buildPages = `const { buildWeb } = await import(${JSON.stringify(join(root, 'web', 'build.ts'))}); await buildWeb();`;
  const builds = await Promise.allSettled([
    unlessSame(
      join(folder, 'templates.made'),
      hashOf(root, TEMPLATE_SOURCES),
      join(assemblyDir, 'manifest.json'),
      () => {
        say('Writing the templates of the cloud …');
        return run(root, 'Writing the templates', synth);
      },
    ),
    unlessSame(join(folder, 'pages.made'), hashOf(root, WEB_SOURCES), join(pagesDir, 'console', 'index.html'), () => {
      say('Building the pages …');
      return run(root, 'Building the pages', ['--input-type=module', '--eval', buildPages]);
    }),
  ]);
  // Both are waited for: a build that goes on after the end would write under the next start.
  const failed = builds.find((build) => build.status === 'rejected');
  if (failed) throw failed.reason;
  return { assemblyDir, pagesDir };
}
