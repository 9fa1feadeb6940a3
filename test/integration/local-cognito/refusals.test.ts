import { AdminDisableUserCommand, AdminEnableUserCommand } from '@aws-sdk/client-cognito-identity-provider';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Browser, errorText, heading, type Visit } from './browser.ts';
import { type Party, type RunningCognito, relyingParty, signIn, startCognito, totpCode } from './cognito-fixture.ts';
import { CALLBACK, MANAGER, PATRON, PATRONS, STAFF } from './pools.ts';

let running: RunningCognito;
let staff: Party;
let patrons: Party;
beforeEach(async () => {
  running = await startCognito();
  staff = await relyingParty(running, STAFF);
  patrons = await relyingParty(running, PATRONS);
});
afterEach(() => running.remove());

const manager = () => ({ login: MANAGER.email, password: MANAGER.password, code: totpCode() });
const patron = { login: PATRON.email, password: PATRON.password };

async function firstPage(browser: Browser): Promise<Visit> {
  return browser.open((await patrons.begin()).url, CALLBACK);
}

describe('refusals', { timeout: 60_000 }, () => {
  it('says the same about a wrong password, an unknown person and an account that is switched off', async () => {
    const wrong = await signIn(new Browser(), (await patrons.begin()).url, { ...patron, password: 'wrong' });
    const unknown = await signIn(new Browser(), (await patrons.begin()).url, { ...patron, login: 'nobody@home.test' });
    await running.admin.send(new AdminDisableUserCommand({ UserPoolId: PATRONS, Username: PATRON.username }));
    const disabled = await signIn(new Browser(), (await patrons.begin()).url, patron);
    expect(errorText(wrong)).toBe(
      'Not signed in. The name and the password do not go together. Check both and try again. If it still does not work, ask at the library desk.',
    );
    expect([wrong, unknown, disabled].map((page) => page.status)).toEqual([400, 400, 400]);
    expect(new Set([wrong, unknown, disabled].map(errorText)).size).toBe(1);
    await running.admin.send(new AdminEnableUserCommand({ UserPoolId: PATRONS, Username: PATRON.username }));
    expect((await signIn(new Browser(), (await patrons.begin()).url, patron)).status).toBe(0);
  });

  it('does not send back what was typed as a password, and keeps the name', async () => {
    const page = await signIn(new Browser(), (await patrons.begin()).url, { login: '"><b>x', password: 'my-secret' });
    expect(page.html).toContain('value="&quot;&gt;&lt;b&gt;x"');
    expect(page.html).not.toContain('my-secret');
  });

  it('refuses a wrong code, a code without the password, and the same code a second time', async () => {
    const code = totpCode();
    const other = code === '000000' ? '000001' : '000000';
    const browser = new Browser();
    const attempt = await staff.begin();
    const wrong = await signIn(browser, attempt.url, { ...manager(), code: other });
    expect(errorText(wrong)).toContain('This code is wrong, too old, or was used already.');
    expect((await browser.submit(wrong, { code }, CALLBACK)).status).toBe(0);

    const replayed = await signIn(new Browser(), (await staff.begin()).url, { ...manager(), code });
    expect(errorText(replayed)).toContain('was used already');

    const bold = new Browser();
    const page = await bold.open((await staff.begin()).url, CALLBACK);
    const skipped = await bold.submit(page, { step: 'code', code: totpCode() }, CALLBACK);
    expect(errorText(skipped)).toContain('Begin again with your password.');
  });

  it('takes a code of the step before or after, and none further away', async () => {
    // The middle of a step, so that none passes during the test.
    running.clock.offset = 15_000 - (Date.now() % 30_000);
    const now = Date.now() + running.clock.offset;
    for (const [shift, accepted] of [
      [-60_000, false],
      [-30_000, true],
      [30_000, true],
      [90_000, false],
    ] as const) {
      const code = totpCode(undefined, now + shift);
      const end = await signIn(new Browser(), (await staff.begin()).url, { ...manager(), code });
      expect(end.status === 0).toBe(accepted);
    }
  });

  it('gives one of many simultaneous uses of a code', async () => {
    const pages = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const browser = new Browser();
        const page = await signIn(browser, (await staff.begin()).url, { login: 'ann', password: MANAGER.password });
        return { browser, page };
      }),
    );
    const code = totpCode();
    const ends = await Promise.all(pages.map(({ browser, page }) => browser.submit(page, { code }, CALLBACK)));
    expect(ends.filter((end) => end.status === 0)).toHaveLength(1);
  });

  it.each([PATRON.email, 'nobody@home.test'])(
    'locks %s after five wrong passwords for twice as long each time, and lets nobody in meanwhile',
    async (login) => {
      const browser = new Browser();
      let page = await firstPage(browser);
      const attempt = (password: string) => browser.submit(page, { login, password }, CALLBACK);
      for (let wrong = 1; wrong <= 5; wrong += 1) {
        page = await attempt('wrong');
        expect(errorText(page)).toContain('do not go together');
      }
      expect(errorText(await attempt(PATRON.password))).toMatch(/Try again in 1 second\./);
      running.clock.offset += 1_100;
      page = await attempt('wrong');
      expect(errorText(page)).toContain('do not go together');
      const locked = await attempt(PATRON.password);
      expect(locked.status).toBe(429);
      expect(errorText(locked)).toMatch(/Try again in 2 seconds\./);
      // Looking while locked does not make the wait longer.
      running.clock.offset += 2_100;
      const after = await attempt(PATRON.password);
      expect(after.status).toBe(login === PATRON.email ? 0 : 400);
    },
  );

  it('looks at no more than five of many passwords tried at once', async () => {
    const browsers = await Promise.all(
      Array.from({ length: 12 }, async () => {
        const browser = new Browser();
        return { browser, page: await firstPage(browser) };
      }),
    );
    const ends = await Promise.all(
      browsers.map(({ browser, page }) => browser.submit(page, { login: PATRON.email, password: 'wrong' }, CALLBACK)),
    );
    expect(ends.filter((end) => end.status === 429).length).toBeGreaterThanOrEqual(6);
  });

  it('locks codes, too, after five wrong ones', async () => {
    const browser = new Browser();
    const code = totpCode();
    const other = code === '000000' ? '000001' : '000000';
    let page = await signIn(browser, (await staff.begin()).url, { ...manager(), code: other });
    for (let wrong = 2; wrong <= 5; wrong += 1) page = await browser.submit(page, { code: other }, CALLBACK);
    const locked = await browser.submit(page, { code: totpCode() }, CALLBACK);
    expect(locked.status).toBe(429);
  });

  it('lets nobody finish whose account is switched off between password and code', async () => {
    const browser = new Browser();
    const page = await signIn(browser, (await staff.begin()).url, { login: 'ann', password: MANAGER.password });
    await running.admin.send(new AdminDisableUserCommand({ UserPoolId: STAFF, Username: MANAGER.username }));
    expect(errorText(await browser.submit(page, { code: totpCode() }, CALLBACK))).toContain('Begin again');
  });

  it('stops a person who is switched off at the next sign-in, though the browser remembers them', async () => {
    const browser = new Browser();
    expect((await signIn(browser, (await patrons.begin()).url, patron)).status).toBe(0);
    const open = await patrons.begin();
    const end = await browser.open(open.url, CALLBACK);
    await running.admin.send(new AdminDisableUserCommand({ UserPoolId: PATRONS, Username: PATRON.username }));
    await expect(open.finish(end.url)).rejects.toMatchObject({ error: 'invalid_grant' });
    expect(heading(await browser.open((await patrons.begin()).url, CALLBACK))).toBe('Sign in');
  });

  it('takes forms from its own pages alone', async () => {
    const browser = new Browser();
    const page = await firstPage(browser);
    const body = () => new URLSearchParams({ step: 'password', login: PATRON.email, password: PATRON.password });
    for (const headers of [{ origin: 'https://evil.test' }, { 'sec-fetch-site': 'same-site' }, { origin: 'null' }]) {
      const response = await browser.request(page.url, { method: 'POST', body: body(), headers });
      expect(response.status).toBe(403);
    }
  });

  it('continues no sign-in that another browser began, or that nobody began', async () => {
    const { url } = await firstPage(new Browser());
    const stranger = await new Browser().open(url, CALLBACK);
    expect(stranger.status).toBe(400);
    expect(heading(stranger)).toBe('This page cannot sign you in');
    const own = new Browser();
    const { url: ownUrl } = await firstPage(own);
    const mixed = await own.open(ownUrl.replace(/[^/]+$/, 'made-up'), CALLBACK);
    expect(mixed.status).toBe(400);
  });

  it('lets the person begin again with another account', async () => {
    const browser = new Browser();
    const page = await signIn(browser, (await staff.begin()).url, { login: 'ann', password: MANAGER.password });
    expect(heading(await browser.submit(page, { step: 'restart' }, CALLBACK))).toBe('Sign in');
  });
});
