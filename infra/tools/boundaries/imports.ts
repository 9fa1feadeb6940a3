/** One import of one file. `target` is a path from the root for our own files, else the package or node: name. */
export interface Import {
  readonly from: string;
  readonly target: string;
  readonly own: boolean;
  readonly typeOnly: boolean;
}

// Biome formats every file, so statements begin lines and paths stand in single quotes.
const statements = /^(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?'([^']+)'/gm;
const dynamic = /\bimport\(\s*'([^']+)'\s*\)/g;

const join = (folder: string, relative: string): string => {
  const parts = folder === '' ? [] : folder.split('/');
  for (const part of relative.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
};

const resolved = (from: string, name: string, typeOnly: boolean): Import => {
  const own = name.startsWith('.');
  const folder = from.split('/').slice(0, -1).join('/');
  return { from, target: own ? join(folder, name) : name, own, typeOnly };
};

/** Every import of a source file at `path` (from the root, with slashes). */
export const importsOf = (path: string, source: string): readonly Import[] => [
  ...[...source.matchAll(statements)].map((match) => resolved(path, match[2] ?? '', match[1] !== undefined)),
  ...[...source.matchAll(dynamic)].map((match) => resolved(path, match[1] ?? '', false)),
];
