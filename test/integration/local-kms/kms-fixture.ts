import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KMSClient } from '@aws-sdk/client-kms';
import type { AwsCall } from '../../../infra/local/aws-json/calls.ts';
import { createKms } from '../../../infra/local/kms/kms.ts';

export const REGION = 'eu-central-1';
export const ACCOUNT = '000000000000';
export const ACCESS = { accessKeyId: 'AKIALOCALTEST', secretAccessKey: 'test-secret' };

export function knownKeys(accessKeyId: string) {
  const { secretAccessKey } = ACCESS;
  return accessKeyId === ACCESS.accessKeyId ? { secretAccessKey, principal: 'role/desk' } : undefined;
}

export interface Clock {
  offset: number;
}

/** A running local KMS, a client of it, and a clock that a test can move. */
export async function startKms(dir = mkdtempSync(join(tmpdir(), 'kms-'))) {
  const clock: Clock = { offset: 0 };
  const calls: AwsCall[] = [];
  const kms = createKms({
    dir,
    region: REGION,
    accountId: ACCOUNT,
    now: () => new Date(Date.now() + clock.offset),
    credentials: knownKeys,
    record: (call) => calls.push(call),
  });
  const server = await kms.listen(0);
  const clientFor = (credentials: typeof ACCESS) =>
    new KMSClient({
      endpoint: server.url,
      region: REGION,
      credentials,
      maxAttempts: 1,
    });
  const client = clientFor(ACCESS);
  const stop = async () => {
    client.destroy();
    await server.close();
    kms.close();
  };
  const remove = async () => {
    await stop();
    rmSync(dir, { recursive: true, force: true });
  };
  return { dir, kms, client, clientFor, calls, clock, url: server.url, stop, remove };
}

export type RunningKms = Awaited<ReturnType<typeof startKms>>;
