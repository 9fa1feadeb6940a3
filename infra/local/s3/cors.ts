import { type HeaderMap, headerValue } from '../sigv4/canonical.ts';
import type { BucketConfig, CorsRule } from './config.ts';
import { S3Error } from './errors.ts';

/** `*` stands for any run of characters; AWS allows one in an origin or header. */
function matches(pattern: string, value: string): boolean {
  const [before = '', after] = pattern.split('*', 2);
  if (after === undefined) return pattern === value;
  return value.length >= before.length + after.length && value.startsWith(before) && value.endsWith(after);
}

function requestedHeaders(headers: HeaderMap): readonly string[] {
  const text = headerValue(headers, 'access-control-request-headers') ?? '';
  return text
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
}

function findRule(
  rules: readonly CorsRule[],
  origin: string,
  method: string,
  wanted: readonly string[],
): CorsRule | undefined {
  return rules.find(
    (rule) =>
      rule.allowedOrigins.some((pattern) => matches(pattern, origin)) &&
      rule.allowedMethods.some((allowed) => allowed === method) &&
      wanted.every((name) => rule.allowedHeaders.some((pattern) => matches(pattern.toLowerCase(), name))),
  );
}

function ruleHeaders(rule: CorsRule, origin: string): Record<string, string> {
  const anyone = rule.allowedOrigins.includes('*');
  return {
    'access-control-allow-origin': anyone ? '*' : origin,
    'access-control-allow-methods': rule.allowedMethods.join(', '),
    ...(!anyone && { 'access-control-allow-credentials': 'true' }),
    ...(rule.exposeHeaders.length > 0 && { 'access-control-expose-headers': rule.exposeHeaders.join(', ') }),
    vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
  };
}

/**
 * The answer to a browser's preflight.
 * @throws S3Error AccessForbidden when no rule allows it
 */
export function preflight(config: BucketConfig | undefined, headers: HeaderMap): Record<string, string> {
  const origin = headerValue(headers, 'origin');
  const method = headerValue(headers, 'access-control-request-method');
  if (origin === undefined || method === undefined) {
    throw new S3Error('InvalidRequest', 'Insufficient information. Origin request header needed.');
  }
  if (!config || config.cors.length === 0) {
    throw new S3Error('AccessForbidden', 'CORSResponse: CORS is not enabled for this bucket.');
  }
  const wanted = requestedHeaders(headers);
  const rule = findRule(config.cors, origin, method, wanted);
  if (!rule) {
    throw new S3Error(
      'AccessForbidden',
      'CORSResponse: This CORS request is not allowed: no rule of the bucket names this origin, method and these headers.',
    );
  }
  return {
    ...ruleHeaders(rule, origin),
    ...(wanted.length > 0 && { 'access-control-allow-headers': wanted.join(', ') }),
    ...(rule.maxAgeSeconds !== undefined && { 'access-control-max-age': String(rule.maxAgeSeconds) }),
  };
}

/** What a browser needs on the actual answer, errors included; nothing where no rule matches. */
export function corsHeaders(
  config: BucketConfig | undefined,
  method: string,
  headers: HeaderMap,
): Record<string, string> {
  const origin = headerValue(headers, 'origin');
  const rule = origin === undefined ? undefined : findRule(config?.cors ?? [], origin, method, []);
  return rule && origin !== undefined ? ruleHeaders(rule, origin) : {};
}
