import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { holdOrigin, siteOf } from '../../../functions/http/origin.ts';
import { problemOf } from '../../../functions/http/problem.ts';
import { cookiesOf, idempotencyKeyOf, ifMatchOf, inputOf } from '../../../functions/http/request.ts';
import { errorTable } from '../../../shared/contracts/errors.ts';
import type { Operation } from '../../../shared/contracts/operation.ts';
import { AppError } from '../../../shared/kernel/app-error.ts';
import { cookieName, noSessionCookie, sessionCookie, signInCookie } from '../../../shared/sessions/cookies.ts';
import { safeReturn } from '../../../shared/sessions/rules.ts';
import { eventOf } from '../../support/http.ts';

const operation: Operation = {
  id: 'test',
  capability: 'catalogue',
  method: 'POST',
  path: '/things/{thing}',
  who: 'public',
  sites: ['console'],
  effect: 'write',
  input: z.strictObject({ thing: z.string(), page: z.string().optional(), name: z.string().max(5).optional() }),
  output: z.strictObject({}),
  errors: [],
  summary: '',
};
const read = (body?: unknown, query?: Record<string, string>, headers = {}) =>
  inputOf(
    {
      ...eventOf('POST', '/api/things/1', { body, headers, ...(query === undefined ? {} : { query }) }),
      pathParameters: { thing: '1' },
    },
    operation,
  );
const refusalOf = (act: () => unknown) => {
  try {
    act();
  } catch (error) {
    if (error instanceof AppError) return { code: error.code, ...error.params };
    throw error;
  }
  return 'done';
};

describe('the input of a request', () => {
  it('is path, query and body together', () => {
    expect(read({ name: 'Ann' }, { page: '2' })).toEqual({ thing: '1', page: '2', name: 'Ann' });
  });

  it.each([
    ['a name of the address again in the body', { thing: '2' }, undefined, 'thing'],
    ['a name of the address again in the query', {}, { thing: '2' }, 'thing'],
    ['a name of the query again in the body', { page: '3' }, { page: '2' }, 'page'],
    ['a field the operation does not have', { admin: true }, undefined, 'admin'],
    ['a value that does not fit', { name: 'too long' }, undefined, 'name'],
    ['a body that is no object', '"text"', undefined, 'body'],
    ['a body that is no JSON', '{"name": "Jo', undefined, 'body'],
    ['a member called __proto__', '{"__proto__": {"name": "Jo"}}', undefined, '__proto__'],
  ])('refuses %s', (_says, body, query, field) => {
    expect(refusalOf(() => read(body, query))).toMatchObject({ code: 'invalid-input', field });
  });

  it('never falls over, whatever is sent, and never repeats what a broken body said', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (body) => {
        const refused = refusalOf(() => read(body === '' ? ' ' : body));
        if (refused !== 'done') expect(refused).toMatchObject({ code: 'invalid-input' });
      }),
      { numRuns: 500 },
    );
    try {
      read('{"name": Secretname}');
    } catch (error) {
      expect(error instanceof AppError && error.cause).toBeUndefined();
    }
  });

  it('refuses a form of another site: only JSON is read', () => {
    const refused = refusalOf(() =>
      read('name=Jo', undefined, { 'content-type': 'application/x-www-form-urlencoded' }),
    );
    expect(refused).toMatchObject({ code: 'invalid-input', field: 'content-type' });
  });
});

