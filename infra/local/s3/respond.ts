import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { S3Error } from './errors.ts';
import type { Answer } from './types.ts';
import { xmlDocument } from './xml.ts';

export function errorAnswer(error: S3Error, requestId: string, resource: string): Answer {
  const headers = { ...error.extras.headers };
  if (error.status === 304) return { status: 304, headers };
  const content = {
    Code: error.code,
    Message: error.message,
    ...error.extras.elements,
    Resource: resource,
    RequestId: requestId,
  };
  return { status: error.status, headers, body: xmlDocument('Error', content, { bare: true }) };
}

/**
 * Sends an answer. The first bytes of a stream are read before the head goes out, so that a missing file is still an
 * honest error; an error later can only break the connection, which the client notices by the length.
 */
export async function send(
  res: ServerResponse,
  answer: Answer,
  common: Readonly<Record<string, string>>,
): Promise<void> {
  const { body } = answer;
  const headers = { ...answer.headers, ...common };
  if (body === undefined || typeof body === 'string') {
    const bytes = Buffer.from(body ?? '', 'utf8');
    const type = body === undefined ? {} : { 'content-type': 'application/xml' };
    const length = answer.status === 204 || answer.status === 304 ? {} : { 'content-length': String(bytes.length) };
    res.writeHead(answer.status, { ...length, ...type, ...headers });
    res.end(bytes);
    return;
  }
  const first = await body.next();
  async function* all(stream: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
    try {
      if (first.done) return;
      yield first.value;
      yield* stream;
    } finally {
      await stream.return(undefined);
    }
  }
  res.writeHead(answer.status, headers);
  await pipeline(Readable.from(all(body), { objectMode: false }), res);
}
