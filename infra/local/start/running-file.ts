import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { Names, namesFrom } from '../../operator/names.ts';
import type { LocalCloud } from '../runner/cloud.ts';
import { writePrivately } from './accounts.ts';
import { alive } from './data-folder.ts';

const file = (dir: string): string => join(dir, 'running.json');

const Running = z.object({
  pid: z.int(),
  aws: z.object({
    accessKeyId: z.string(),
    secretAccessKey: z.string(),
    region: z.string(),
    endpoints: z.record(z.string(), z.string()),
  }),
  addresses: z.object({ console: z.string(), catalogue: z.string(), mail: z.string() }),
  names: Names,
});
export type Running = z.infer<typeof Running>;

/** While a library runs, its folder says where it answers: for the operator's commands. */
export const writeRunning = (dir: string, cloud: Pick<LocalCloud, 'aws' | 'addresses' | 'graph'>): void => {
  const names = namesFrom(cloud.graph.output);
  writePrivately(file(dir), { pid: process.pid, aws: cloud.aws, addresses: cloud.addresses, names });
};

export const removeRunning = (dir: string): void => rmSync(file(dir), { force: true });

/** The library that runs in a folder; undefined when none does, also after one was killed. */
export const readRunning = (dir: string): Running | undefined => {
  if (!existsSync(file(dir))) return undefined;
  const running = Running.parse(JSON.parse(readFileSync(file(dir), 'utf8')));
  return alive(running.pid) ? running : undefined;
};
