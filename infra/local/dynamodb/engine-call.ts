import { Agent, request as httpRequest } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { AwsError } from '../aws-json/errors.ts';
import type { Engine } from './child.ts';

const CONTENT_TYPE = 'application/x-amz-json-1.0';
// The engine reads the shape of these and believes any signature; ours was checked in front of it.
const UNSIGNED =
  'AWS4-HMAC-SHA256 Credential=local/20000101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=0';

export interface EngineAnswer {
  readonly status: number;
  readonly body: Buffer;
}

export type CallEngine = (target: string, body: Buffer | string) => Promise<EngineAnswer>;

function once(agent: Agent, url: string, target: string, body: Buffer | string): Promise<EngineAnswer> {
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': CONTENT_TYPE,
      'content-length': Buffer.byteLength(body),
      'x-amz-target': target,
      'x-amz-date': '20000101T000000Z',
      authorization: UNSIGNED,
    };
    const outgoing = httpRequest(url, { method: 'POST', agent, headers }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => resolve({ status: incoming.statusCode ?? 500, body: Buffer.concat(chunks) }));
      incoming.on('error', reject);
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

/**
 * Calls the engine. While it is being started again nothing was sent, so the call waits; a connection that breaks in
 * the middle may have written, so that is the caller's to retry, as on AWS.
 */
export function engineCaller(engine: Engine): { readonly call: CallEngine; readonly close: () => void } {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  async function call(target: string, body: Buffer | string): Promise<EngineAnswer> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await once(agent, engine.url(), target, body);
      } catch (error) {
        if (codeOf(error) !== 'ECONNREFUSED' || attempt >= 100) {
          throw new AwsError('InternalServerError', 'The local DynamoDB broke off; try again.', 500);
        }
        await delay(50);
      }
    }
  }
  return { call, close: () => agent.destroy() };
}

/** One call of our own to the engine, answered as parsed JSON. @throws AwsError with the engine's own refusal */
export async function engineJson(call: CallEngine, operation: string, input: unknown): Promise<unknown> {
  const target = operation.includes('.') ? operation : `DynamoDB_20120810.${operation}`;
  const { status, body } = await call(target, JSON.stringify(input));
  const parsed: unknown = JSON.parse(body.toString('utf8'));
  if (status === 200) return parsed;
  const refusal: unknown = typeof parsed === 'object' && parsed !== null ? parsed : {};
  const text = JSON.stringify(refusal);
  const name = /"__type":"(?:[^"]*#)?([^"]+)"/.exec(text)?.[1] ?? 'InternalServerError';
  const message = /"[mM]essage":"((?:[^"\\]|\\.)*)"/.exec(text)?.[1] ?? text;
  throw new AwsError(name, message, status);
}
