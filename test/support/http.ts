import { randomBytes } from 'node:crypto';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import * as z from 'zod';
import type { System } from '../../shared/aws/system.ts';
import type { Site } from '../../shared/contracts/operation.ts';
import { cookieName } from '../../shared/sessions/cookies.ts';
import { openSession, type Session, secretHash } from '../../shared/sessions/session-store.ts';

export const ORIGINS = {
  console: 'https://console.library.test',
  catalogue: 'https://catalogue.library.test',
} as const;
const SECRET = 'the-secret-of-the-distributions';

export const httpEnvironment = {
  CONSOLE_ORIGIN: ORIGINS.console,
  CATALOGUE_ORIGIN: ORIGINS.catalogue,
  LIBRARY_MODE: 'practice',
  ORIGIN_SECRET: SECRET,
} as const;

/** Sets names in this process's environment; gives back what puts them as they were. */
export const setEnvironment = (names: Readonly<Record<string, string>>): (() => void) => {
  const before = Object.keys(names).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, names);
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
};

type Handler = (event: APIGatewayProxyEventV2, context: Context) => unknown;

export interface Ask {
  readonly site?: Site;
  readonly body?: unknown;
  readonly query?: Record<string, string>;
  readonly cookies?: readonly string[];
  /** Laid over those a browser on the site's own page sends; an undefined one is left out. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

export interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly code: string | undefined;
  readonly params: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly cookies: readonly string[];
  readonly headers: Readonly<Record<string, unknown>>;
}

const Answer = z.strictObject({
  statusCode: z.int(),
  headers: z.record(z.string(), z.string()).optional(),
  cookies: z.array(z.string()).optional(),
  body: z.string().optional(),
});
const Problem = z.object({ code: z.string(), params: z.record(z.string(), z.unknown()) });

/** A request as API Gateway hands it to a function, from a page of one of our sites unless told otherwise. */
export const eventOf = (method: string, path: string, ask: Ask = {}): APIGatewayProxyEventV2 => {
  const site = ask.site ?? 'console';
  const headers: Record<string, string> = {};
  const given: Record<string, string | undefined> = {
    'x-origin-secret': SECRET,
    'x-strongroom-site': site,
    origin: ORIGINS[site],
    'sec-fetch-site': 'same-origin',
    'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0',
    ...(ask.body === undefined ? {} : { 'content-type': 'application/json' }),
    ...ask.headers,
  };
  for (const [name, value] of Object.entries(given)) if (value !== undefined) headers[name] = value;
  return {
    version: '2.0',
    routeKey: `${method} ${path}`,
    rawPath: path,
    rawQueryString: new URLSearchParams(ask.query).toString(),
    headers,
    cookies: [...(ask.cookies ?? [])],
    ...(ask.query === undefined ? {} : { queryStringParameters: ask.query }),
    ...(ask.body === undefined ? {} : { body: typeof ask.body === 'string' ? ask.body : JSON.stringify(ask.body) }),
    isBase64Encoded: false,
    requestContext: {
      accountId: '000000000000',
      apiId: 'api',
      domainName: 'api.test',
      domainPrefix: 'api',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' },
      requestId: 'request-1',
      routeKey: `${method} ${path}`,
      stage: '$default',
      time: '',
      timeEpoch: 0,
    },
  };
};

const context: Context = {
  callbackWaitsForEmptyEventLoop: false,
  functionName: 'test',
  functionVersion: '1',
  invokedFunctionArn: 'arn:aws:lambda:eu-central-1:000000000000:function:test',
  memoryLimitInMB: '512',
  awsRequestId: 'invocation-1',
  logGroupName: 'test',
  logStreamName: 'test',
  getRemainingTimeInMillis: () => 28_000,
  done: () => undefined,
  fail: () => undefined,
  succeed: () => undefined,
};

/** Sends an event to a function, and reads its answer as a browser would. */
export const send = async (handler: Handler, event: APIGatewayProxyEventV2): Promise<Reply> => {
  const answer = Answer.parse(await handler(event, context));
  const text = answer.body ?? '';
  const body: unknown = text === '' ? undefined : JSON.parse(text);
  const problem = Problem.safeParse(body);
  return {
    status: answer.statusCode,
    body,
    text,
    code: problem.data?.code,
    params: problem.data?.params ?? {},
    cookies: answer.cookies ?? [],
    headers: answer.headers ?? {},
  };
};

export const ask = (handler: Handler, method: string, path: string, what: Ask = {}): Promise<Reply> =>
  send(handler, eventOf(method, path, what));

/** A key for one intent, as a browser makes one. */
export const intentKey = (): string => randomBytes(12).toString('hex');

/** Opens a session as a finished sign-in does; gives its cookie. */
export const signInAs = async (
  system: System,
  personId: string,
  site: Site,
  more: Partial<Session> = {},
): Promise<{ cookie: string; hash: string }> => {
  const secret = randomBytes(32).toString('base64url');
  const now = Date.now();
  const at = new Date(now).toISOString();
  await openSession(system, {
    personId,
    site,
    openedAt: at,
    lastSeenAt: at,
    endsAt: new Date(now + 3_600_000).toISOString(),
    authTime: at,
    device: 'Firefox on Linux',
    deviceClass: 'own',
    hash: secretHash(secret),
    expires: Math.ceil(now / 1000) + 3600,
    ...more,
  });
  return { cookie: `${cookieName[site]}=${personId}.${secret}`, hash: secretHash(secret) };
};
