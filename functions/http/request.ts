import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Operation } from '../../shared/contracts/operation.ts';
import { AppError } from '../../shared/kernel/app-error.ts';

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const bodyOf = (event: APIGatewayProxyEventV2): object => {
  if (event.body === undefined || event.body === '') return {};
  if (!/^application\/json\b/.test(event.headers['content-type'] ?? ''))
    throw new AppError('invalid-input', { field: 'content-type' });
  const text = event.isBase64Encoded ? Buffer.from(event.body, 'base64').toString('utf8') : event.body;
  const parsed = jsonOf(text);
  if (!isObject(parsed)) throw new AppError('invalid-input', { field: 'body' });
  return parsed;
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    // Without its cause: the words of a JSON error repeat what was sent, and the cause of a refusal is logged.
    return undefined;
  }
};

/**
 * Path, query and body as one object, read by the operation's schema.
 * A name that comes twice is refused: otherwise an address could override a body.
 * Throws `invalid-input` with the first field that does not fit.
 */
export const inputOf = (event: APIGatewayProxyEventV2, operation: Operation): unknown => {
  const parts = [event.pathParameters ?? {}, event.queryStringParameters ?? {}, bodyOf(event)];
  const flat: Record<string, unknown> = {};
  for (const part of parts)
    for (const [name, value] of Object.entries(part)) {
      // JSON can name a member `__proto__`; schemas pass over it, and no operation has one.
      if (Object.hasOwn(flat, name) || name === '__proto__') throw new AppError('invalid-input', { field: name });
      flat[name] = value;
    }
  const parsed = operation.input.safeParse(flat);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys.join(', ') : undefined;
  throw new AppError('invalid-input', {
    field: unknown ?? issue?.path.join('.') ?? 'body',
    problem: issue?.code ?? 'unknown',
  });
};

/** `If-Match: "7"` → 7. Throws `header-missing` where an edit comes without it. */
export const ifMatchOf = (event: APIGatewayProxyEventV2): number => {
  const match = /^("?)(\d{1,9})\1$/.exec(event.headers['if-match'] ?? '');
  if (match === null) throw new AppError('header-missing', { header: 'If-Match' });
  return Number(match[2]);
};

/** The key a client chose for one intent; letters, digits and dashes, 16 to 64 of them. */
export const idempotencyKeyOf = (event: APIGatewayProxyEventV2): string => {
  const key = event.headers['idempotency-key'] ?? '';
  if (!/^[A-Za-z0-9-]{16,64}$/.test(key)) throw new AppError('header-missing', { header: 'Idempotency-Key' });
  return key;
};

export const cookiesOf = (event: APIGatewayProxyEventV2): Record<string, string> => {
  const cookies: Record<string, string> = {};
  for (const pair of event.cookies ?? []) {
    const at = pair.indexOf('=');
    if (at > 0) cookies[pair.slice(0, at).trim()] = pair.slice(at + 1).trim();
  }
  return cookies;
};
