import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import * as z from 'zod';
import type { RecordCall } from '../aws-json/calls.ts';
import { AwsError } from '../aws-json/errors.ts';
import { EXPORT_PLACE } from '../recorder/implied.ts';
import { jsonServiceError } from '../sigv4/failures.ts';
import { type CredentialLookup, verifySigV4 } from '../sigv4/verify.ts';
import type { DynamoNames } from './arns.ts';
import type { CallEngine } from './engine-call.ts';
import { neededFor } from './requests.ts';

// AWS: the largest request, a batch of writes, is 16 MB.
const LARGEST_BODY = 16 * 1_048_576;
const STREAM_OPERATIONS = new Set(['ListStreams', 'DescribeStream', 'GetShardIterator', 'GetRecords']);
const WRITES = new Set(['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem', 'TransactWriteItems']);
// Their answers name tables by ARN, and the engine has a region and an account of its own.
const WITH_ARNS = new Set(['CreateTable', 'DeleteTable', 'DescribeTable', 'UpdateTable', ...STREAM_OPERATIONS]);

export type OwnAction = (body: unknown, principal: string) => unknown;

export interface FrontOptions {
  readonly names: DynamoNames;
  readonly region: string;
  readonly now: () => Date;
  readonly credentials: CredentialLookup;
  readonly record: RecordCall;
  readonly call: CallEngine;
  readonly onWrite?: (() => void) | undefined;
  /** Operations the engine does not have. */
  readonly own: Readonly<Record<string, OwnAction>>;
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > LARGEST_BODY) throw new AwsError('RequestEntityTooLargeException', 'The request is over 16 MB.', 413);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function send(response: ServerResponse, status: number, body: Buffer | string): void {
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.0',
    'content-length': Buffer.byteLength(body),
    'x-amzn-requestid': randomUUID(),
    ...(status === 413 ? { connection: 'close' } : {}),
  });
  response.end(body);
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new AwsError('SerializationException', 'The body is not JSON in UTF-8.');
  }
}

const destination = z.looseObject({ S3Bucket: z.string(), S3Prefix: z.string().optional() });

function exportPlace(input: unknown): Record<string, string> {
  const { data } = destination.safeParse(input);
  return data ? { [EXPORT_PLACE]: `${data.S3Bucket}/${data.S3Prefix ?? ''}` } : {};
}

interface Target {
  readonly header: string;
  readonly operation: string;
  readonly streams: boolean;
}

function targetOf(request: IncomingMessage): Target {
  const header = String(request.headers['x-amz-target'] ?? '');
  const [api = '', operation = ''] = header.split('.', 2);
  const streams = api === 'DynamoDBStreams_20120810';
  if (request.method !== 'POST' || !(streams ? STREAM_OPERATIONS.has(operation) : api === 'DynamoDB_20120810')) {
    throw new AwsError('UnknownOperationException', `dynamodb has no operation ${header} here.`);
  }
  return { header, operation, streams };
}

/** DynamoDB as clients see it: the signature is checked, the call recorded, and the engine or our own code answers. */
export function dynamoFront(options: FrontOptions): RequestListener {
  const { names, record } = options;

  async function answer(request: IncomingMessage): Promise<{ status: number; body: Buffer | string }> {
    const body = await readBody(request);
    const verified = verifySigV4({
      method: request.method ?? 'GET',
      url: request.url ?? '/',
      headers: request.headers,
      service: 'dynamodb',
      region: options.region,
      now: options.now(),
      credentials: options.credentials,
      body,
    });
    if (!verified.ok) {
      const { name, status } = jsonServiceError(verified.code);
      throw new AwsError(name, verified.message, status);
    }
    const { principal } = verified;
    const { header, operation, streams } = targetOf(request);
    if (streams) return passOn(header, names.inward(body.toString('utf8')), true);
    const input = parse(body);
    const needed = neededFor(operation, input, names);
    const context = operation === 'ExportTableToPointInTime' ? exportPlace(input) : {};
    for (const need of needed ?? [])
      record({ service: 'dynamodb', ...need, principal, context: { ...context, ...need.context } });
    const own = Object.hasOwn(options.own, operation) ? options.own[operation] : undefined;
    if (own) return { status: 200, body: JSON.stringify(await own(input, principal)) };
    const answered = await passOn(header, body, WITH_ARNS.has(operation));
    if (WRITES.has(operation)) options.onWrite?.();
    return answered;
  }

  async function passOn(header: string, body: Buffer | string, withArns: boolean) {
    const answered = await options.call(header, body);
    if (!withArns) return answered;
    return { status: answered.status, body: names.outward(answered.body.toString('utf8')) };
  }

  return (request, response) => {
    answer(request).then(
      ({ status, body }) => send(response, status, body),
      (error: unknown) => {
        if (error instanceof AwsError) {
          const __type = `com.amazonaws.dynamodb.v20120810#${error.name}`;
          send(response, error.status, JSON.stringify({ __type, message: error.message }));
        } else {
          console.error('dynamodb:', error);
          send(response, 500, JSON.stringify({ __type: 'InternalServerError', message: 'The local service failed.' }));
        }
      },
    );
  };
}
