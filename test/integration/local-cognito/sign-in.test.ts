import * as client from 'openid-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Browser, errorText, heading } from './browser.ts';
import { type RunningCognito, relyingParty, signIn, startCognito, totpCode } from './cognito-fixture.ts';
import { CALLBACK, MANAGER, PATRON, PATRONS, SECRET, STAFF } from './pools.ts';

let running: RunningCognito;
beforeEach(async () => {
  running = await startCognito();
});
afterEach(() => running.remove());

const manager = () => ({ login: MANAGER.email, password: MANAGER.password, code: totpCode() });
const patron = { login: PATRON.email, password: PATRON.password };

describe('signing in', { timeout: 60_000 }, () => {
  it('lets a member of staff in with password and code, with the claims Cognito gives', async () => {
    const party = await relyingParty(running, STAFF);
    const attempt = await party.begin();
    const end = await signIn(new Browser(), attempt.url, manager());
    const tokens = await attempt.finish(end.url);
    const claims = tokens.claims();
    expect(claims).toMatchObject({
      iss: `${running.url}/${STAFF}`,
      aud: `${STAFF}-client`,
      'cognito:username': MANAGER.username,
      email: MANAGER.email,
      email_verified: true,
      token_use: 'id',
    });
    expect(claims?.sub).toMatch(/^[0-9a-f-]{36}$/);
    expect(claims?.auth_time).toBeGreaterThan(Date.now() / 1000 - 60);
    expect(claims).not.toHaveProperty('amr');
    const info = await client.fetchUserInfo(party.config, tokens.access_token, claims?.sub ?? '');
    expect(info).toMatchObject({ sub: claims?.sub, username: MANAGER.username, email: MANAGER.email });
  });

  it.each([
    PATRON.email,
    PATRON.username,
    PATRON.username.toLowerCase(),
    '20001234',
    ` ${PATRON.email.toUpperCase()} `,
  ])('lets a patron in with the password alone, who typed "%s"', async (login) => {
    const party = await relyingParty(running, PATRONS);
    const attempt = await party.begin();
    const end = await signIn(new Browser(), attempt.url, { ...patron, login });
    const tokens = await attempt.finish(end.url);
    expect(tokens.claims()?.['cognito:username']).toBe(PATRON.username);
  });

  it('takes the client secret in the header as well as in the body', async () => {
    const party = await relyingParty(running, PATRONS, client.ClientSecretBasic(SECRET));
    const attempt = await party.begin();
    const end = await signIn(new Browser(), attempt.url, patron);
    expect((await attempt.finish(end.url)).claims()?.sub).toBeTruthy();
  });

  it('keeps the pools apart: a patron is nobody to the staff pages, and the other way round', async () => {
    const staff = await (await relyingParty(running, STAFF)).begin();
    const asStaff = await signIn(new Browser(), staff.url, patron);
    expect(errorText(asStaff)).toContain('do not go together');
    const patrons = await (await relyingParty(running, PATRONS)).begin();
    const asPatron = await signIn(new Browser(), patrons.url, { login: MANAGER.email, password: MANAGER.password });
    expect(errorText(asPatron)).toContain('do not go together');
  });

  it('does not let the session of one pool open the other', async () => {
    const browser = new Browser();
    await signIn(browser, (await (await relyingParty(running, PATRONS)).begin()).url, patron);
    const staff = await browser.open((await (await relyingParty(running, STAFF)).begin()).url, CALLBACK);
    expect(heading(staff)).toBe('Sign in');
  });

  it('remembers the person on this browser, but asks again for prompt=login and for an old sign-in', async () => {
    const party = await relyingParty(running, PATRONS);
    const browser = new Browser();
    const first = await party.begin();
    const before = (await first.finish((await signIn(browser, first.url, patron)).url)).claims();
    const second = await party.begin();
    const silent = await browser.open(second.url, CALLBACK);
    expect(silent.status).toBe(0);
    expect((await second.finish(silent.url)).claims()?.auth_time).toBe(before?.auth_time);
    for (const extra of [{ prompt: 'login' }, { max_age: '0' }]) {
      await new Promise((resolve) => setTimeout(resolve, 1100));
      const fresh = await party.begin(extra);
      expect(heading(await browser.open(fresh.url, CALLBACK))).toBe('Sign in');
      const again = await signIn(browser, fresh.url, patron);
      const claims = (await fresh.finish(again.url)).claims();
      expect(claims?.auth_time).toBeGreaterThan(before?.auth_time ?? Number.POSITIVE_INFINITY);
    }
  });

  it('answers prompt=none without a page', async () => {
    const attempt = await (await relyingParty(running, PATRONS)).begin({ prompt: 'none' });
    const end = await new Browser().open(attempt.url, CALLBACK);
    expect(new URL(end.url).searchParams.get('error')).toBe('login_required');
  });

  it('ends the session of the person before when the next one signs in on the same browser', async () => {
    await running.cognito.ensurePracticeUser({
      poolId: PATRONS,
      username: '01J0000000000000000000NEXT',
      email: 'next@home.test',
      password: 'Another-Reader-3',
    });
    const party = await relyingParty(running, PATRONS);
    const browser = new Browser();
    await signIn(browser, (await party.begin()).url, patron);
    const fresh = await party.begin({ prompt: 'login' });
    const end = await signIn(browser, fresh.url, { login: 'next@home.test', password: 'Another-Reader-3' });
    expect((await fresh.finish(end.url)).claims()?.['email']).toBe('next@home.test');
    const later = await party.begin();
    expect((await later.finish((await browser.open(later.url, CALLBACK)).url)).claims()?.['email']).toBe(
      'next@home.test',
    );
  });

  it('shows the practice code only after the password, and takes it', async () => {
    const party = await relyingParty(running, STAFF);
    const attempt = await party.begin();
    const browser = new Browser();
    const first = await browser.open(attempt.url, CALLBACK);
    expect(first.html).not.toMatch(/practice account/i);
    const second = await browser.submit(first, { login: 'ann', password: MANAGER.password }, CALLBACK);
    expect(heading(second)).toBe('Type your code');
    expect(second.html).toContain('Practice account');
    const [, code = ''] = /class="code">([\d ]+)</.exec(second.html) ?? [];
    const end = await browser.submit(second, { code }, CALLBACK);
    expect((await attempt.finish(end.url)).claims()?.['cognito:username']).toBe(MANAGER.username);
  });
});
