import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { httpFunctions } from '../../infra/http-functions.ts';
import { bundleFunctions } from '../../infra/tools/bundle.ts';
import { root, runNode } from '../../infra/tools/run-command.ts';
import { median, rounded } from './statistics.ts';

const ROUNDS = 7;
const KB = 1024;
export const HTTP_LIMIT_KB = 600;
const HTTP_LIMIT_MS = 100;

/** What a new container does before its first request can be answered: loads the bundle. */
const LOAD =
  'const began = performance.now(); await import(process.argv[1]); process.stdout.write(String(performance.now() - began));';

const loadMs = async (file: string): Promise<number> => {
  // As in the cloud, where every function is given this option.
  const args = ['--enable-source-maps', '--input-type=module', '--eval', LOAD, pathToFileURL(file).href];
  const { code, output } = await runNode(args);
  const ms = Number(output);
  if (code !== 0 || !Number.isFinite(ms)) throw new Error(`${file} does not load: ${output}`);
  return ms;
};

/**
 * Size of each function, and how long a new process takes to load it above what an empty handler takes in the same run.
 * All are loaded in turn, several times, so that a busy moment of the machine meets all of them alike; medians.
 */
export const benchBundles = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'strongroom-bench-bundles-'));
  try {
    const { sizes } = bundleFunctions(root, folder);
    const empty = join(folder, 'empty.mjs');
    writeFileSync(empty, 'export const handler = async () => ({});\n');
    const files = new Map([
      ['', empty],
      ...Object.keys(sizes).map((id) => [id, join(folder, id, 'index.mjs')] as const),
    ]);
    const times = new Map<string, number[]>();
    for (let round = 0; round < ROUNDS; round += 1)
      for (const [id, file] of files) times.set(id, [...(times.get(id) ?? []), await loadMs(file)]);
    const emptyMs = median(times.get('') ?? []);
    const http = new Set<string>(Object.values(httpFunctions).map(({ id }) => id));
    const functions = Object.entries(sizes).map(([id, bytes]) => ({
      id,
      kb: rounded(bytes / KB, 0),
      overEmptyMs: rounded(median(times.get(id) ?? []) - emptyMs, 0),
      ...(http.has(id) ? { http: true } : {}),
    }));
    const answering = functions.filter(({ http: answers }) => answers === true);
    return {
      rounds: ROUNDS,
      emptyMs,
      functions,
      largestHttpKb: Math.max(...answering.map(({ kb }) => kb)),
      slowestHttpOverEmptyMs: Math.max(...answering.map(({ overEmptyMs }) => overEmptyMs)),
      aims: { httpKb: HTTP_LIMIT_KB, httpOverEmptyMs: HTTP_LIMIT_MS },
      ratio: {
        of: 'median load of the HTTP functions over an empty handler',
        value: rounded((emptyMs + median(answering.map(({ overEmptyMs }) => overEmptyMs))) / emptyMs, 1),
      },
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
