import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { handler } from '../../../functions/sessions/api.ts';
import type { LocalCognito } from '../../../infra/local/cognito/cognito.ts';
import type { AttributeMap } from '../../../shared/aws/attribute-value.ts';
import { signInKey } from '../../../shared/aws/keys.ts';
import { getItem } from '../../../shared/aws/table.ts';
import type { Site } from '../../../shared/contracts/operation.ts';
import { readSession, secretHash, touchSession } from '../../../shared/sessions/session-store.ts';
import { staffHandlers } from '../../../shared/staff/operations.ts';
import { callAs } from '../../support/as-staff.ts';
import { type Desk, deskOf } from '../../support/desk.ts';
import { ask as askFunction, httpEnvironment, type Reply, setEnvironment, signInAs } from '../../support/http.ts';
import { plainItems } from '../../support/proof.ts';
import { refusal } from '../../support/refusal.ts';
import { type SmallCloud, startSmallCloud } from '../../support/small-cloud.ts';
import { Browser } from '../local-cognito/browser.ts';
import { totpCode } from '../local-cognito/cognito-fixture.ts';
import { openCognito, TOTP_SECRET } from '../local-cognito/pools.ts';

vi.hoisted(() => {
  process.env['POWERTOOLS_LOG_LEVEL'] = 'SILENT';
});

const origins = { console: 'http://localhost:4001', catalogue: 'http://localhost:4000' } as const;
const pools = { console: 'eu-central-1_Staff0001', catalogue: 'eu-central-1_Patrons01' } as const;
const password = 'Correct-Horse-7';
const hash = 'b'.repeat(64);

let dir: string;
let cloud: SmallCloud;
let desk: Desk;
let cognito: LocalCognito;
let stopCognito: () => Promise<void>;
let putBack: () => void;
let browser: Browser;

const account = (site: Site, username: string, email: string) =>
  cognito.ensurePracticeUser({ poolId: pools[site], username, email, password, totpSecret: TOTP_SECRET });
const ask = (method: string, path: string, what: Parameters<typeof askFunction>[3] = {}) =>
  askFunction(handler, method, path, {
    ...what,
    headers: { origin: origins[what?.site ?? 'console'], ...what?.headers },
  });
const location = (reply: Reply) => z.string().parse(reply.headers['location']);
const pair = (reply: Reply, name: string) =>
  reply.cookies.find((each) => each.startsWith(`${name}=`))?.split(';')[0] ?? '';

/** Begins at the site; gives where the browser is sent and the cookie that ties it to this browser. */
const begin = async (site: Site, query: Record<string, string> = {}) => {
  const reply = await ask('GET', '/api/sign-in', { site, query });
  return { reply, url: location(reply), cookie: reply.cookies[0]?.split(';')[0] ?? '' };
};
/** Back at the site with what the sign-in pages gave. A failure leads to a page that says so, without a session. */
const finish = async (site: Site, callback: string, cookies: readonly string[]): Promise<Reply> => {
  const query = Object.fromEntries(new URL(callback).searchParams);
  const reply = await ask('GET', '/api/sign-in/callback', { site, cookies, query });
  if (reply.headers['location'] !== '/?problem=sign-in-failed') return reply;
  expect(reply).toMatchObject({ status: 302, cookies: [] });
  return { ...reply, status: 401, code: 'sign-in-failed' };
};
const prove = async (url: string, login: string, code?: string): Promise<string> => {
  const callback = new URL(url).searchParams.get('redirect_uri') ?? '';
  const at = await browser.open(url, callback);
  if (at.status === 0) return at.url;
  const next = await browser.submit(at, { login, password }, callback);
  if (next.status === 0 || code === undefined) return next.url;
  return (await browser.submit(next, { code }, callback)).url;
};
const enter = async (site: Site, login: string, query: Record<string, string> = {}): Promise<Reply> => {
  const { url, cookie } = await begin(site, query);
  const code = site === 'console' ? totpCode(TOTP_SECRET) : undefined;
  return finish(site, await prove(url, login, code), [cookie]);
};
const whoIs = (site: Site, cookie: string) => ask('GET', '/api/session', { site, cookies: [cookie] });

