import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const resource = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  Condition: z.string().optional(),
});

const template = z.object({
  Resources: z.record(z.string(), resource).default({}),
  Parameters: z.record(z.string(), z.looseObject({ Type: z.string(), Default: z.unknown().optional() })).default({}),
  Outputs: z
    .record(z.string(), z.looseObject({ Value: z.unknown(), Export: z.object({ Name: z.unknown() }).optional() }))
    .default({}),
  Conditions: z.record(z.string(), z.unknown()).default({}),
  Mappings: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown()))).default({}),
});
export type Template = z.infer<typeof template>;

const manifest = z.object({
  artifacts: z.record(
    z.string(),
    z.looseObject({
      type: z.string(),
      environment: z.string().optional(),
      properties: z.looseObject({ templateFile: z.string().optional(), stackName: z.string().optional() }).optional(),
    }),
  ),
});
const assets = z.object({
  files: z.record(z.string(), z.object({ source: z.looseObject({ path: z.string().optional() }) })).default({}),
});

export interface Stack {
  readonly name: string;
  readonly template: Template;
}

export interface Assembly {
  readonly region: string;
  readonly stacks: readonly Stack[];
  /** The folder of an asset, from the hash in its `S3Key`. */
  readonly assetPath: (hash: string) => string;
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** Reads what the CDK synthesised: every stack's template and where its assets lie. */
export function readAssembly(folder: string): Assembly {
  const { artifacts } = manifest.parse(readJson(join(folder, 'manifest.json')));
  const stacks: Stack[] = [];
  const paths = new Map<string, string>();
  const regions = new Set<string>();
  for (const [id, { type, properties, environment }] of Object.entries(artifacts)) {
    if (type !== 'aws:cloudformation:stack' || properties?.templateFile === undefined) continue;
    stacks.push({
      name: properties.stackName ?? id,
      template: template.parse(readJson(join(folder, properties.templateFile))),
    });
    regions.add(environment?.split('/').at(-1) ?? '');
    const assetFile = join(folder, `${id}.assets.json`);
    if (!existsSync(assetFile)) continue;
    for (const [hash, { source }] of Object.entries(assets.parse(readJson(assetFile)).files)) {
      if (source.path !== undefined) paths.set(hash, join(folder, source.path));
    }
  }
  const [region] = regions;
  if (region === undefined || regions.size !== 1) throw new Error('The templates must be for one region.');
  const assetPath = (hash: string) => {
    const path = paths.get(hash);
    if (path === undefined) throw new Error(`The assembly has no asset ${hash}.`);
    return path;
  };
  return { region, stacks, assetPath };
}
