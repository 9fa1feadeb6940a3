import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { SYNC_PAYLOAD_LIMIT } from './definition.ts';

export interface Invocation {
  readonly id: string;
  readonly arn: string;
  readonly payload: string;
  readonly deadline: number;
}

/** What one function process does at the runtime API. */
export interface RuntimePeer {
  /** Waits until there is work. Rejects when the process is to end. */
  readonly next: () => Promise<Invocation>;
  readonly respond: (id: string, payload: string) => void;
  readonly fail: (id: string, payload: string) => void;
  readonly initFailed: (payload: string) => void;
}

const OVERSIZE = JSON.stringify({
  errorType: 'Function.ResponseSizeTooLarge',
  errorMessage: `Response payload size exceeded maximum allowed payload size (${SYNC_PAYLOAD_LIMIT} bytes).`,
  trace: [],
});

async function readText(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    // Read on to the end, so that the function hears an answer, but keep nothing.
    if (size <= SYNC_PAYLOAD_LIMIT) chunks.push(bytes);
  }
  return size > SYNC_PAYLOAD_LIMIT ? undefined : Buffer.concat(chunks).toString('utf8');
}

async function answer(peer: RuntimePeer, path: string, request: IncomingMessage, response: ServerResponse) {
  if (request.method === 'GET' && path === '/invocation/next') {
    const { id, arn, payload, deadline } = await peer.next();
    response.writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': id,
      'lambda-runtime-invoked-function-arn': arn,
      'lambda-runtime-deadline-ms': String(deadline),
    });
    response.end(payload);
    return;
  }
  const text = await readText(request);
  const [, id = '', outcome] = /^\/invocation\/([^/]+)\/(response|error)$/.exec(path) ?? [];
  if (path === '/init/error') peer.initFailed(text ?? OVERSIZE);
  else if (outcome === 'error' || (outcome === 'response' && text === undefined)) peer.fail(id, text ?? OVERSIZE);
  else if (outcome === 'response' && text !== undefined) peer.respond(id, text);
  else {
    response.writeHead(404).end('{}');
    return;
  }
  response.writeHead(202, { 'content-type': 'application/json' }).end('{"status":"OK"}');
}

/**
 * The Lambda runtime API (version 2018-06-01) for many processes: each is told an address of its own, whose first
 * path segment names it.
 */
export function runtimeApi(peers: ReadonlyMap<string, RuntimePeer>): RequestListener {
  return (request, response) => {
    const [, peerId = '', path = ''] = /^\/([^/]+)\/2018-06-01\/runtime(\/.*)$/.exec(request.url ?? '') ?? [];
    const peer = peers.get(peerId);
    if (!peer) {
      response.writeHead(404).end('{}');
      return;
    }
    answer(peer, path, request, response).catch(() => response.destroy());
  };
}