beforeAll(async () => {
  cloud = await startSmallCloud();
  desk = deskOf(cloud.system, cloud.managerId);
  dir = mkdtempSync(join(tmpdir(), 'sign-in-'));
  cognito = openCognito(dir, { offset: 0 }, [], []);
  for (const site of ['console', 'catalogue'] as const) {
    const client = {
      clientId: `${site}-client`,
      callbackUrls: [`${origins[site]}/api/sign-in/callback`],
      logoutUrls: [`${origins[site]}/`],
    };
    cognito.ensurePool({
      poolId: pools[site],
      name: site,
      mfa: site === 'console' ? 'REQUIRED' : 'OFF',
      clients: [client],
    });
  }
  const server = await cognito.listen(0);
  stopCognito = async () => {
    await server.close();
    cognito.close();
  };
  const addresses = { staff: cognito.addresses(pools.console), patron: cognito.addresses(pools.catalogue) };
  putBack = setEnvironment({
    ...cloud.environment,
    ...httpEnvironment,
    CONSOLE_ORIGIN: origins.console,
    CATALOGUE_ORIGIN: origins.catalogue,
    STAFF_ISSUER: addresses.staff.issuer,
    STAFF_CLIENT_ID: 'console-client',
    STAFF_HOSTED_URL: addresses.staff.hosted,
    PATRON_ISSUER: addresses.patron.issuer,
    PATRON_CLIENT_ID: 'catalogue-client',
    PATRON_HOSTED_URL: addresses.patron.hosted,
  });
  await account('console', cloud.managerId, 'maria@example.org');
});
afterAll(async () => {
  putBack();
  await stopCognito();
  await cloud.close();
  rmSync(dir, { recursive: true, force: true });
});
beforeEach(() => {
  browser = new Browser();
});

/** A patron with an account to sign in with. */
const patron = async (name: string) => {
  const id = await desk.patron(name);
  const email = `${name.toLowerCase().replaceAll(' ', '.')}@home.test`;
  await account('catalogue', id, email);
  return { id, email };
};

/** Changes what is kept of a begun sign-in, as time would. */
const alterBegun = async (url: string, change: AttributeMap) => {
  const { dynamo } = cloud.system;
  const key = signInKey(secretHash(new URL(url).searchParams.get('state') ?? ''));
  const item = await getItem(dynamo, 'transient', key);
  if (item === undefined) throw new Error('nothing was begun');
  await dynamo.send(new PutItemCommand({ TableName: 'transient', Item: { ...item, ...change } }));
};

