import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as z from 'zod';

export const root = resolve(import.meta.dirname, '../..');

const Manifest = z.object({ bin: z.union([z.string(), z.record(z.string(), z.string())]) });

/** The script behind a package's command: run by this Node, no shell finds another, and Windows needs no `.cmd`. */
export const scriptOf = (name: string, command = name.split('/').at(-1) ?? name): string => {
  const folder = join(root, 'node_modules', name);
  const { bin } = Manifest.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
  const script = typeof bin === 'string' ? bin : bin[command];
  if (script === undefined) throw new Error(`${name} has no command ${command}`);
  return join(folder, script);
};

export interface Ran {
  readonly code: number;
  readonly output: string;
  readonly seconds: number;
}

/** Runs a script with this Node and gives what it wrote; `inherit` lets it write to the terminal itself. */
export const runNode = (
  args: readonly string[],
  options: { readonly inherit?: boolean; readonly env?: Readonly<Record<string, string>>; readonly cwd?: string } = {},
): Promise<Ran> =>
  new Promise((done, fail) => {
    const started = Date.now();
    const child = spawn(process.execPath, [...args], {
      cwd: options.cwd ?? root,
      env: { ...process.env, ...options.env },
      stdio: options.inherit === true ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    });
    const parts: Buffer[] = [];
    child.stdout?.on('data', (part: Buffer) => parts.push(part));
    child.stderr?.on('data', (part: Buffer) => parts.push(part));
    child.on('error', fail);
    child.on('close', (code) => {
      done({ code: code ?? 1, output: Buffer.concat(parts).toString('utf8'), seconds: (Date.now() - started) / 1000 });
    });
  });
