import {
  AdminCreateUserCommand,
  AdminSetUserMFAPreferenceCommand,
  AdminSetUserPasswordCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Browser, errorText, heading, type Visit } from './browser.ts';
import { type Party, type RunningCognito, relyingParty, signIn, startCognito, totpCode } from './cognito-fixture.ts';
import { CALLBACK, STAFF } from './pools.ts';

const USERNAME = '01J0000000000000000000CLERK';
const EMAIL = 'piotr@library.test';
const DAY_MS = 86_400_000;

let running: RunningCognito;
let staff: Party;
beforeEach(async () => {
  running = await startCognito();
  staff = await relyingParty(running, STAFF);
  await running.admin.send(
    new AdminCreateUserCommand({
      UserPoolId: STAFF,
      Username: USERNAME,
      UserAttributes: [
        { Name: 'email', Value: EMAIL },
        { Name: 'email_verified', Value: 'true' },
      ],
    }),
  );
});
afterEach(() => running.remove());

function invitedPassword(): string {
  const mail = running.mails.find((each) => each.to === EMAIL);
  return /temporary password (\S+)/.exec(mail?.text ?? '')?.[1] ?? '';
}

function offeredSecret(page: Visit): string {
  return (/class="secret">([^<]+)</.exec(page.html)?.[1] ?? '').replaceAll(' ', '');
}

const NEW_PASSWORD = 'My-Own-Words-9';

describe('a person who was invited', { timeout: 60_000 }, () => {
  it('chooses a password, sets up the phone, and signs in with both from then on', async () => {
    const browser = new Browser();
    const attempt = await staff.begin();
    const choose = await signIn(browser, attempt.url, { login: EMAIL, password: invitedPassword() });
    expect(heading(choose)).toBe('Choose your password');
    const enrol = await browser.submit(choose, { password: NEW_PASSWORD, repeated: NEW_PASSWORD }, CALLBACK);
    expect(heading(enrol)).toBe('Set up your phone');
    expect(enrol.html).toContain('<svg');
    const secret = offeredSecret(enrol);
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    const wrong = await browser.submit(enrol, { code: '123' }, CALLBACK);
    expect(errorText(wrong)).toContain('This code is wrong');
    expect(offeredSecret(wrong)).toBe(secret);
    const end = await browser.submit(wrong, { code: totpCode(secret) }, CALLBACK);
    expect((await attempt.finish(end.url)).claims()?.['cognito:username']).toBe(USERNAME);

    const again = await staff.begin();
    const code = totpCode(secret, Date.now() + 30_000);
    const second = await signIn(new Browser(), again.url, { login: EMAIL, password: NEW_PASSWORD, code });
    expect((await again.finish(second.url)).claims()?.['cognito:username']).toBe(USERNAME);
    const old = await signIn(new Browser(), (await staff.begin()).url, { login: EMAIL, password: invitedPassword() });
    expect(errorText(old)).toContain('do not go together');
  });

  it('never sees a practice code', async () => {
    const browser = new Browser();
    const choose = await signIn(browser, (await staff.begin()).url, { login: EMAIL, password: invitedPassword() });
    const enrol = await browser.submit(choose, { password: NEW_PASSWORD, repeated: NEW_PASSWORD }, CALLBACK);
    expect(enrol.html).not.toMatch(/practice account/i);
  });

  it('is told what is wrong with a new password', async () => {
    const browser = new Browser();
    const temporary = invitedPassword();
    const choose = await signIn(browser, (await staff.begin()).url, { login: EMAIL, password: temporary });
    const attempt = (password: string, repeated = password) => browser.submit(choose, { password, repeated }, CALLBACK);
    const weak = await attempt('short');
    expect(errorText(weak)).toContain('at least 8 characters');
    expect(errorText(weak)).toContain('a capital letter (A–Z)');
    expect(errorText(weak)).not.toContain('a small letter');
    expect(errorText(await attempt(NEW_PASSWORD, 'Other-Words-9'))).toContain('are not the same');
    expect(errorText(await attempt(temporary))).toContain('the password you were given');
  });

  it('cannot use the temporary password after a week', async () => {
    await running.admin.send(
      new AdminSetUserPasswordCommand({
        UserPoolId: STAFF,
        Username: USERNAME,
        Password: 'Temporary-1',
        Permanent: false,
      }),
    );
    const early = await signIn(new Browser(), (await staff.begin()).url, { login: EMAIL, password: 'Temporary-1' });
    expect(heading(early)).toBe('Choose your password');
    running.clock.offset = 8 * DAY_MS;
    const late = await signIn(new Browser(), (await staff.begin()).url, { login: EMAIL, password: 'Temporary-1' });
    expect(errorText(late)).toContain('do not go together');
  });

  it('is asked for the code before a new password, once the phone is set up', async () => {
    const set = new AdminSetUserPasswordCommand({
      UserPoolId: STAFF,
      Username: '01J00000000000000000MANAGE',
      Password: 'Temporary-1',
      Permanent: false,
    });
    await running.admin.send(set);
    const browser = new Browser();
    const page = await signIn(browser, (await staff.begin()).url, { login: 'ann', password: 'Temporary-1' });
    expect(heading(page)).toBe('Type your code');
    expect(heading(await browser.submit(page, { code: totpCode() }, CALLBACK))).toBe('Choose your password');
  });

  it('sets the phone up anew after losing it', async () => {
    await running.admin.send(
      new AdminSetUserMFAPreferenceCommand({
        UserPoolId: STAFF,
        Username: '01J00000000000000000MANAGE',
        SoftwareTokenMfaSettings: { Enabled: false, PreferredMfa: false },
      }),
    );
    const page = await signIn(new Browser(), (await staff.begin()).url, { login: 'ann', password: 'Correct-Horse-7' });
    expect(heading(page)).toBe('Set up your phone');
  });
});