describe('signing in', { timeout: 60_000 }, () => {
  it('a manager with password and code comes in, back to the page they wanted, and out through the provider', async () => {
    const entered = await enter('console', 'maria@example.org', { returnTo: '/desk?x=1' });
    expect(entered.status).toBe(302);
    expect(location(entered)).toBe('/desk?x=1');
    const cookie = pair(entered, '__Host-staff');
    const me = await whoIs('console', cookie);
    expect(me.body).toMatchObject({
      signedIn: true,
      person: { name: 'Maria Manager', role: 'manager', kind: 'staff' },
    });
    const stored = JSON.stringify(await plainItems(cloud.system, 'transient'));
    expect(stored).not.toContain(cookie.split('.')[1]);

    const out = await ask('POST', '/api/sign-out', { cookies: [cookie] });
    const { location: provider } = z.object({ location: z.url() }).parse(out.body);
    expect(new URL(provider).searchParams.get('client_id')).toBe('console-client');
    expect(new URL(provider).searchParams.get('logout_uri')).toBe('http://localhost:4001/');
    expect(pair(out, '__Host-staff')).toBe('__Host-staff=');
    expect((await whoIs('console', cookie)).body).toMatchObject({ signedIn: false });
    expect(await ask('GET', '/api/sessions', { cookies: [cookie] })).toMatchObject({ code: 'session-ended' });
  });

  it('both ends are in the ledger', async () => {
    const { id, email } = await patron('Lea Ledger');
    const entered = await enter('catalogue', email);
    await ask('POST', '/api/sign-out', { site: 'catalogue', cookies: [pair(entered, '__Host-patron')] });
    const events = (await plainItems(cloud.system, 'ledger')).filter((event) => event['recordId'] === id);
    expect(events.map((event) => event['type'])).toEqual(expect.arrayContaining(['session.opened', 'session.ended']));
  });

  it('a sign-in begun in one browser cannot be finished in another', async () => {
    const { email } = await patron('Vic Tim');
    const mine = await begin('catalogue');
    const theirs = await begin('catalogue');
    const callback = await prove(mine.url, email);
    for (const cookies of [[], [theirs.cookie], ['__Host-patron-sign-in=']])
      expect(await finish('catalogue', callback, cookies)).toMatchObject({ status: 401, code: 'sign-in-failed' });
  });

  it('an answer of the provider is good once', async () => {
    const { email } = await patron('Rae Play');
    const { url, cookie } = await begin('catalogue');
    const callback = await prove(url, email);
    const first = await finish('catalogue', callback, [cookie]);
    expect(first.status).toBe(302);
    expect(pair(first, '__Host-patron-sign-in')).toBe('__Host-patron-sign-in=');
    expect(await finish('catalogue', callback, [cookie])).toMatchObject({ code: 'sign-in-failed' });
  });

  it('one with another code, another state or an error is refused', async () => {
    const { email } = await patron('Tam Per');
    for (const change of [{ code: 'forged' }, { state: 'forged' }, { code: '', error: 'access_denied' }]) {
      const { url, cookie } = await begin('catalogue');
      const callback = new URL(await prove(url, email));
      for (const [name, value] of Object.entries(change)) callback.searchParams.set(name, value);
      expect(await finish('catalogue', callback.href, [cookie])).toMatchObject({ code: 'sign-in-failed' });
      browser = new Browser();
    }
  });

  it('a sign-in begun more than ten minutes ago is begun again, swept or not', async () => {
    const { email } = await patron('Slo Wly');
    const { url, cookie } = await begin('catalogue');
    const callback = await prove(url, email);
    await alterBegun(url, { expires: { N: String(Math.floor(Date.now() / 1000) - 1) } });
    expect(await finish('catalogue', callback, [cookie])).toMatchObject({ code: 'sign-in-failed' });
  });

  it('only somebody of the right kind comes in: no patron at the console, nobody unknown, nobody who left', async () => {
    const { id: patronId } = await patron('Pat Ron');
    await account('console', patronId, 'pat@desk.test');
    const unknown = cloud.system.newId();
    await account('console', unknown, 'nobody@desk.test');
    const handlers = staffHandlers(cloud.system, {
      invite: async () => undefined,
      enable: async () => undefined,
      disable: async () => undefined,
    });
    const left = await handlers['staff.invite'](callAs(cloud.system, cloud.managerId), {
      name: 'Lou Left',
      email: 'lou@desk.test',
      role: 'clerk',
    });
    await account('console', left.id, 'lou@desk.test');
    await handlers['staff.leave'](callAs(cloud.system, cloud.managerId, 1), { staffId: left.id });
    for (const login of ['pat@desk.test', 'nobody@desk.test', 'lou@desk.test']) {
      const reply = await enter('console', login);
      expect(reply).toMatchObject({ status: 401, code: 'sign-in-failed' });
      expect(pair(reply, '__Host-staff')).toBe('');
      browser = new Browser();
    }
  });

  it('signing in anew ends the session this browser had', async () => {
    const { email } = await patron('Two Time');
    const first = pair(await enter('catalogue', email), '__Host-patron');
    const { url, cookie } = await begin('catalogue');
    await finish('catalogue', await prove(url, email), [cookie, first]);
    expect((await whoIs('catalogue', first)).body).toMatchObject({ signedIn: false });
  });

  it('comes back to a page of the same site, nowhere else', async () => {
    for (const returnTo of ['//evil.test', 'https://evil.test', '/\\evil.test'])
      expect(await ask('GET', '/api/sign-in', { query: { returnTo } })).toMatchObject({ status: 400 });
  });
});

