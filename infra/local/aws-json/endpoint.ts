import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { jsonServiceError } from '../sigv4/failures.ts';
import { type CredentialLookup, verifySigV4 } from '../sigv4/verify.ts';
import { AwsError } from './errors.ts';

// The largest body any of these services accepts is far below this; it bounds what one request can hold in memory.
const LARGEST_BODY = 1_048_576;

export interface Caller {
  readonly principal: string;
}

export type Action = (input: unknown, caller: Caller) => unknown;
export type Actions = Readonly<Record<string, Action>>;

export interface JsonService {
  /** The name in the credential scope, such as `kms`. */
  readonly service: string;
  /** The part of `x-amz-target` before the dot, such as `TrentService`. */
  readonly target: string;
  readonly region: string;
  readonly now: () => Date;
  readonly credentials: CredentialLookup;
  readonly actions: Actions;
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > LARGEST_BODY) throw new AwsError('RequestEntityTooLargeException', 'The request is too large.', 413);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function findAction(service: JsonService, request: IncomingMessage): Action {
  const header = request.headers['x-amz-target'];
  const [target, name] = typeof header === 'string' ? header.split('.', 2) : [];
  const action = target === service.target && name && Object.hasOwn(service.actions, name) && service.actions[name];
  if (request.method === 'POST' && action) return action;
  throw new AwsError('UnknownOperationException', `${service.service} has no operation ${String(header)} here.`);
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new AwsError('SerializationException', 'The body is not JSON in UTF-8.');
  }
}

async function answer(service: JsonService, request: IncomingMessage): Promise<unknown> {
  const body = await readBody(request);
  const verified = verifySigV4({
    method: request.method ?? 'GET',
    url: request.url ?? '/',
    headers: request.headers,
    service: service.service,
    region: service.region,
    now: service.now(),
    credentials: service.credentials,
    body,
  });
  if (!verified.ok) {
    const { name, status } = jsonServiceError(verified.code);
    throw new AwsError(name, verified.message, status);
  }
  const action = findAction(service, request);
  return await action(parseJson(body), { principal: verified.principal });
}

function send(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body ?? {});
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.1',
    'content-length': Buffer.byteLength(text),
    'x-amzn-requestid': randomUUID(),
    // What was not read of a refused body must not be taken for the next request.
    ...(status === 413 ? { connection: 'close' } : {}),
  });
  response.end(text);
}

/** A request listener that speaks AWS JSON 1.1: checks the signature, finds the action, shapes the answer or the error. */
export function jsonEndpoint(service: JsonService): RequestListener {
  return (request, response) => {
    answer(service, request).then(
      (body) => send(response, 200, body),
      (error: unknown) => {
        if (error instanceof AwsError) send(response, error.status, { __type: error.name, message: error.message });
        else {
          console.error(`${service.service}:`, error);
          send(response, 500, { __type: 'InternalFailure', message: 'The local service failed; its log says why.' });
        }
      },
    );
  };
}
