import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import type { ObjectCreatedEvent } from '../../../infra/local/s3/events.ts';
import { createS3, type S3Options, type S3Service } from '../../../infra/local/s3/server.ts';
import type { AccessRequest, RecordedCall } from '../../../infra/local/s3/types.ts';

export const REGION = 'eu-west-1';
export const SECRET = 'a-secret-of-the-tests';

export interface Rig {
  readonly dir: string;
  readonly s3: S3Service;
  readonly client: S3Client;
  readonly endpoint: string;
  readonly calls: RecordedCall[];
  readonly events: ObjectCreatedEvent[];
  readonly errors: unknown[];
  /** Moves the service's clock; clients keep the real one. */
  readonly clock: { offsetMs: number };
  clientAs(accessKeyId: string): S3Client;
  files(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

export interface RigOptions {
  readonly dir?: string;
  readonly deny?: (request: AccessRequest) => boolean;
  readonly hasList?: (request: AccessRequest) => boolean;
  readonly options?: Partial<S3Options>;
}

/** Any access key is known; its name is its principal. `AKUNKNOWN` is not. */
export async function startRig({ dir: given, deny, hasList, options }: RigOptions = {}): Promise<Rig> {
  const dir = given ?? (await mkdtemp(join(tmpdir(), 'strongroom-s3-')));
  const calls: RecordedCall[] = [];
  const events: ObjectCreatedEvent[] = [];
  const errors: unknown[] = [];
  const clock = { offsetMs: 0 };
  const s3 = await createS3({
    dir,
    now: () => new Date(Date.now() + clock.offsetMs),
    region: REGION,
    accountId: '123456789012',
    credentials: (id) => (id === 'AKUNKNOWN' ? undefined : { secretAccessKey: SECRET, principal: id }),
    access: (request) => ({ effect: deny?.(request) ? 'deny' : 'allow', hasList: hasList?.(request) ?? true }),
    record: (call) => void calls.push(call),
    onEvent: (event) => void events.push(event),
    onError: (error) => void errors.push(error),
    ...options,
  });
  const port = await s3.listen(0);
  const endpoint = `http://127.0.0.1:${port}`;
  const clients: S3Client[] = [];
  const clientAs = (accessKeyId: string): S3Client => {
    const client = new S3Client({
      region: REGION,
      endpoint,
      forcePathStyle: true,
      maxAttempts: 1,
      credentials: { accessKeyId, secretAccessKey: SECRET },
    });
    clients.push(client);
    return client;
  };
  return {
    dir,
    s3,
    endpoint,
    calls,
    events,
    errors,
    clock,
    clientAs,
    client: clientAs('AKTEST'),
    files: async () => {
      const entries = await readdir(join(dir, 's3'), { recursive: true, withFileTypes: true });
      return entries.filter((entry) => entry.isFile() && entry.name.includes('@')).map((entry) => entry.name);
    },
    stop: async () => {
      for (const client of clients) client.destroy();
      await s3.close();
      if (given === undefined) await rm(dir, { recursive: true, force: true });
    },
  };
}

/** What a request failed with, as AWS's code and status; `none` when it did not fail. */
export async function failure(request: Promise<unknown>): Promise<{ code: string; status: number | undefined }> {
  try {
    await request;
    return { code: 'none', status: undefined };
  } catch (error) {
    if (!(error instanceof S3ServiceException)) throw error;
    return { code: error.name, status: error.$metadata.httpStatusCode };
  }
}

/** Deterministic bytes that do not repeat in step with any buffer size. */
export function bytes(size: number, seed = 1): Buffer<ArrayBuffer> {
  const out = Buffer.alloc(size);
  let state = seed >>> 0 || 1;
  for (let i = 0; i < size; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    out[i] = state >>> 24;
  }
  return out;
}