describe('a fresh sign-in for one request', { timeout: 60_000 }, () => {
  it('asks for the password though the provider knows the browser, and is bound to the request', async () => {
    const { id, email } = await patron('Fay Fresh');
    await enter('catalogue', email);
    const { url, cookie } = await begin('catalogue', { request: hash });
    expect(new URL(url).searchParams.get('prompt')).toBe('login');
    const page = await browser.open(url, `${origins.catalogue}/api/sign-in/callback`);
    expect(page.status).toBe(200);
    const done = await finish('catalogue', await prove(url, email), [cookie]);
    const [personId = '', secret = ''] = pair(done, '__Host-patron').replace('__Host-patron=', '').split('.');
    expect(personId).toBe(id);
    const read = await readSession(cloud.system, id, secretHash(secret));
    expect(read?.session.freshFor).toBe(hash);
    expect(Date.now() - Date.parse(read?.session.authTime ?? '')).toBeLessThan(60_000);
  });

  it('is refused when the provider let the person through on an old proof', async () => {
    const { email } = await patron('Old Proof');
    await enter('catalogue', email);
    const { url, cookie } = await begin('catalogue', { request: hash });
    await alterBegun(url, { startedAt: { S: new Date(Date.now() + 60_000).toISOString() } });
    const weakened = new URL(url);
    weakened.searchParams.delete('prompt');
    const { status } = await browser.open(weakened.href, `${origins.catalogue}/api/sign-in/callback`);
    expect(status).toBe(0);
    const callback = await prove(weakened.href, email);
    expect(await finish('catalogue', callback, [cookie])).toMatchObject({ code: 'sign-in-failed' });
  });

  it('an ordinary sign-in is bound to no request', async () => {
    const { id, email } = await patron('Ord Inary');
    await enter('catalogue', email);
    const rows = (await plainItems(cloud.system, 'transient')).filter((row) => row['personId'] === id);
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) expect(row).not.toHaveProperty('freshFor');
  });
});

describe('where somebody is signed in', () => {
  it('every place is listed with its last sign of life, and all of them end together', async () => {
    const id = await desk.patron('Multi Place');
    const here = await signInAs(cloud.system, id, 'catalogue');
    const seen = new Date(Date.now() - 5 * 60_000).toISOString();
    const there = await signInAs(cloud.system, id, 'catalogue', { device: 'Safari on iOS', lastSeenAt: seen });
    const lapsed = new Date(Date.now() - 30 * 60_000).toISOString();
    await signInAs(cloud.system, id, 'catalogue', { device: 'left behind', lastSeenAt: lapsed });
    const list = await ask('GET', '/api/sessions', { site: 'catalogue', cookies: [here.cookie] });
    const Rows = z.object({
      rows: z.array(z.object({ device: z.string(), current: z.boolean(), lastSeenAt: z.string() })),
    });
    const { rows } = Rows.parse(list.body);
    expect(rows.filter((row) => row.current)).toHaveLength(1);
    expect(rows.map((row) => row.device).sort()).toEqual(['Firefox on Linux', 'Safari on iOS']);
    expect(rows.find((row) => row.device === 'Safari on iOS')?.lastSeenAt).toBe(seen);
    expect(list.text).not.toContain(here.hash);

    const ended = await ask('POST', '/api/sessions/end-all', { site: 'catalogue', cookies: [here.cookie] });
    expect(ended.body).toEqual({ ended: 2 });
    for (const { cookie } of [here, there])
      expect(await ask('GET', '/api/sessions', { site: 'catalogue', cookies: [cookie] })).toMatchObject({
        code: 'session-ended',
      });
  });

  it('a request that meets the end of its own session is refused, not a fault', async () => {
    const id = await desk.patron('Race End');
    const { cookie, hash: sessionHash } = await signInAs(cloud.system, id, 'catalogue');
    const read = await readSession(cloud.system, id, sessionHash);
    await ask('POST', '/api/sign-out', { site: 'catalogue', cookies: [cookie] });
    if (read === undefined) throw new Error('no session');
    expect((await refusal(touchSession(cloud.system, read.session, new Date()))).code).toBe('session-ended');
  });
});
