import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, resolve } from 'node:path';
import { buildSync, type Metafile } from 'esbuild';
import * as z from 'zod';
import type { BundleOf } from '../constructs/fn.ts';
import { eventFunctions } from '../event-functions.ts';
import { httpFunctions } from '../http-functions.ts';

export interface Bundles {
  readonly bundleOf: BundleOf;
  /** Bytes of code by function, without the source map. */
  readonly sizes: Readonly<Record<string, number>>;
  readonly reused: boolean;
}

/** Packages written for CommonJS call `require` for Node's own modules; an ES module has none. */
const banner =
  "import { createRequire as strongroomRequire } from 'node:module';const require = strongroomRequire(import.meta.url);";

/**
 * Ways to find credentials on a laptop or in a container. A function has its own in the environment, which is asked
 * first; these are imported only afterwards, never here, and would make every bundle a seventh larger.
 */
const neverAsked = [
  '@aws-sdk/credential-provider-http',
  '@aws-sdk/credential-provider-ini',
  '@aws-sdk/credential-provider-login',
  '@aws-sdk/credential-provider-process',
  '@aws-sdk/credential-provider-sso',
  '@aws-sdk/credential-provider-web-identity',
  '@smithy/credential-provider-imds',
];

const Stamp = z.object({ inputs: z.record(z.string(), z.string()), tool: z.string(), entries: z.array(z.string()) });

const all = [...Object.values(httpFunctions), ...Object.values(eventFunctions)];
const hashOf = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

const unchanged = (stampPath: string, root: string, tool: string, entries: readonly string[]): boolean => {
  if (!existsSync(stampPath)) return false;
  const stamp = Stamp.safeParse(JSON.parse(readFileSync(stampPath, 'utf8')));
  if (!stamp.success || stamp.data.tool !== tool || stamp.data.entries.join() !== entries.join()) return false;
  return Object.entries(stamp.data.inputs).every(([path, hash]) => {
    const full = resolve(root, path);
    return existsSync(full) && hashOf(full) === hash;
  });
};

/**
 * Bundles every function in one run into `out/<function>/index.mjs`, or keeps what is there when no input changed.
 * `root` is the repository; throws one sentence naming each entry file that is missing.
 */
export const bundleFunctions = (
  root: string,
  out: string,
  specs: readonly { id: string; entry: string }[] = all,
): Bundles => {
  const missing = specs.filter(({ entry }) => !existsSync(join(root, entry)));
  if (missing.length > 0) {
    const names = missing.map(({ id, entry }) => `${entry} (${id})`).join(', ');
    throw new Error(`These functions have no entry file yet: ${names}`);
  }
  const stampPath = join(out, 'stamp.json');
  const metaPath = join(out, 'meta.json');
  const tool = hashOf(join(import.meta.dirname, 'bundle.ts')) + hashOf(join(root, 'package-lock.json'));
  const entries = specs.map(({ id, entry }) => `${id}=${entry}`);
  const reused = unchanged(stampPath, root, tool, entries);
  if (!reused) {
    rmSync(out, { recursive: true, force: true });
    mkdirSync(out, { recursive: true });
    const { metafile } = buildSync({
      absWorkingDir: root,
      entryPoints: Object.fromEntries(specs.map(({ id, entry }) => [`${id}/index`, entry])),
      outdir: out,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      platform: 'node',
      target: 'node24',
      format: 'esm',
      minify: true,
      // Tables of East Asian characters stay characters: escaped they would be half as long again.
      charset: 'utf8',
      sourcemap: true,
      sourcesContent: false,
      legalComments: 'external',
      mainFields: ['module', 'main'],
      external: neverAsked,
      banner: { js: banner },
      metafile: true,
      logLevel: 'error',
    });
    refuseLooseEnds(metafile);
    writeFileSync(metaPath, JSON.stringify(metafile));
    const inputs = Object.fromEntries(ownInputs(metafile).map((path) => [path, hashOf(resolve(root, path))]));
    writeFileSync(stampPath, JSON.stringify({ inputs, tool, entries }));
  }
  const byEntry = new Map(specs.map(({ id, entry }) => [entry, join(out, id)]));
  const sizes = Object.fromEntries(specs.map(({ id }) => [id, readFileSync(join(out, id, 'index.mjs')).length]));
  const bundleOf = (entry: string): string => {
    const folder = byEntry.get(entry);
    if (folder === undefined) throw new Error(`${entry} is not in the list of functions`);
    return folder;
  };
  return { bundleOf, sizes, reused };
};

/** A bundle has nothing beside it: what it imports outright must be Node's own. */
const refuseLooseEnds = (metafile: Metafile): void => {
  const loose = Object.entries(metafile.outputs).flatMap(([output, { imports }]) =>
    imports
      .filter(({ kind, path }) => kind === 'import-statement' && !isBuiltin(path))
      .map(({ path }) => `${output} needs ${path}`),
  );
  if (loose.length > 0) throw new Error(`A bundle does not stand alone: ${loose.join(', ')}`);
};

/** Packages change only with the lockfile, which is in the stamp; so our own files are enough to look at. */
const ownInputs = (metafile: Metafile): string[] =>
  Object.keys(metafile.inputs).filter((path) => !path.startsWith('node_modules/') && !path.includes('/node_modules/'));
