import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLambda, type LocalLambda } from '../../../infra/local/lambda/lambda.ts';

const dir = mkdtempSync(join(tmpdir(), 'lambda-'));
let lambda: LocalLambda;

function define(name: string, code: string, more: { timeoutSeconds?: number } = {}): void {
  const codeDir = join(dir, 'code', name);
  mkdirSync(codeDir, { recursive: true });
  writeFileSync(join(codeDir, 'index.mjs'), code);
  lambda.define({
    name,
    arn: `arn:aws:lambda:eu-central-1:000000000000:function:${name}`,
    codeDir,
    handler: 'index.handler',
    memoryMb: 256,
    timeoutSeconds: more.timeoutSeconds ?? 10,
    environment: { GREETING: 'hello' },
    credentials: { accessKeyId: 'AKIAFN', secretAccessKey: 'secret' },
  });
}

beforeAll(async () => {
  lambda = await createLambda({ dir, sharedEnv: { AWS_REGION: 'eu-central-1' }, concurrency: 3 });
});
afterAll(async () => {
  await lambda.close();
  rmSync(dir, { recursive: true, force: true });
});

describe('a function', () => {
  it('gets its event, its context and its environment, and stays warm', async () => {
    define(
      'warm',
      `let count = 0;
       export const handler = async (event, context) => {
         console.log('a line for the log');
         const { GREETING, AWS_REGION, AWS_ACCESS_KEY_ID, HOME } = process.env;
         return { event, count: ++count, GREETING, AWS_REGION, AWS_ACCESS_KEY_ID, HOME,
           left: context.getRemainingTimeInMillis() > 9000, name: context.functionName };
       };`,
    );
    const first = await lambda.invoke('warm', '{"é":1}');
    const second = await lambda.invoke('warm', '{}');
    expect(JSON.parse(first.payload)).toEqual({
      event: { é: 1 },
      count: 1,
      GREETING: 'hello',
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'AKIAFN',
      left: true,
      name: 'warm',
    });
    expect(JSON.parse(second.payload)).toMatchObject({ count: 2 });
    expect(readFileSync(join(dir, 'logs', 'warm.log'), 'utf8')).toContain('a line for the log');
  });

  it('that throws, exits or cannot be loaded is an error, and works again at the next call', async () => {
    define(
      'weak',
      `export const handler = async ({ how }) => {
         if (how === 'throw') throw new TypeError('no');
         if (how === 'exit') process.exit(3);
         return 'fine';
       };`,
    );
    define('broken', 'throw new Error("cannot start"); export const handler = 1;');
    const outcome = async (name: string, how: string) => {
      const { ok, payload } = await lambda.invoke(name, JSON.stringify({ how }));
      return { ok, ...JSON.parse(ok ? '{}' : payload) };
    };
    expect(await outcome('weak', 'throw')).toMatchObject({ ok: false, errorType: 'TypeError', errorMessage: 'no' });
    expect(await outcome('weak', 'exit')).toMatchObject({ ok: false, errorType: 'Runtime.ExitError' });
    expect(await outcome('weak', 'work')).toEqual({ ok: true });
    expect(await outcome('broken', 'work')).toMatchObject({ ok: false, errorMessage: 'cannot start' });
  });

  it('is killed when its time is over', async () => {
    define('slow', 'export const handler = () => new Promise((done) => setTimeout(done, 60_000));', {
      timeoutSeconds: 1,
    });
    const { ok, payload } = await lambda.invoke('slow', '{}');
    expect(ok).toBe(false);
    expect(payload).toContain('Task timed out after 1.00 seconds');
  });

  it('may not take or give more than 6 MB', async () => {
    define('big', "export const handler = ({ size }) => 'x'.repeat(size);");
    const asked = await lambda.invoke('big', JSON.stringify({ size: 7_000_000 }));
    expect(asked).toMatchObject({ ok: false, payload: expect.stringContaining('ResponseSizeTooLarge') });
    const sent = await lambda.invoke('big', JSON.stringify({ size: 1, fill: 'x'.repeat(7_000_000) }));
    expect(sent).toMatchObject({ ok: false, payload: expect.stringContaining('too large') });
    expect(await lambda.invoke('big', '{"size":2}')).toEqual({ ok: true, payload: '"xx"' });
  });

  it('is throttled when as many run as the account may have, and what can wait is let in later', async () => {
    define('hold', 'export const handler = ({ ms }) => new Promise((done) => setTimeout(done, ms, ms));');
    const three = [1, 2, 3].map(() => lambda.invoke('hold', '{"ms":300}'));
    await expect(lambda.invoke('hold', '{"ms":1}')).rejects.toMatchObject({ name: 'TooManyRequestsException' });
    const patient = lambda.invokeWhenFree('hold', '{"ms":1}');
    expect((await Promise.all(three)).every(({ ok }) => ok)).toBe(true);
    expect(await patient).toEqual({ ok: true, payload: '1' });
  });
});
