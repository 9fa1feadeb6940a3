import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { writeMiniAssembly } from './mini-assembly.ts';

const started = z.object({
  queueUrl: z.string(),
  enginePid: z.number(),
  aws: z.object({
    accessKeyId: z.string(),
    secretAccessKey: z.string(),
    region: z.string(),
    endpoints: z.object({ dynamodb: z.string(), sqs: z.string() }),
  }),
});
const CHILD = fileURLToPath(new URL('./cloud-child.ts', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'killed-'));
let child: ChildProcess | undefined;

async function start(dirs: readonly string[]) {
  child = spawn(process.execPath, [CHILD, ...dirs], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (!child.stdout) throw new Error('no output');
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return started.parse(JSON.parse(String(line)));
}
async function kill(): Promise<void> {
  const ending = child;
  if (!ending) return;
  child = undefined;
  const ended = once(ending, 'exit');
  ending.kill('SIGKILL');
  await ended;
}
function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
afterEach(async () => {
  await kill();
  rmSync(root, { recursive: true, force: true });
});

it('killed under load, the cloud has every acknowledged item and message at the next start, and leaves no orphan', async () => {
  const mini = writeMiniAssembly(root);
  const dirs = [join(root, 'data'), mini.assemblyDir, mini.pagesDir];
  const first = await start(dirs);
  const credentials = { accessKeyId: first.aws.accessKeyId, secretAccessKey: first.aws.secretAccessKey };
  const common = { region: first.aws.region, credentials, maxAttempts: 1 };
  const dynamo = new DynamoDBClient({ ...common, endpoint: first.aws.endpoints.dynamodb });
  const sqs = new SQSClient({ ...common, endpoint: first.aws.endpoints.sqs });
  const items: number[] = [];
  const messages: number[] = [];
  const write = async (n: number) => {
    await dynamo.send(new PutItemCommand({ TableName: 'Mini-Table', Item: { PK: { S: `k${n}` } } }));
    items.push(n);
    await sqs.send(new SendMessageCommand({ QueueUrl: first.queueUrl, MessageBody: `m${n}` }));
    messages.push(n);
  };
  const writes = Array.from({ length: 300 }, (_, n) => write(n).catch(() => undefined));
  await vi.waitFor(() => expect(messages.length).toBeGreaterThan(20), { timeout: 20_000, interval: 5 });
  await kill();
  await Promise.all(writes);
  await vi.waitFor(() => expect(alive(first.enginePid)).toBe(false), { timeout: 5000 });

  const second = await start(dirs);
  const again = new DynamoDBClient({ ...common, endpoint: second.aws.endpoints.dynamodb });
  for (const n of items) {
    const { Item } = await again.send(new GetItemCommand({ TableName: 'Mini-Table', Key: { PK: { S: `k${n}` } } }));
    expect(Item).toBeDefined();
  }
  const lines = (name: string) =>
    new Set(existsSync(mini.out(name)) ? readFileSync(mini.out(name), 'utf8').split('\n') : []);
  await vi.waitFor(
    () => {
      const worker = lines('worker');
      const stream = lines('stream');
      expect(messages.filter((n) => !worker.has(`m${n}`))).toEqual([]);
      expect(items.filter((n) => !stream.has(`INSERT k${n}`))).toEqual([]);
    },
    { timeout: 30_000, interval: 100 },
  );
  for (const client of [dynamo, sqs, again]) client.destroy();
}, 90_000);
