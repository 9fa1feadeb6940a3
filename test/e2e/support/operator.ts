import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import * as z from 'zod';

const ROOT = resolve(import.meta.dirname, '../../..');
const Result = z.looseObject({ command: z.string(), ok: z.boolean() });

export interface Ran {
  readonly code: number;
  /** The one JSON object on stdout. */
  readonly result: z.infer<typeof Result>;
  readonly said: string;
}

/** An operator's command as npm runs it. */
export const operate = (command: 'backup' | 'drill' | 'restore', args: readonly string[]): Promise<Ran> =>
  new Promise((done, fail) => {
    const child = spawn(process.execPath, [`infra/operator/${command}.ts`, ...args], { cwd: ROOT });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (part: Buffer) => out.push(part));
    child.stderr.on('data', (part: Buffer) => err.push(part));
    child.once('error', fail);
    child.once('close', (code) => {
      const said = Buffer.concat(err).toString('utf8');
      const lines = Buffer.concat(out).toString('utf8').trimEnd().split('\n');
      const [line = ''] = lines;
      if (lines.length !== 1 || line === '')
        fail(new Error(`${command} wrote no single result:\n${lines.join('\n')}\n${said}`));
      else done({ code: code ?? 1, result: Result.parse(JSON.parse(line)), said });
    });
  });
