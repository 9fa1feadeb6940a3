import { createHash, randomUUID } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { strongroom } from '../../../infra/app.ts';
import type { Deployment } from '../../../infra/config.ts';

const root = resolve(import.meta.dirname, '../../..');

const common = { region: 'eu-central-1', monthlyBudgetUsd: 15, signingKey: 'ed25519' } as const;
const certificateArn = 'arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-4000-8000-000000000000';
const hosts = {
  catalogue: 'catalogue.library.example',
  console: 'console.library.example',
  files: 'files.library.example',
};

/** The three ways a library is deployed, with fixed settings, so that nobody's cdk.json changes a test. */
const deployments = {
  practice: {
    ...common,
    mode: 'practice',
    scanner: 'parameter',
    mail: { from: 'backups@library.localhost', identity: 'library.localhost' },
  },
  trial: { ...common, mode: 'trial', scanner: 'guardduty' },
  production: {
    ...common,
    mode: 'production',
    scanner: 'guardduty',
    alarmEmail: 'manager@library.example',
    mail: { from: 'backups@library.example', identity: 'library.example' },
    domain: { name: 'library.example', certificateArn, hostedZoneId: 'Z0123456789ABCDEFGHIJ' },
    hosts,
  },
} as const satisfies Record<string, Deployment>;
export type Way = keyof typeof deployments;

const Resource = z.looseObject({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  DeletionPolicy: z.string().optional(),
  UpdateReplacePolicy: z.string().optional(),
});
const Template = z.looseObject({
  Resources: z.record(z.string(), Resource),
  Parameters: z.record(z.string(), z.looseObject({ Type: z.string() })).default({}),
  Outputs: z.record(z.string(), z.unknown()).default({}),
});

export interface Found extends z.infer<typeof Resource> {
  readonly stack: string;
  readonly id: string;
}

export interface Library {
  readonly folder: string;
  readonly templates: ReadonlyMap<string, z.infer<typeof Template>>;
  readonly all: readonly Found[];
  readonly ofType: (type: string) => readonly Found[];
  /** The one resource of a type whose logical id begins so. */
  readonly one: (type: string, begins: string) => Found;
}

/** Functions' code is not under test here: each bundle is an empty handler. */
const standIn = (folder: string, entry: string): string => {
  const place = join(folder, entry.replaceAll('/', '-'));
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'index.mjs'), `export const handler = () => '${entry}';\n`);
  return place;
};

/** Synthesised once for all test files that ask while the sources stay the same: the folder appears whole. */
const folderOf = (way: Way): string => {
  const hash = createHash('sha256');
  const patterns = ['infra/*.ts', 'infra/{stacks,constructs}/**/*.ts', 'shared/contracts/**/*.ts', 'package-lock.json'];
  patterns.push('test/infra/support/library.ts');
  for (const file of patterns.flatMap((pattern) => globSync(pattern, { cwd: root })).sort()) {
    hash.update(file).update(readFileSync(join(root, file)));
  }
  const home = join(root, '.local/test-templates', way);
  const done = join(home, hash.digest('hex').slice(0, 16));
  if (existsSync(done)) return done;
  const making = join(root, '.local/test-templates', `making-${randomUUID()}`);
  mkdirSync(making, { recursive: true });
  const bundleOf = (entry: string) => standIn(join(making, 'code'), entry);
  strongroom({ deployment: deployments[way], bundleOf, outdir: join(making, 'out'), flags: {} }).synth();
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  try {
    renameSync(making, done);
  } catch (error) {
    // Another test file was quicker; its templates are the same.
    rmSync(making, { recursive: true, force: true });
    if (!existsSync(done)) throw error;
  }
  return done;
};

export const library = (way: Way): Library => {
  const folder = join(folderOf(way), 'out');
  const names = globSync('*.template.json', { cwd: folder }).sort();
  const templates = new Map(
    names.map((name) => [
      name.replace('.template.json', ''),
      Template.parse(JSON.parse(readFileSync(join(folder, name), 'utf8'))),
    ]),
  );
  const all = [...templates].flatMap(([stack, template]) =>
    Object.entries(template.Resources).map(([id, resource]) => ({ ...resource, stack, id })),
  );
  const ofType = (type: string) => all.filter((resource) => resource.Type === type);
  return {
    folder,
    templates,
    all,
    ofType,
    one: (type, begins) => {
      const [found, ...more] = ofType(type).filter(({ id }) => id.startsWith(begins));
      if (found === undefined || more.length > 0) throw new Error(`${begins}: ${more.length + 1} of ${type}`);
      return found;
    },
  };
};
