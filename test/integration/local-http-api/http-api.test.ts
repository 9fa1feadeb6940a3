import { describe, expect, it } from 'vitest';
import { listen } from '../../../infra/local/aws-json/listen.ts';
import { httpApi } from '../../../infra/local/http-api/http-api.ts';
import { type InvokeResult, ThrottledError } from '../../../infra/local/lambda/definition.ts';

type Invoke = (name: string, payload: string) => Promise<InvokeResult>;

async function withApi(invoke: Invoke, use: (url: string) => Promise<void>, keys: readonly string[] = ['$default']) {
  const routes = keys.map((routeKey) => ({ routeKey, functionName: routeKey }));
  const api = httpApi({
    apiId: 'abc',
    accountId: '000000000000',
    region: 'eu-central-1',
    now: () => new Date('2026-01-02T03:04:05Z'),
    lambda: { invoke },
    routes,
    log: () => undefined,
  });
  const server = await listen(api, 0);
  try {
    await use(server.url);
  } finally {
    await server.close();
  }
}

const echo: Invoke = async (name, payload) => ({
  ok: true,
  payload: JSON.stringify({ statusCode: 200, body: JSON.stringify({ name, event: JSON.parse(payload) }) }),
});

describe('a request', () => {
  it('reaches its function with cookies apart, repeated values joined and path parameters decoded', async () => {
    await withApi(
      echo,
      async (url) => {
        const response = await fetch(`${url}/api/titles/a%20b?q=1&q=2&x=%C3%A9`, {
          headers: { cookie: 'a=1; b=2', 'X-Thing': 'yes' },
        });
        const { name, event } = await response.json();
        expect(name).toBe('GET /api/titles/{id}');
        expect(event).toMatchObject({
          version: '2.0',
          rawPath: '/api/titles/a b',
          rawQueryString: 'q=1&q=2&x=%C3%A9',
          cookies: ['a=1', 'b=2'],
          queryStringParameters: { q: '1,2', x: 'é' },
          pathParameters: { id: 'a b' },
          isBase64Encoded: false,
          requestContext: { http: { method: 'GET', sourceIp: '127.0.0.1' }, time: '02/Jan/2026:03:04:05 +0000' },
        });
        expect(event.headers['x-thing']).toBe('yes');
        expect(event.headers).not.toHaveProperty('cookie');
        expect(event).not.toHaveProperty('body');
      },
      ['GET /api/titles/{id}', 'GET /api/{proxy+}'],
    );
  });

  it('takes the most specific route: exact before parameter before greedy, and 404 without one', async () => {
    await withApi(
      echo,
      async (url) => {
        const route = async (path: string, method = 'GET') => {
          const response = await fetch(url + path, { method });
          return response.status === 200 ? (await response.json()).name : response.status;
        };
        expect(await route('/api/titles/new')).toBe('GET /api/titles/new');
        expect(await route('/api/titles/x')).toBe('GET /api/titles/{id}');
        expect(await route('/api/other/x/y')).toBe('ANY /api/{proxy+}');
        expect(await route('/api/titles/x', 'DELETE')).toBe('ANY /api/{proxy+}');
        expect(await route('/elsewhere')).toBe(404);
      },
      ['ANY /api/{proxy+}', 'GET /api/titles/{id}', 'GET /api/titles/new'],
    );
  });

  it('carries bytes in base64 and text as text', async () => {
    await withApi(echo, async (url) => {
      const post = async (type: string, body: Uint8Array<ArrayBuffer> | string) =>
        (await (await fetch(url, { method: 'POST', headers: { 'content-type': type }, body })).json()).event;
      expect(await post('application/octet-stream', Uint8Array.of(255, 0))).toMatchObject({
        body: '/wA=',
        isBase64Encoded: true,
      });
      expect(await post('application/json; charset=utf-8', '{"é":1}')).toMatchObject({
        body: '{"é":1}',
        isBase64Encoded: false,
      });
    });
  });

  it('over 10 MB is refused, and one over what Lambda takes as well', async () => {
    await withApi(echo, async (url) => {
      const post = (size: number) => fetch(url, { method: 'POST', body: Buffer.alloc(size) });
      await expect(
        post(11_000_000).then(
          ({ status }) => status,
          () => 413,
        ),
      ).resolves.toBe(413);
    });
  });
});

describe('an answer', () => {
  const answering =
    (payload: unknown): Invoke =>
    async () => ({ ok: true, payload: JSON.stringify(payload) });

  it('keeps its status, headers, every cookie and its bytes', async () => {
    const body = Buffer.from([1, 2, 255]).toString('base64');
    const result = {
      statusCode: 201,
      headers: { 'X-A': 'b' },
      cookies: ['a=1; Path=/', 'b=2'],
      body,
      isBase64Encoded: true,
    };
    await withApi(answering(result), async (url) => {
      const response = await fetch(url);
      expect(response.status).toBe(201);
      expect(response.headers.get('x-a')).toBe('b');
      expect(response.headers.getSetCookie()).toEqual(['a=1; Path=/', 'b=2']);
      expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([1, 2, 255]);
    });
  });

  it('without a status is JSON, and a malformed one is a 500', async () => {
    await withApi(answering({ hello: 1 }), async (url) => {
      const response = await fetch(url);
      expect(response.headers.get('content-type')).toBe('application/json');
      expect(await response.json()).toEqual({ hello: 1 });
    });
    await withApi(answering({ statusCode: 'ok' }), async (url) => expect((await fetch(url)).status).toBe(500));
  });

  it('of a failed function says nothing of the inside; a throttled one is a 503', async () => {
    const failed: Invoke = async () => ({ ok: false, payload: '{"errorMessage":"secret"}' });
    await withApi(failed, async (url) => {
      const response = await fetch(url);
      expect([response.status, await response.text()]).toEqual([500, '{"message":"Internal Server Error"}']);
    });
    const throttled: Invoke = async () => Promise.reject(new ThrottledError());
    await withApi(throttled, async (url) => expect((await fetch(url)).status).toBe(503));
  });
});
