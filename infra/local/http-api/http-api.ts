import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { ThrottledError } from '../lambda/definition.ts';
import type { LocalLambda } from '../lambda/lambda.ts';
import { answerOf, type HttpAnswer, jsonAnswer } from './answer.ts';
import { httpEvent } from './event.ts';
import { type Route, routeFinder } from './routes.ts';

export interface HttpApiOptions {
  readonly apiId: string;
  readonly accountId: string;
  readonly region: string;
  readonly now: () => Date;
  readonly lambda: Pick<LocalLambda, 'invoke'>;
  readonly routes: readonly Route[];
  readonly log: (line: string) => void;
}

// AWS: payload 10 MB, integration timeout 30 s; neither can be raised.
const LARGEST_BODY = 10 * 1_048_576;
const LONGEST_MS = 30_000;

async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > LARGEST_BODY) return undefined;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function send(response: ServerResponse, answer: HttpAnswer, requestId: string, head: boolean, last: boolean): void {
  const { status, headers, body } = answer;
  const length = status === 204 || status === 304 ? {} : { 'content-length': String(body.length) };
  // What was not read of a refused body must not be taken for the next request.
  const connection = last ? { connection: 'close' } : {};
  for (const [name, value] of Object.entries({ ...headers, ...length, ...connection })) {
    response.setHeader(name, typeof value === 'string' ? value : [...value]);
  }
  response.setHeader('apigw-requestid', requestId);
  response.writeHead(status);
  response.end(head ? undefined : body);
}

function timeLimit(): { readonly over: Promise<undefined>; readonly cancel: () => void } {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), LONGEST_MS);
  return { over: promise, cancel: () => clearTimeout(timer) };
}

/** An HTTP API with Lambda proxy integrations. */
export function httpApi(options: HttpApiOptions): RequestListener {
  const find = routeFinder(options.routes);

  async function call(functionName: string, event: unknown): Promise<HttpAnswer> {
    const limit = timeLimit();
    try {
      const result = await Promise.race([options.lambda.invoke(functionName, JSON.stringify(event)), limit.over]);
      if (result === undefined) return jsonAnswer(503, 'Service Unavailable');
      if (result.ok) return answerOf(result.payload);
      options.log(`${functionName}: ${result.payload.slice(0, 500)}`);
      const tooLarge = result.payload.includes('RequestEntityTooLargeException');
      return tooLarge ? jsonAnswer(413, 'Request Too Long') : jsonAnswer(500, 'Internal Server Error');
    } catch (error) {
      if (error instanceof ThrottledError) return jsonAnswer(503, 'Service Unavailable');
      throw error;
    } finally {
      limit.cancel();
    }
  }

  async function answer(request: IncomingMessage, requestId: string): Promise<HttpAnswer> {
    const { method = 'GET', url = '/' } = request;
    const path = url.split('?')[0] ?? '/';
    let matched: ReturnType<typeof find>;
    try {
      matched = find(method, path);
    } catch {
      return jsonAnswer(400, 'Bad Request');
    }
    if (!matched) return jsonAnswer(404, 'Not Found');
    const body = await readBody(request);
    if (!body) return jsonAnswer(413, 'Request Too Long');
    const { apiId, accountId, region } = options;
    const sourceIp = request.socket.remoteAddress ?? '127.0.0.1';
    const { headers } = request;
    const now = options.now();
    const event = httpEvent({
      method,
      url,
      headers,
      body,
      sourceIp,
      matched,
      requestId,
      now,
      apiId,
      accountId,
      region,
    });
    return call(matched.route.functionName, event);
  }

  return (request, response) => {
    const requestId = randomUUID();
    const head = request.method === 'HEAD';
    answer(request, requestId).then(
      (answered) => send(response, answered, requestId, head, answered.status === 413),
      (error: unknown) => {
        options.log(`http-api: ${error instanceof Error ? error.stack : String(error)}`);
        if (!response.headersSent) send(response, jsonAnswer(500, 'Internal Server Error'), requestId, head, true);
      },
    );
  };
}
