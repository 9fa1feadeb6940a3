import { type Import, importsOf } from './imports.ts';

/** Source text by path from the root. */
export type Sources = ReadonlyMap<string, string>;
export interface Problem {
  readonly rule: string;
  readonly file: string;
  readonly says: string;
}

const capabilities = new Set(
  'catalogue circulation patrons staff vault backups audit training intake search notices settings jobs approvals sessions'.split(
    ' ',
  ),
);
/** Along which operations may use another capability; everybody may use the last three. */
const along: Readonly<Record<string, readonly string[]>> = {
  circulation: ['catalogue', 'patrons', 'settings'],
  intake: ['catalogue', 'vault'],
  // An index is made of what it indexes (docs/adr says why the design's list is longer by this one).
  search: ['catalogue'],
  patrons: ['vault'],
};
const forAll = new Set(['audit', 'jobs', 'approvals']);

const top = (path: string): string => path.split('/')[0] ?? '';
const capabilityOf = (path: string): string | undefined => {
  const [first, second] = path.split('/');
  return first === 'shared' && second !== undefined && capabilities.has(second) ? second : undefined;
};
const isRules = (path: string): boolean => /^shared\/[^/]+\/rules\.ts$/.test(path);
const isSdk = (name: string): boolean => name.startsWith('@aws-sdk/') || name.startsWith('@smithy/');

type Check = (found: Import) => string | undefined;

const checks: Readonly<Record<string, Check>> = {
  'contracts import zod alone': ({ from, target, own }) =>
    from.startsWith('shared/contracts/') && !(own ? target.startsWith('shared/contracts/') : target === 'zod')
      ? `imports ${target}`
      : undefined,
  'only shared/aws imports the AWS SDK': ({ from, target }) =>
    isSdk(target) && /^(shared|functions|web)\//.test(from) && !from.startsWith('shared/aws/')
      ? `imports ${target}`
      : undefined,
  'web imports shared/contracts alone': ({ from, target, own }) =>
    own && top(from) === 'web' && top(target) !== 'web' && !target.startsWith('shared/contracts/')
      ? `imports ${target}`
      : undefined,
  'shared stands on nothing above it': ({ from, target, own }) =>
    own && top(from) === 'shared' && top(target) !== 'shared' ? `imports ${target}` : undefined,
  'functions stand on shared': ({ from, target, own }) =>
    own && top(from) === 'functions' && !['shared', 'functions', 'package.json'].includes(top(target))
      ? `imports ${target}`
      : undefined,
  'the cloud knows contracts alone': ({ from, target, own }) =>
    own &&
    /^infra\/([^/]+\.ts|stacks\/|constructs\/)/.test(from) &&
    top(target) !== 'infra' &&
    !target.startsWith('shared/contracts/')
      ? `imports ${target}`
      : undefined,
  'the kernel does no I/O': ({ from, target, own }) =>
    from.startsWith('shared/kernel/') &&
    (own
      ? !/^shared\/(kernel|contracts)\//.test(target)
      : (target.startsWith('node:') && target !== 'node:crypto') || isSdk(target))
      ? `imports ${target}`
      : undefined,
  'capabilities use each other along the graph': ({ from, target }) => {
    const [user, used] = [capabilityOf(from), capabilityOf(target)];
    if (user === undefined || used === undefined || user === used || forAll.has(used)) return undefined;
    return along[user]?.includes(used) === true ? undefined : `${user} imports ${used} (${target})`;
  },
  'pages carry no code of the server': ({ from, target }) =>
    top(from) === 'web' && target.startsWith('node:') && !/^web\/[^/]+\.ts$/.test(from)
      ? `imports ${target}`
      : undefined,
};

const direct = (imports: readonly Import[]): Problem[] =>
  imports.flatMap((found) =>
    Object.entries(checks).flatMap(([rule, check]) => {
      const says = check(found);
      return says === undefined ? [] : [{ rule, file: found.from, says }];
    }),
  );

/** Everything reached at run time from a file; type imports vanish and reach nothing. */
const reach = (start: string, byFile: ReadonlyMap<string, readonly Import[]>): Import[] => {
  const seen = new Set([start]);
  const found: Import[] = [];
  const todo = [start];
  for (let file = todo.pop(); file !== undefined; file = todo.pop()) {
    for (const one of byFile.get(file) ?? []) {
      if (one.typeOnly) continue;
      found.push(one);
      if (one.own && !seen.has(one.target)) {
        seen.add(one.target);
        todo.push(one.target);
      }
    }
  }
  return found;
};

const impureText = /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bprocess\.|\bcrypto\.|\bfetch\(|\bsetTimeout\(/;
const impureFile = /^shared\/aws\/|-store\.ts$|\/operations\.ts$/;

const purity = (sources: Sources, byFile: ReadonlyMap<string, readonly Import[]>): Problem[] =>
  [...sources].flatMap(([file, source]) => {
    if (!isRules(file)) return [];
    const rule = 'rules.ts is pure';
    const text = impureText.exec(source);
    const reached = reach(file, byFile).filter(
      ({ target, own }) => target.startsWith('node:') || isSdk(target) || (own && impureFile.test(target)),
    );
    return [
      ...(text === null ? [] : [{ rule, file, says: `uses ${text[0]}` }]),
      ...reached.map(({ from, target }) => ({ rule, file, says: `reaches ${target} through ${from}` })),
    ];
  });

const cycles = (byFile: ReadonlyMap<string, readonly Import[]>): Problem[] => {
  const done = new Set<string>();
  const problems: Problem[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    const at = path.indexOf(file);
    if (at >= 0) {
      const says = [...path.slice(at), file].join(' → ');
      problems.push({ rule: 'no cycles', file, says });
      return;
    }
    if (done.has(file)) return;
    for (const { own, target, typeOnly } of byFile.get(file) ?? []) {
      if (own && !typeOnly && byFile.has(target)) visit(target, [...path, file]);
    }
    done.add(file);
  };
  for (const file of byFile.keys()) visit(file, []);
  return problems;
};

/** Every breach of the import rules of the house. */
export const boundaryProblems = (sources: Sources): readonly Problem[] => {
  const byFile = new Map([...sources].map(([file, source]) => [file, importsOf(file, source)]));
  return [...direct([...byFile.values()].flat()), ...purity(sources, byFile), ...cycles(byFile)];
};

/** The names of all rules, for the test that breaks each of them. */
export const boundaryRules: readonly string[] = [...Object.keys(checks), 'rules.ts is pure', 'no cycles'];
