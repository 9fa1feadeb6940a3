import { extname } from 'node:path';

/** A value for a parameter of a stack; those that are not named keep the value they have. */
export type Parameters = Readonly<Record<`Strongroom${'Api' | 'Web'}:${'OriginSecret' | 'OriginSecretNext'}`, string>>;

/** Arguments for the CDK's own command line; an argument is one text, so that no shell ever reads it. */
export const deployArguments = (assembly: string, parameters: Partial<Parameters>): readonly string[] => [
  'deploy',
  '--all',
  '--app',
  assembly,
  '--require-approval',
  'never',
  '--progress',
  'events',
  '--no-notices',
  ...Object.entries(parameters).flatMap(([name, value]) => ['--parameters', `${name}=${value}`]),
];

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.map': 'application/json',
};

/** How a page file is served. Throws for a kind of file that nobody has thought about. */
export const pageHeaders = (path: string): { readonly ContentType: string; readonly CacheControl: string } => {
  const ContentType = types[extname(path)];
  if (ContentType === undefined) throw new Error(`${path}: no content type is known for this kind of file`);
  // Files under assets/ carry a hash in their names and never change; everything else is asked for each time.
  const lasting = path.split('/').includes('assets');
  return { ContentType, CacheControl: lasting ? 'public, max-age=31536000, immutable' : 'no-cache' };
};

/** What somebody with a domain elsewhere must enter there, in words. */
export const dnsAdvice = (names: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(names).map(([name, target]) => `  ${name}  CNAME  ${target}`);
