import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Hosts } from '../config.ts';
import { bundleFunctions } from './bundle.ts';
import { synthesise } from './synthesise.ts';

export interface AssemblyOptions {
  /** The repository. */
  readonly root: string;
  readonly outdir: string;
  readonly practice: boolean;
  readonly hosts?: Hosts;
}

export interface Assembly {
  readonly outdir: string;
  /** Code of each function in bytes. */
  readonly sizes: Readonly<Record<string, number>>;
  readonly reused: { readonly bundles: boolean; readonly templates: boolean };
}

/** All that a template is made of, apart from the bundles. */
const sources = ['infra/*.ts', 'infra/{stacks,constructs,tools}/**/*.ts', 'shared/contracts/**/*.ts'] as const;

const fingerprint = (options: AssemblyOptions, bundleStamp: string): string => {
  const hash = createHash('sha256').update(JSON.stringify([options.practice, options.hosts ?? null]));
  const files = sources.flatMap((pattern) => globSync(pattern, { cwd: options.root })).sort();
  for (const file of [...files, 'cdk.json', 'package-lock.json']) {
    hash.update(file).update(readFileSync(join(options.root, file)));
  }
  return hash.update(readFileSync(bundleStamp)).digest('hex');
};

/**
 * The synthesised library: bundles in `.local/bundles`, templates and assets in `outdir`. Both are kept when
 * nothing they are made of has changed. Throws when an entry file is missing or cdk-nag finds something.
 */
export const assemble = (options: AssemblyOptions): Assembly => {
  const { root, outdir, practice, hosts } = options;
  const out = join(root, '.local/bundles');
  const { bundleOf, sizes, reused } = bundleFunctions(root, out);
  const made = fingerprint(options, join(out, 'stamp.json'));
  const mark = join(outdir, 'made-from.txt');
  const templates = existsSync(mark) && readFileSync(mark, 'utf8') === made;
  if (!templates) {
    synthesise({ root, outdir, practice, bundleOf, ...(hosts === undefined ? {} : { hosts }) });
    writeFileSync(mark, made);
  }
  return { outdir, sizes, reused: { bundles: reused, templates } };
};
