import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { clearStore, getStoreReadonly, saveEmail } from 'aws-ses-v2-local/dist/store.js';
import * as z from 'zod';
import type { RecordCall } from '../aws-json/calls.ts';
import { AwsError } from '../aws-json/errors.ts';
import { type Listening, listen } from '../aws-json/listen.ts';
import { jsonServiceError } from '../sigv4/failures.ts';
import { type CredentialLookup, verifySigV4 } from '../sigv4/verify.ts';
import { startLibrary } from './library.ts';
import { type Message, messageSchema, openMailStore } from './mail-store.ts';
import { bareAddress, parseSendEmail, type SendEmail, sendingIdentity } from './send-request.ts';

const LARGEST_REQUEST = 1_048_576;
const SEND_PATH = '/v2/email/outbound-emails';
const VIEWER_PATHS = new Set(['/', '/store', '/get-emlContent', '/health-check']);
// The viewer is somebody else's page with scripts inside it: it may talk to us and load nothing from elsewhere.
const VIEWER_POLICY =
  "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

export interface SesOptions {
  /** The data folder of the local cloud; mail goes into its `ses` folder. */
  readonly dir: string;
  readonly region: string;
  readonly accountId: string;
  readonly now: () => Date;
  readonly credentials: CredentialLookup;
  readonly record: RecordCall;
  /** Addresses and domains that may send, in small letters; what a template verifies. */
  readonly identities: readonly string[];
}

export interface LocalSes {
  /** The mail viewer at `/`, and `SendEmail` of the second API. */
  readonly handle: RequestListener;
  readonly listen: (port: number, host?: string) => Promise<Listening>;
  /** Everything sent and not cleared, oldest first. */
  readonly messages: () => Message[];
  /** Mail from another part of the local cloud, such as the invitations of the sign-in. */
  readonly deliver: (mail: Mail) => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface Mail {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > LARGEST_REQUEST) throw new AwsError('BadRequestException', 'The request is too large.', 413);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new AwsError('BadRequestException', 'The body is not JSON.');
  }
}

function sendJson(response: ServerResponse, status: number, body: unknown, errorType?: string): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    ...(errorType ? { 'x-amzn-errortype': errorType } : {}),
    ...(status === 413 ? { connection: 'close' } : {}),
  });
  response.end(text);
}

/**
 * The mail service of this machine around `aws-ses-v2-local`, which shows mail but keeps it in memory, checks no
 * signature and ignores what it does not know. One per process: its memory is the module's.
 */
export async function createSes(options: SesOptions): Promise<LocalSes> {
  const { region, now, credentials, record } = options;
  const store = openMailStore(join(options.dir, 'ses'));
  clearStore();
  for (const message of store.all()) saveEmail(message);
  const library = await startLibrary();

  /** The message is on disk before its sender hears of it. */
  async function forward(email: SendEmail): Promise<{ MessageId: string }> {
    const response = await fetch(library.url + SEND_PATH, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'AWS4-HMAC-SHA256 checked' },
      body: JSON.stringify(email),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new AwsError('BadRequestException', JSON.stringify(answer));
    const { MessageId } = z.object({ MessageId: z.string() }).parse(answer);
    const kept = getStoreReadonly().emails.findLast((each) => each.messageId === MessageId);
    store.add(messageSchema.parse(kept));
    return { MessageId };
  }

  async function sendEmail(request: IncomingMessage): Promise<{ MessageId: string }> {
    const body = await readBody(request);
    const { method = '', url = '', headers } = request;
    const verified = verifySigV4({ method, url, headers, service: 'ses', region, now: now(), credentials, body });
    if (!verified.ok) throw new AwsError(jsonServiceError(verified.code).name, verified.message, 403);
    const { pathname } = new URL(url, 'http://localhost');
    if (method !== 'POST' || pathname !== SEND_PATH) {
      throw new AwsError('UnknownOperationException', `ses has no ${method} ${pathname} here.`, 404);
    }
    const email = parseSendEmail(parseJson(body));
    const identity = sendingIdentity(email.FromEmailAddress, options.identities);
    record({
      service: 'ses',
      action: 'SendEmail',
      resource: `arn:aws:ses:${region}:${options.accountId}:identity/${identity}`,
      principal: verified.principal,
      context: { 'ses:FromAddress': bareAddress(email.FromEmailAddress), 'ses:ApiVersion': '2' },
    });
    return forward(email);
  }

  async function viewer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const site = request.headers['sec-fetch-site'];
    if (request.method === 'POST' && url.pathname === '/clear-store' && (site ?? 'same-origin') === 'same-origin') {
      store.clear();
      clearStore();
      return sendJson(response, 200, { message: 'Store cleared' });
    }
    if (request.method !== 'GET' || !VIEWER_PATHS.has(url.pathname)) {
      return sendJson(response, 404, { message: 'There is no such page here.' });
    }
    const answer = await fetch(library.url + url.pathname + url.search);
    const body = Buffer.from(await answer.arrayBuffer());
    response.writeHead(answer.status, {
      'content-type': answer.headers.get('content-type') ?? 'text/plain; charset=utf-8',
      'content-length': body.length,
      'content-security-policy': VIEWER_POLICY,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    response.end(body);
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const host = request.headers.host?.split(':')[0] ?? '';
    // A page elsewhere whose name was pointed at this machine must not read the library's mail.
    if (!['localhost', '127.0.0.1'].includes(host)) return sendJson(response, 421, { message: 'Ask for localhost.' });
    const path = request.url ?? '/';
    if (path.startsWith('/v2/')) return sendJson(response, 200, await sendEmail(request));
    return viewer(request, response);
  }

  const handle: RequestListener = (request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (error instanceof AwsError) return sendJson(response, error.status, { message: error.message }, error.name);
      console.error('ses:', error);
      sendJson(response, 500, { message: 'The mail service failed; its log says why.' }, 'InternalFailure');
    });
  };

  return {
    handle,
    listen: (port, host) => listen(handle, port, host),
    messages: store.all,
    async deliver({ from, to, subject, text }) {
      const Simple = { Subject: { Data: subject }, Body: { Text: { Data: text } } };
      await forward(
        parseSendEmail({ FromEmailAddress: from, Destination: { ToAddresses: [to] }, Content: { Simple } }),
      );
    },
    async close() {
      await library.close();
      store.close();
    },
  };
}
