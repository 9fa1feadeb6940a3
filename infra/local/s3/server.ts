import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { CredentialLookup } from '../sigv4/verify.ts';
import { authenticate } from './authenticate.ts';
import { authoriser } from './authorise.ts';
import { openBlobs } from './blobs.ts';
import { bucketStore } from './buckets.ts';
import type { BucketConfigInput } from './config.ts';
import { conflictTracker } from './conflicts.ts';
import type { Core, FaultPoint } from './core.ts';
import { corsHeaders, preflight } from './cors.ts';
import { openDatabase } from './database.ts';
import { dispatch } from './dispatch.ts';
import { asS3Error, S3Error } from './errors.ts';
import type { ObjectCreatedEvent } from './events.ts';
import { type SweepReport, sweepLifecycle } from './lifecycle.ts';
import { openOutbox } from './outbox.ts';
import { errorAnswer, send } from './respond.ts';
import { route } from './router.ts';
import { parseTarget } from './target.ts';
import type { AccessDecision, AccessRequest, Answer, KeyUse, RecordedCall } from './types.ts';
import { uploadStore } from './uploads.ts';
import { versionStore } from './versions.ts';

export interface S3Options {
  /** Objects and metadata lie in `dir/s3`. */
  readonly dir: string;
  readonly now: () => Date;
  readonly region: string;
  readonly accountId: string;
  readonly credentials: CredentialLookup;
  readonly access: (request: AccessRequest) => AccessDecision;
  readonly record: (call: RecordedCall) => void;
  /** Called after the object is durable, in order, again until it does not throw; after a crash perhaps twice. */
  readonly onEvent: (event: ObjectCreatedEvent) => void | Promise<void>;
  /** Asks the key service for a customer's key; to refuse, throw `keyRefusal`. */
  readonly useKey?: (use: KeyUse) => void | Promise<void>;
  /** Told of errors that no client caused. */
  readonly onError?: (error: unknown) => void;
  /** Tests break things here. */
  readonly fault?: (point: FaultPoint, at: { readonly bucket: string; readonly key: string }) => void | Promise<void>;
}

export interface BucketSpec extends BucketConfigInput {
  readonly name: string;
}

export interface S3Service {
  readonly handle: (req: IncomingMessage, res: ServerResponse) => void;
  /** Creates the bucket or brings it to this configuration. @throws S3Error */
  configureBucket(spec: BucketSpec): void;
  listBuckets(): readonly string[];
  /** Removes a bucket that holds no version. @throws S3Error BucketNotEmpty */
  deleteBucket(name: string): Promise<void>;
  /** Applies lifecycle rules as of `now`. */
  sweep(now: Date): SweepReport;
  /** Listens on 127.0.0.1. @param port 0 lets the system choose @returns the port */
  listen(port: number): Promise<number>;
  /** Ends connections, hands over what can be, and closes the files. */
  close(): Promise<void>;
}

// Longer than clients keep an idle connection, so that none is closed under a request that is just being sent.
const IDLE_CONNECTION_MS = 120_000;

/** The error with which `useKey` refuses a disabled or unknown key. */
export function keyRefusal(code: 'KMS.DisabledException' | 'KMS.NotFoundException', message: string): Error {
  return new S3Error(code, message);
}

async function openCore(options: S3Options): Promise<Core> {
  const root = join(options.dir, 's3');
  await mkdir(root, { recursive: true });
  const fault = options.fault ?? (() => undefined);
  const database = openDatabase(join(root, '.metadata.sqlite'));
  const versions = versionStore(database);
  const blobs = await openBlobs(root, fault);
  await blobs.sweepGarbage(versions.knowsBlob);
  return {
    database,
    versions,
    blobs,
    fault,
    buckets: bucketStore(database),
    uploads: uploadStore(database),
    outbox: openOutbox(database, options.onEvent),
    conflicts: conflictTracker(),
    authoriser: authoriser(options.access, options.record, options.now),
    now: options.now,
    newId: () => randomBytes(16).toString('hex'),
    region: options.region,
    accountId: options.accountId,
    managedKeyArn: `arn:aws:kms:${options.region}:${options.accountId}:key/00000000-0000-4000-8000-000000000053`,
    askKey: async (use) => options.useKey?.(use),
  };
}

