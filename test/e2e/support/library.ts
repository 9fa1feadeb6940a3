import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import { fiveFreePorts } from './ports.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
// A first start writes templates and pages; on a machine shared by many that takes its time.
const LONGEST_MS = 240_000;
const KEPT_OUTPUT = 20_000;

const Account = z.object({
  role: z.enum(['manager', 'cataloguer', 'clerk', 'patron']),
  username: z.string(),
  password: z.string(),
  totpSecret: z.string().optional(),
});
export type Account = z.infer<typeof Account>;

const Ready = z.object({
  catalogue: z.url(),
  console: z.url(),
  mail: z.url(),
  signIn: z.url(),
  aws: z.object({
    endpoints: z.object({ dynamodb: z.url(), s3: z.url(), kms: z.url() }),
    accessKeyId: z.string(),
    secretAccessKey: z.string(),
    region: z.string(),
  }),
  accounts: z.array(Account),
});
export type Ready = z.infer<typeof Ready>;

export interface Library {
  readonly ready: Ready;
  readonly dataDir: string;
  readonly port: number;
  readonly account: (role: Account['role'], which?: number) => Account;
  /** Ctrl-C. */
  readonly stop: () => Promise<void>;
  /** SIGKILL to the start and to everything it started, at once. */
  readonly kill: () => Promise<void>;
}

const ended = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

const gone = (child: ChildProcess): Promise<void> =>
  ended(child) ? Promise.resolve() : new Promise((resolve) => child.once('exit', () => resolve()));

/** `npm start` as somebody types it, in a folder of its own and on ports nobody uses. */
export const startLibrary = async (
  folder: string,
  options: { readonly empty?: boolean; readonly forRestore?: boolean; readonly port?: number } = {},
): Promise<Library> => {
  const dataDir = join(folder, 'data');
  const readyFile = join(folder, 'ready.json');
  // One left by a library that was killed says nothing of this one.
  rmSync(readyFile, { force: true });
  const args = ['infra/local/start.mjs', '--data', dataDir, '--ready-file', readyFile];
  const port = options.port ?? (await fiveFreePorts());
  // A group of its own, so that a kill reaches the database and every function too.
  const child = spawn(
    process.execPath,
    [
      ...args,
      '--port',
      String(port),
      ...(options.empty === true ? ['--empty'] : []),
      ...(options.forRestore === true ? ['--for-restore'] : []),
    ],
    { cwd: ROOT, detached: true, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let said = '';
  const hear = (bytes: Buffer) => {
    said = (said + bytes.toString('utf8')).slice(-KEPT_OUTPUT);
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const group = child.pid;
  const kill = async () => {
    if (group === undefined) return;
    try {
      process.kill(-group, 'SIGKILL');
    } catch {
      // The group ended by itself.
    }
    await gone(child);
  };
  // A test run that is stopped half-way must not leave a library behind.
  const lastWish = () => {
    if (group !== undefined && !ended(child)) process.kill(-group, 'SIGKILL');
  };
  process.once('exit', lastWish);
  child.once('exit', () => process.off('exit', lastWish));
  const until = Date.now() + LONGEST_MS;
  while (!existsSync(readyFile)) {
    if (ended(child)) throw new Error(`the library did not open:\n${said}`);
    if (Date.now() > until) {
      await kill();
      throw new Error(`the library was not open in time:\n${said}`);
    }
    await delay(100);
  }
  const ready = Ready.parse(JSON.parse(readFileSync(readyFile, 'utf8')));
  return {
    ready,
    dataDir,
    port,
    account: (role, which = 0) => {
      const found = ready.accounts.filter((one) => one.role === role)[which];
      if (found === undefined) throw new Error(`no practice account of a ${role}`);
      return found;
    },
    stop: async () => {
      if (!ended(child)) child.kill('SIGTERM');
      await Promise.race([gone(child), delay(30_000, undefined, { ref: false })]);
      await kill();
    },
    kill,
  };
};
