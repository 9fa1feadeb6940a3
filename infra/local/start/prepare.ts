import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { buildLock } from './build-lock.ts';

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

/** Makes a folder whole or not at all, so that nobody ever reads half of one. */
async function makeWhole(folder: string, make: (part: string) => Promise<void>): Promise<void> {
  const part = `${folder}.part`;
  rmSync(part, { recursive: true, force: true });
  await make(part);
  renameSync(part, folder);
}

const DAY_MS = 86_400_000;
const KEPT = 3;

/** Old builds go; not those a library of today may still run from. */
function prune(folder: string, prefix: string): void {
  const builds = readdirSync(folder)
    .filter((name) => name.startsWith(prefix) && !name.endsWith('.part'))
    .map((name) => ({ path: join(folder, name), changed: statSync(join(folder, name)).mtimeMs }))
    .sort((a, b) => b.changed - a.changed);
  for (const { path, changed } of builds.slice(KEPT)) {
    if (Date.now() - changed > DAY_MS) rmSync(path, { recursive: true, force: true });
  }
}

/**
 * Templates, bundles and pages, in folders named by what they are made of: a library that runs keeps its own while
 * the next one is built.
 */
export async function prepare(root: string, say: (line: string) => void): Promise<Prepared> {
  const folder = join(root, '.local', 'build');
  mkdirSync(folder, { recursive: true });
  const assemblyDir = join(folder, `templates-${hashOf(root, TEMPLATE_SOURCES).slice(0, 16)}`);
  const pagesDir = join(folder, `pages-${hashOf(root, WEB_SOURCES).slice(0, 16)}`);
  const ready = () => existsSync(assemblyDir) && existsSync(pagesDir);
  if (ready()) return { assemblyDir, pagesDir };
  const release = await buildLock(join(folder, 'lock'), say);
  try {
    if (!existsSync(assemblyDir)) {
      say('Writing the templates of the cloud …');
      await makeWhole(assemblyDir, (part) =>
        run(root, 'Writing the templates', ['infra/tools/synth.ts', '--practice', '--out', part]),
      );
    }
    if (!existsSync(pagesDir)) {
      say('Building the pages …');
      const module = JSON.stringify(join(root, 'web', 'build.ts'));
      const script = `const { buildWeb } = await import(${module}); await buildWeb();`;
      await run(root, 'Building the pages', ['--input-type=module', '--eval', script]);
      await makeWhole(pagesDir, async (part) => cpSync(join(root, 'web', 'dist'), part, { recursive: true }));
    }
    prune(folder, 'templates-');
    prune(folder, 'pages-');
  } finally {
    release();
  }
  return { assemblyDir, pagesDir };
}
