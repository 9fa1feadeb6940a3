import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';

const START = resolve(import.meta.dirname, '../../../infra/local/start.mjs');
const dir = mkdtempSync(join(tmpdir(), 'library-'));
const readyFile = join(dir, 'ready.json');
const ready = z.object({
  catalogue: z.string(),
  console: z.string(),
  mail: z.string(),
  files: z.string(),
  signIn: z.string(),
  aws: z.object({
    endpoints: z.object({ dynamodb: z.string(), s3: z.string(), kms: z.string() }),
    accessKeyId: z.string(),
    secretAccessKey: z.string(),
    region: z.string(),
  }),
  accounts: z.array(
    z.object({ role: z.string(), username: z.string(), password: z.string(), totpSecret: z.string().optional() }),
  ),
});
const running: ReturnType<typeof run>[] = [];

function run(args: readonly string[]) {
  const child = spawn(process.execPath, [START, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { text: '' };
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (bytes: Buffer) => {
      said.text += bytes.toString('utf8');
    });
  }
  return { child, said, ended: once(child, 'exit') };
}
function start(args: readonly string[]) {
  const started = run(args);
  running.push(started);
  return started;
}
/** The first of five ports in a row that nothing uses. */
async function freePorts(): Promise<number> {
  for (let first = 20_000 + (process.pid % 20_000); ; first += 10) {
    const free = await Promise.all(
      [0, 1, 2, 3, 4].map(
        (n) =>
          new Promise<boolean>((done) => {
            const probe = createServer();
            probe.once('error', () => done(false));
            probe.listen(first + n, '127.0.0.1', () => probe.close(() => done(true)));
          }),
      ),
    );
    if (free.every(Boolean)) return first;
  }
}
afterEach(async () => {
  for (const { child, ended } of running.splice(0)) {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await ended;
    }
  }
  rmSync(dir, { recursive: true, force: true });
});

describe('npm start', () => {
  it('opens the library, says where it is, closes at Ctrl-C, and opens the same library again', async () => {
    const port = await freePorts();
    const args = ['--data', join(dir, 'data'), '--port', String(port), '--ready-file', readyFile, '--empty'];
    const open = async () => {
      const started = start(args);
      await vi.waitFor(
        () => {
          if (started.child.exitCode !== null) throw new Error(`ended: ${started.said.text}`);
          expect(existsSync(readyFile)).toBe(true);
        },
        { timeout: 150_000, interval: 100 },
      );
      return { started, facts: ready.parse(JSON.parse(readFileSync(readyFile, 'utf8'))) };
    };
    const first = await open();
    expect(statSync(readyFile).mode & 0o077).toBe(0);
    expect(first.facts.catalogue).toBe(`http://localhost:${port}`);
    expect(first.facts.signIn).toBe(`http://localhost:${port + 4}`);
    for (const site of [first.facts.catalogue, first.facts.console]) {
      expect((await fetch(`${site}/api/health`)).status).toBe(200);
      expect(await (await fetch(site)).text()).toContain('<html');
    }
    const staff = first.facts.accounts.filter(({ role }) => role !== 'patron');
    expect(first.facts.accounts.map(({ role }) => role)).toEqual(
      expect.arrayContaining(['manager', 'clerk', 'patron']),
    );
    expect(staff.every(({ totpSecret }) => totpSecret !== undefined)).toBe(true);
    const { aws } = first.facts;
    const credentials = { accessKeyId: aws.accessKeyId, secretAccessKey: aws.secretAccessKey };
    const dynamo = new DynamoDBClient({ endpoint: aws.endpoints.dynamodb, region: aws.region, credentials });
    expect((await dynamo.send(new ListTablesCommand({}))).TableNames?.length).toBe(4);
    dynamo.destroy();

    const beside = start(args.map((arg) => (arg === readyFile ? join(dir, 'other.json') : arg)));
    expect(await beside.ended).toEqual([1, null]);
    expect(beside.said.text).toContain('is running already');

    first.started.child.kill('SIGINT');
    expect(await first.started.ended).toEqual([0, null]);
    expect(existsSync(readyFile)).toBe(false);

    const second = await open();
    expect(second.facts.accounts).toEqual(first.facts.accounts);
    second.started.child.kill('SIGTERM');
    expect(await second.started.ended).toEqual([0, null]);
  }, 240_000);

  it('says in one sentence that a port is in use', async () => {
    const taken = createServer();
    await new Promise<void>((done) => taken.listen(0, '127.0.0.1', done));
    const address = taken.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const started = start(['--data', join(dir, 'taken'), '--port', String(port - 1)]);
    expect(await started.ended).toEqual([1, null]);
    expect(started.said.text).toMatch(/^Port \d+, for the \w+, is in use\..*\n$/);
    await new Promise((done) => taken.close(done));
  });
});
