import * as client from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser, heading } from './browser.ts';
import { type Party, type RunningCognito, relyingParty, signIn, startCognito } from './cognito-fixture.ts';
import { CALLBACK, PATRON, PATRONS, SIGNED_OUT } from './pools.ts';

let running: RunningCognito;
let party: Party;
beforeAll(async () => {
  running = await startCognito();
  party = await relyingParty(running, PATRONS);
});
afterAll(() => running.remove());

const patron = { login: PATRON.email, password: PATRON.password };

function without(url: string, ...names: string[]): string {
  const changed = new URL(url);
  for (const name of names) changed.searchParams.delete(name);
  return changed.href;
}

/** Every message in the chain of causes of a refusal. */
async function reason(attempt: Promise<unknown>): Promise<string> {
  const messages: string[] = [];
  const outcome = await attempt.then(
    () => 'accepted',
    (error: unknown) => error,
  );
  for (let error = outcome; error instanceof Error; error = error.cause) messages.push(error.message);
  return messages.join(' / ');
}

describe('the protocol', { timeout: 60_000 }, () => {
  it('publishes addresses in the shape of Cognito', async () => {
    const issuer = `${running.url}/${PATRONS}`;
    expect(party.config.serverMetadata()).toMatchObject({
      issuer,
      authorization_endpoint: `${issuer}/oauth2/authorize`,
      token_endpoint: `${issuer}/oauth2/token`,
      userinfo_endpoint: `${issuer}/oauth2/userInfo`,
      jwks_uri: `${issuer}/.well-known/jwks.json`,
      end_session_endpoint: `${issuer}/logout`,
      id_token_signing_alg_values_supported: ['RS256'],
      response_types_supported: ['code'],
    });
    const jwks = await (await fetch(`${issuer}/.well-known/jwks.json`)).text();
    expect(jwks).not.toMatch(/"(d|p|q|dp|dq|qi)"/);
  });

  it('begins nothing without PKCE, or with its plain form', async () => {
    const { url } = await party.begin();
    for (const bad of [
      without(url, 'code_challenge', 'code_challenge_method'),
      url.replace('code_challenge_method=S256', 'code_challenge_method=plain'),
    ]) {
      const end = await new Browser().open(bad, CALLBACK);
      expect(new URL(end.url).searchParams.get('error')).toBe('invalid_request');
    }
  });

  it('sends nobody to an address that is not registered exactly', async () => {
    const { url } = await party.begin();
    for (const redirect of [
      `${CALLBACK}/`,
      `${CALLBACK}?x=1`,
      'http://localhost:9999/api/session/callback',
      'https://evil.test/',
    ]) {
      const changed = new URL(url);
      changed.searchParams.set('redirect_uri', redirect);
      const end = await new Browser().open(changed.href, redirect);
      expect(end.status).toBe(400);
      expect(heading(end)).toBe('This page cannot sign you in');
    }
  });

  it('is refused by the relying party when state, nonce or issuer were tampered with', async () => {
    const attempt = await party.begin();
    const end = await signIn(new Browser(), attempt.url, patron);
    for (const [name, why] of [
      ['state', /state/],
      ['iss', /iss/],
    ] as const) {
      const forged = new URL(end.url);
      forged.searchParams.set(name, 'https://other.test');
      expect(await reason(attempt.finish(forged.href))).toMatch(why);
    }
    expect(await reason(attempt.finish(end.url, { expectedNonce: 'other' }))).toMatch(/nonce/);
  });

  it('gives no token for a wrong verifier, and takes a code once only', async () => {
    const attempt = await party.begin();
    const end = await signIn(new Browser(), attempt.url, patron);
    const wrong = attempt.finish(end.url, { pkceCodeVerifier: client.randomPKCECodeVerifier() });
    await expect(wrong).rejects.toMatchObject({ error: 'invalid_grant' });
    const again = await party.begin();
    const second = await signIn(new Browser(), again.url, patron);
    const tokens = await again.finish(second.url);
    await expect(again.finish(second.url)).rejects.toMatchObject({ error: 'invalid_grant' });
    // Whoever replays a code may have stolen it: what it bought is revoked, too.
    const info = client.fetchUserInfo(party.config, tokens.access_token, tokens.claims()?.sub ?? '');
    await expect(info).rejects.toThrow();
  });

  it('gives no token to a client with a wrong secret', async () => {
    const attempt = await party.begin();
    const end = await signIn(new Browser(), attempt.url, patron);
    const response = await fetch(`${running.url}/${PATRONS}/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code: new URL(end.url).searchParams.get('code') ?? '',
        redirect_uri: CALLBACK,
        client_id: `${PATRONS}-client`,
        client_secret: 'guessed-secret-of-the-console',
        code_verifier: 'x'.repeat(43),
      }),
    });
    expect(response.status).toBe(401);
  });

  it('signs out in the shape of Cognito, and asks for the password afterwards', async () => {
    const browser = new Browser();
    await signIn(browser, (await party.begin()).url, patron);
    const target = `${running.url}/${PATRONS}/logout?client_id=${PATRONS}-client&logout_uri=${encodeURIComponent(SIGNED_OUT)}`;
    const out = await browser.open(target, SIGNED_OUT);
    expect(out.url).toBe(SIGNED_OUT);
    expect(heading(await browser.open((await party.begin()).url, CALLBACK))).toBe('Sign in');
  });

  it('refuses every other way of signing out, and stays signed in', async () => {
    const browser = new Browser();
    await signIn(browser, (await party.begin()).url, patron);
    const logout = `${running.url}/${PATRONS}/logout`;
    const uri = encodeURIComponent(SIGNED_OUT);
    for (const query of [
      '',
      `?client_id=${PATRONS}-client`,
      `?client_id=nobody&logout_uri=${uri}`,
      `?client_id=${PATRONS}-client&logout_uri=${uri}%2F`,
      `?client_id=${PATRONS}-client&logout_uri=https%3A%2F%2Fevil.test`,
      `?client_id=${PATRONS}-client&logout_uri=${uri}&logout_uri=https%3A%2F%2Fevil.test`,
      `?client_id=${PATRONS}-client&post_logout_redirect_uri=${uri}`,
    ]) {
      expect((await browser.request(logout + query)).status).toBe(400);
    }
    expect((await browser.open((await party.begin()).url, CALLBACK)).status).toBe(0);
  });

  it('has no other page, and answers only under its own name', async () => {
    expect((await fetch(`${running.url}/nobody/oauth2/authorize`)).status).toBe(404);
    expect((await fetch(`${running.url}/${PATRONS}/session/end`)).status).toBe(404);
    expect((await fetch(`${running.url}/${PATRONS}/reg`, { method: 'POST' })).status).toBe(404);
    expect((await fetch(`${running.url}/${PATRONS}/request`, { method: 'POST' })).status).toBe(404);
  });

  it('sends pages that run no script, load nothing from elsewhere and fit in no frame', async () => {
    const page = await new Browser().open((await party.begin()).url, CALLBACK);
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("form-action 'self' http://localhost:4001");
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(page.html).not.toMatch(/<script|\sstyle=|\son\w+=/);
  });
});
