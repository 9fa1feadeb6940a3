import { afterEach, describe, expect, it, vi } from 'vitest';
import { operations } from '../../../shared/contracts/operations.ts';
import { makeClient } from '../../../web/shared/api/client.ts';
import { ProblemError, problemFrom, worthRetrying } from '../../../web/shared/api/problem.ts';
import { buildRequest } from '../../../web/shared/api/request.ts';
import { signInPath } from '../../../web/shared/ui/sign-in-path.ts';

const rowOf = (id: string) => {
  const row = operations.find((one) => one.id === id);
  if (row === undefined) throw new Error(`no ${id}`);
  return row;
};
const titleId = '01J00000000000000000000001';
const json = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });

describe('building a request from the operation table', () => {
  it('puts path parameters into the path and the rest of a read into the query', () => {
    const built = buildRequest(rowOf('title.past'), { titleId, cursor: 'a b&c' }, {});
    expect(built.url).toBe(`/api/titles/${titleId}/past?cursor=a+b%26c`);
    expect(built.body).toBeUndefined();
  });

  it('leaves out what is not there', () => {
    expect(buildRequest(rowOf('search'), { q: 'emma', cursor: undefined }, {}).url).toBe('/api/search?q=emma');
  });

  it('puts the rest of a write into a JSON body and the version into If-Match', () => {
    const built = buildRequest(rowOf('title.bin'), { titleId, reason: 'double' }, { ifMatch: 7 });
    expect(built).toMatchObject({ url: `/api/titles/${titleId}/bin`, method: 'POST', body: '{"reason":"double"}' });
    expect(built.headers).toMatchObject({ 'if-match': '"7"', 'content-type': 'application/json' });
  });

  it('keeps a slash of an id inside its own part of the path', () => {
    expect(buildRequest(rowOf('title.get'), { titleId: '../settings' }, {}).url).toBe('/api/titles/..%2Fsettings');
  });

  it.each([
    ['title.bin', 'the version'],
    ['loan.open', 'a key'],
    ['title.get', 'titleId'],
  ])('refuses %s without %s', (id, what) => {
    expect(() => buildRequest(rowOf(id), id === 'title.get' ? {} : { titleId }, {})).toThrow(what);
  });
});

describe('the typed client', () => {
  const call = makeClient(operations);
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('gives back the parsed answer and sends the key of the intent', async () => {
    const fetch = vi.fn(async () => json({ id: titleId, version: 1, changeId: titleId }));
    vi.stubGlobal('fetch', fetch);
    await expect(call('title.create', { form: { title: 'Emma' } }, { key: 'k'.repeat(20) })).resolves.toMatchObject({
      version: 1,
    });
    expect(fetch).toHaveBeenCalledWith(
      '/api/titles',
      expect.objectContaining({
        headers: expect.objectContaining({ 'idempotency-key': 'k'.repeat(20), 'x-requested-with': 'strongroom' }),
      }),
    );
  });

  it('turns a problem document into its code and params', async () => {
    vi.stubGlobal('fetch', async () => json({ code: 'stale-version', params: { version: 4 }, requestId: 'r-1' }, 409));
    const failure = call('title.bin', { titleId }, { ifMatch: 3 });
    await expect(failure).rejects.toMatchObject({
      code: 'stale-version',
      status: 409,
      params: { version: 4 },
      requestId: 'r-1',
    });
  });

  it('says that nothing answers when the network is gone', async () => {
    vi.stubGlobal('fetch', async () => {
      throw new TypeError('failed');
    });
    await expect(call('safety.get', {})).rejects.toMatchObject({ code: 'offline' });
  });

  it('never hands on an answer of another shape', async () => {
    vi.stubGlobal('fetch', async () => json({ ok: 'yes', version: '1' }));
    await expect(call('health', {})).rejects.toMatchObject({ code: 'answer-unreadable' });
  });
});

describe('answers that are no problem document', () => {
  it.each([
    [401, 'not-signed-in'],
    [404, 'route-unknown'],
    [503, 'busy'],
    [500, 'internal'],
  ])('a bare %i still has a sentence', (status, code) => {
    expect(problemFrom(status, undefined).code).toBe(code);
  });

  it('asks again only where asking again can help', () => {
    expect(worthRetrying(new ProblemError('offline', 0))).toBe(true);
    expect(worthRetrying(new ProblemError('stale-version', 409))).toBe(false);
    expect(worthRetrying(new Error('x'))).toBe(false);
  });
});

describe('the way to sign in', () => {
  it('keeps the place', () => {
    expect(signInPath('/titles?q=a&b')).toBe('/api/sign-in?returnTo=%2Ftitles%3Fq%3Da%26b');
  });
  it('names the request a fresh sign-in is for', () => {
    expect(signInPath('/approvals', 'ab')).toBe('/api/sign-in?returnTo=%2Fapprovals&fresh=1&request=ab');
  });
});