describe('headers', () => {
  const withHeader = (name: string, value?: string) => eventOf('PUT', '/api/x', { headers: { [name]: value } });
  it.each([
    ['"7"', 7],
    ['7', 7],
    ['"999999999"', 999_999_999],
  ])('If-Match %s is version %i', (value, version) => {
    expect(ifMatchOf(withHeader('if-match', value))).toBe(version);
  });
  it.each([undefined, '', '*', 'W/"7"', '"7', '-1', '1.5', '9999999999', '"7","8"'])(
    'If-Match %s is asked for again',
    (value) => {
      expect(refusalOf(() => ifMatchOf(withHeader('if-match', value)))).toMatchObject({ code: 'header-missing' });
    },
  );
  it.each([undefined, '', 'short', 'x'.repeat(65), 'with spaces in it 1234', 'sixteen#letters!'])(
    'the key %s is asked for again',
    (value) => {
      expect(refusalOf(() => idempotencyKeyOf(withHeader('idempotency-key', value)))).toMatchObject({
        code: 'header-missing',
      });
    },
  );

  it('a change must come from a page of the site itself', () => {
    const origin = 'https://console.library.test';
    const from = (headers: Record<string, string | undefined>) =>
      refusalOf(() => holdOrigin(eventOf('POST', '/', { headers }), origin));
    expect(from({})).toBe('done');
    expect(from({ 'sec-fetch-site': undefined })).toBe('done');
    for (const other of [
      'https://console.library.test.evil.org',
      'http://console.library.test',
      'null',
      `${origin}/`,
      undefined,
    ])
      expect(from({ origin: other })).toMatchObject({ code: 'wrong-origin' });
    for (const site of ['cross-site', 'same-site', 'none'])
      expect(from({ 'sec-fetch-site': site })).toMatchObject({ code: 'wrong-origin' });
  });

  it('the site is what the distribution says, when it is the distribution', () => {
    const event = (headers: Record<string, string | undefined>) => eventOf('GET', '/', { headers });
    expect(siteOf(event({ 'x-origin-secret': 's3cret', 'x-strongroom-site': 'catalogue' }), 's3cret')).toBe(
      'catalogue',
    );
    expect(refusalOf(() => siteOf(event({ 'x-origin-secret': 's3cre' }), 's3cret'))).toMatchObject({
      code: 'not-allowed',
    });
    expect(refusalOf(() => siteOf(event({ 'x-origin-secret': undefined }), ''))).toMatchObject({ code: 'not-allowed' });
    for (const secret of ['old', 'new'])
      expect(siteOf(event({ 'x-origin-secret': secret }), 'old new')).toBe('console');
    expect(refusalOf(() => siteOf(event({ 'x-origin-secret': 'old new' }), 'old new'))).toMatchObject({
      code: 'not-allowed',
    });
  });
});

describe('cookies', () => {
  it('are read by name, whatever stands in their values', () => {
    const event = { ...eventOf('GET', '/'), cookies: ['a=1', ' b = x=y ', 'broken', '=empty', 'c='] };
    expect(cookiesOf(event)).toEqual({ a: '1', b: 'x=y', c: '' });
  });

  it.each([
    sessionCookie('console', '01J00000000000000000000000', 'secret', 60),
    noSessionCookie('catalogue'),
    signInCookie('console', 'state'),
  ])('%s is for this host alone, over TLS, and not for scripts', (cookie) => {
    for (const part of ['__Host-', 'Path=/', 'Secure', 'HttpOnly', 'SameSite=Lax']) expect(cookie).toContain(part);
    expect(cookie).not.toContain('Domain');
  });

  it('have another name on each site', () => {
    expect(cookieName.console).not.toBe(cookieName.catalogue);
  });
});

describe('where a sign-in comes back to', () => {
  it.each(['/', '/titles/1?q=a b', '/desk#x'])('%s stays', (path) => {
    expect(safeReturn(path)).toBe(path);
  });
  it.each(['//evil.test', '/\\evil.test', 'https://evil.test', 'titles', '', '/a\r\nset-cookie: x', undefined])(
    '%j becomes the front page',
    (path) => {
      expect(safeReturn(path)).toBe('/');
    },
  );
});

describe('an error as a document', () => {
  it('says nothing of the inside when nobody threw it on purpose', () => {
    const { statusCode, body } = problemOf(new Error('password of table records is hunter2'), 'r-1');
    expect(statusCode).toBe(500);
    expect(JSON.parse(body ?? '')).toEqual({
      type: 'urn:strongroom:error:internal',
      title: 'Something went wrong',
      status: 500,
      code: 'internal',
      params: {},
      requestId: 'r-1',
    });
  });

  it('says nothing of what led to a refusal', () => {
    const { body } = problemOf(new AppError('not-found', { entity: 'title' }, { cause: new Error('inside') }), 'r-1');
    expect(body).not.toContain('inside');
  });

  it('says "busy" when a service had no capacity', () => {
    const throttled = Object.assign(new Error('slow down'), { name: 'ThrottlingException' });
    expect(problemOf(throttled, 'r-1').statusCode).toBe(503);
  });

  it.each(Object.entries(errorTable))('%s has its status and a title', (_code, { status, title }) => {
    expect(status).toBeGreaterThanOrEqual(400);
    expect(title).toMatch(/^[A-Z]/);
  });
});
