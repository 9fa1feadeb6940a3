import type { IncomingHttpHeaders } from 'node:http';
import type { Matched } from './routes.ts';

export interface EventInput {
  readonly method: string;
  /** As it came: path and query, still encoded. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly sourceIp: string;
  readonly matched: Matched;
  readonly requestId: string;
  readonly now: Date;
  readonly apiId: string;
  readonly accountId: string;
  readonly region: string;
}

const TEXT = /^(text\/.*|application\/(json|javascript|xml))$/;

function isText(contentType: string | undefined): boolean {
  return TEXT.test((contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? '');
}

function joined(headers: IncomingHttpHeaders): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (name === 'cookie' || value === undefined) continue;
    plain[name] = typeof value === 'string' ? value : value.join(',');
  }
  return plain;
}

function queryOf(search: string): Record<string, string> | undefined {
  if (search === '') return undefined;
  const found: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(search)) {
    found[name] = name in found ? `${found[name]},${value}` : value;
  }
  return found;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function commonLogTime(at: Date): string {
  const iso = at.toISOString();
  return `${iso.slice(8, 10)}/${MONTHS[at.getUTCMonth()]}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`;
}

/**
 * The request in payload format 2.0.
 * Source: "Create AWS Lambda proxy integrations for HTTP APIs": cookies apart, lower-case header names, repeated
 * headers and query names joined by commas, a body that is not text in base64, a decoded path.
 */
export function httpEvent(input: EventInput): Record<string, unknown> {
  const { method, headers, matched, body, now } = input;
  const mark = input.url.indexOf('?');
  const rawPath = decodeURIComponent(mark < 0 ? input.url : input.url.slice(0, mark));
  const rawQueryString = mark < 0 ? '' : input.url.slice(mark + 1);
  const cookies = headers.cookie?.split(';').map((cookie) => cookie.trim());
  const text = isText(headers['content-type']);
  const queryStringParameters = queryOf(rawQueryString);
  const { routeKey } = matched.route;
  const domainName = `${input.apiId}.execute-api.${input.region}.amazonaws.com`;
  return {
    version: '2.0',
    routeKey,
    rawPath,
    rawQueryString,
    ...(cookies ? { cookies } : {}),
    headers: joined(headers),
    ...(queryStringParameters ? { queryStringParameters } : {}),
    requestContext: {
      accountId: input.accountId,
      apiId: input.apiId,
      domainName,
      domainPrefix: input.apiId,
      http: {
        method,
        path: rawPath,
        protocol: 'HTTP/1.1',
        sourceIp: input.sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: input.requestId,
      routeKey,
      stage: '$default',
      time: commonLogTime(now),
      timeEpoch: now.getTime(),
    },
    ...(Object.keys(matched.pathParameters).length > 0 ? { pathParameters: matched.pathParameters } : {}),
    ...(body.length > 0 ? { body: body.toString(text ? 'utf8' : 'base64') } : {}),
    isBase64Encoded: body.length > 0 && !text,
  };
}
