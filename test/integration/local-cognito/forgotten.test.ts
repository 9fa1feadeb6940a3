import { AdminResetUserPasswordCommand } from '@aws-sdk/client-cognito-identity-provider';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Browser, errorText, heading } from './browser.ts';
import { type Party, type RunningCognito, relyingParty, signIn, startCognito, totpCode } from './cognito-fixture.ts';
import { CALLBACK, MANAGER, PATRON, PATRONS, STAFF } from './pools.ts';

const HOUR_MS = 60 * 60 * 1000;
const NEW_PASSWORD = 'Chosen-Again-4';

let running: RunningCognito;
let patrons: Party;
beforeEach(async () => {
  running = await startCognito();
  patrons = await relyingParty(running, PATRONS);
});
afterEach(() => running.remove());

async function ask(browser: Browser, party: Party, login: string) {
  const attempt = await party.begin();
  const first = await browser.open(attempt.url, CALLBACK);
  const asked = await browser.submit(first, { step: 'forgot' }, CALLBACK);
  expect(heading(asked)).toBe('A new password');
  return { page: await browser.submit(asked, { login }, CALLBACK), finish: attempt.finish };
}

const mailedCode = () =>
  vi.waitFor(() => {
    const code = /code is (\d{6})/.exec(running.mails.at(-1)?.text ?? '')?.[1];
    if (!code) throw new Error('no code was mailed');
    return code;
  });

const fields = (code: string) => ({ code, password: NEW_PASSWORD, repeated: NEW_PASSWORD });

describe('a forgotten password', { timeout: 60_000 }, () => {
  it('is replaced with a code from the mail, which works once', async () => {
    const browser = new Browser();
    const { page, finish } = await ask(browser, patrons, '20001234');
    const code = await mailedCode();
    expect(running.mails.map((mail) => mail.to)).toEqual([PATRON.email]);
    const end = await browser.submit(page, fields(code), CALLBACK);
    expect((await finish(end.url)).claims()?.['cognito:username']).toBe(PATRON.username);
    const fresh = { login: PATRON.email, password: NEW_PASSWORD };
    expect((await signIn(new Browser(), (await patrons.begin()).url, fresh)).status).toBe(0);
    const old = { login: PATRON.email, password: PATRON.password };
    expect((await signIn(new Browser(), (await patrons.begin()).url, old)).status).toBe(400);
    running.mails.length = 0;
    const again = new Browser();
    const second = await ask(again, patrons, 'nobody@home.test');
    expect(errorText(await again.submit(second.page, fields(code), CALLBACK))).toContain('This code is wrong');
  });

  it('looks the same for a person nobody knows, to whom nothing is sent', async () => {
    const known = await ask(new Browser(), patrons, PATRON.email);
    await mailedCode();
    const browser = new Browser();
    const unknown = await ask(browser, patrons, 'nobody@home.test');
    expect(unknown.page.html).toBe(known.page.html);
    expect(errorText(await browser.submit(unknown.page, fields('123456'), CALLBACK))).toContain('This code is wrong');
    expect(running.mails).toHaveLength(1);
  });

  it('does not replace the code from the phone', async () => {
    const staff = await relyingParty(running, STAFF);
    const browser = new Browser();
    const { page, finish } = await ask(browser, staff, MANAGER.email);
    const next = await browser.submit(page, fields(await mailedCode()), CALLBACK);
    expect(heading(next)).toBe('Type your code');
    const end = await browser.submit(next, { code: totpCode() }, CALLBACK);
    expect((await finish(end.url)).claims()?.['cognito:username']).toBe(MANAGER.username);
  });

  it('cannot be replaced with an old code, a guessed one, or five guesses and the right one', async () => {
    await running.admin.send(new AdminResetUserPasswordCommand({ UserPoolId: PATRONS, Username: PATRON.username }));
    const old = await mailedCode();
    running.clock.offset = HOUR_MS + 1000;
    const late = new Browser();
    const person = { login: PATRON.email, password: PATRON.password };
    const asked = await signIn(late, (await patrons.begin()).url, person);
    expect(errorText(await late.submit(asked, fields(old), CALLBACK))).toContain('This code is wrong');
    const browser = new Browser();
    const { page } = await ask(browser, patrons, PATRON.email);
    await vi.waitFor(() => expect(running.mails).toHaveLength(2));
    const right = await mailedCode();
    const guess = right === '000000' ? '000001' : '000000';
    // The old code above was the first wrong one.
    for (let n = 1; n < 5; n += 1) {
      expect(errorText(await browser.submit(page, fields(guess), CALLBACK))).toContain('This code is wrong');
    }
    expect((await browser.submit(page, fields(right), CALLBACK)).status).toBe(429);
  });

  it('is asked for anew when the library reset it', async () => {
    const who = { UserPoolId: PATRONS, Username: PATRON.username };
    await running.admin.send(new AdminResetUserPasswordCommand(who));
    const browser = new Browser();
    const attempt = await patrons.begin();
    const page = await signIn(browser, attempt.url, { login: PATRON.email, password: PATRON.password });
    expect(heading(page)).toBe('A new password');
    const end = await browser.submit(page, fields(await mailedCode()), CALLBACK);
    expect((await attempt.finish(end.url)).claims()?.['email_verified']).toBe(true);
  });
});