async function answer(core: Core, options: S3Options, req: IncomingMessage, requestId: string): Promise<Answer> {
  const { method = '', url = '/', headers } = req;
  const target = parseTarget(url, headers);
  if (method === 'OPTIONS') {
    const bucket = target.bucket === undefined ? undefined : core.buckets.find(target.bucket);
    return { status: 200, headers: preflight(bucket?.config, headers) };
  }
  const auth = authenticate(req, { credentials: options.credentials, region: options.region, now: options.now() });
  const operation = route(method, target, headers);
  return dispatch(core, {
    operation,
    bucket: target.bucket ?? '',
    key: target.key ?? '',
    query: target.query,
    headers,
    body: req,
    auth,
    requestId,
    sourceIp: req.socket.remoteAddress ?? '',
  });
}

function corsFor(core: Core, req: IncomingMessage): Record<string, string> {
  const { method = '', url = '/', headers } = req;
  if (headers.origin === undefined || method === 'OPTIONS') return {};
  try {
    const { bucket } = parseTarget(url, headers);
    return bucket === undefined ? {} : corsHeaders(core.buckets.find(bucket)?.config, method, headers);
  } catch {
    return {};
  }
}

function isHangUp(cause: unknown): boolean {
  const codes: readonly unknown[] = ['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET', 'EPIPE'];
  return cause instanceof Error && 'code' in cause && codes.includes(cause.code);
}

async function serve(core: Core, options: S3Options, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const requestId = randomBytes(8).toString('hex').toUpperCase();
  // The service's own time: clients correct their clocks by it.
  const date = options.now().toUTCString();
  const common = { ...corsFor(core, req), 'x-amz-request-id': requestId, server: 'AmazonS3', date };
  try {
    await send(res, await answer(core, options, req, requestId), common);
  } catch (cause) {
    const error = asS3Error(cause);
    // Who hung up is told nothing; half an answer must not look like a whole one.
    if (error.code === 'InternalError' && !isHangUp(cause)) options.onError?.(cause);
    if (res.headersSent || res.destroyed) {
      res.destroy();
      return;
    }
    // The rest of a refused upload is read and dropped: many clients listen only when they have said everything.
    req.resume();
    await send(res, errorAnswer(error, requestId, req.url?.split('?')[0] ?? '/'), common);
  }
}

/** The local S3: the part of the service that this product uses, strict where AWS is strict. */
export async function createS3(options: S3Options): Promise<S3Service> {
  const core = await openCore(options);
  core.outbox.wake();
  const running = new Set<Promise<void>>();
  const handle = (req: IncomingMessage, res: ServerResponse): void => {
    const work: Promise<void> = serve(core, options, req, res)
      .catch((error: unknown) => {
        options.onError?.(error);
        res.destroy();
      })
      .finally(() => running.delete(work));
    running.add(work);
  };
  const server = createServer({ requestTimeout: 0, keepAliveTimeout: IDLE_CONNECTION_MS }, handle);

  return {
    handle,
    configureBucket: ({ name, ...config }) => {
      if (core.buckets.find(name)) core.buckets.configure(name, config);
      else core.buckets.create(name, config, core.now());
    },
    listBuckets: () => core.buckets.all().map(({ name }) => name),
    deleteBucket: async (name) => {
      core.buckets.remove(name);
      await core.blobs.removeBucket(name);
    },
    sweep: (now) => sweepLifecycle(core, now),
    listen: (port) =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, '127.0.0.1', () => {
          const address = server.address();
          if (typeof address === 'object' && address !== null) resolve(address.port);
        });
      }),
    close: async () => {
      if (server.listening) {
        await new Promise<void>((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        });
      }
      await Promise.all(running);
      await core.outbox.close();
      await core.blobs.settled();
      core.database.close();
    },
  };
}
