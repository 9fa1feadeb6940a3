import {
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminGetUserCommand,
  AdminSetUserPasswordCommand,
  AdminUpdateUserAttributesCommand,
  AdminUserGlobalSignOutCommand,
  CognitoIdentityProviderClient,
  DescribeUserPoolCommand,
  ListGroupsCommand,
  ListUsersCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import * as client from 'openid-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Browser, errorText, heading } from './browser.ts';
import { type RunningCognito, relyingParty, signIn, startCognito } from './cognito-fixture.ts';
import { CALLBACK, PATRON, PATRONS, REGION, STAFF } from './pools.ts';

let running: RunningCognito;
beforeEach(async () => {
  running = await startCognito();
});
afterEach(() => running.remove());

const NEW = '01J0000000000000000000NEW1';
const create = (changes: Partial<AdminCreateUserCommand['input']> = {}) =>
  running.admin.send(
    new AdminCreateUserCommand({
      UserPoolId: PATRONS,
      Username: NEW,
      MessageAction: 'SUPPRESS',
      UserAttributes: [
        { Name: 'email', Value: 'new@home.test' },
        { Name: 'email_verified', Value: 'true' },
      ],
      ...changes,
    }),
  );
const who = { UserPoolId: PATRONS, Username: NEW };

describe('administration of accounts', { timeout: 60_000 }, () => {
  it('creates a person who must change the password, and records the permission on the pool', async () => {
    const { User } = await create();
    expect(User).toMatchObject({ Username: NEW, Enabled: true, UserStatus: 'FORCE_CHANGE_PASSWORD' });
    expect(running.calls).toEqual([
      {
        service: 'cognito-idp',
        action: 'AdminCreateUser',
        resource: `arn:aws:cognito-idp:${REGION}:000000000000:userpool/${PATRONS}`,
        principal: 'role/people',
        context: {},
      },
    ]);
    expect(running.mails).toEqual([]);
  });

  it('sends the invitation unless told not to, and again on request with a new password', async () => {
    await create({ MessageAction: undefined });
    await create({ MessageAction: 'RESEND' });
    const passwords = running.mails.map((mail) => /password (\S+)/.exec(mail.text)?.[1]);
    expect(running.mails.map((mail) => mail.to)).toEqual(['new@home.test', 'new@home.test']);
    expect(passwords[0]).not.toBe(passwords[1]);
    const party = await relyingParty(running, PATRONS);
    const [first = '', second = ''] = passwords.map(String);
    const old = await signIn(new Browser(), (await party.begin()).url, { login: 'new@home.test', password: first });
    expect(errorText(old)).toContain('do not go together');
    const fresh = await signIn(new Browser(), (await party.begin()).url, { login: 'new@home.test', password: second });
    expect(heading(fresh)).toBe('Choose your password');
  });

  it('refuses a user name, an address or a card number that somebody has', async () => {
    await create();
    await expect(create()).rejects.toMatchObject({ name: 'UsernameExistsException' });
    await expect(create({ Username: NEW.toLowerCase() })).rejects.toMatchObject({ name: 'UsernameExistsException' });
    await expect(create({ Username: 'other' })).rejects.toMatchObject({ name: 'AliasExistsException' });
    const card = { Username: 'other', UserAttributes: [{ Name: 'preferred_username', Value: '20001234' }] };
    await expect(create(card)).rejects.toMatchObject({ name: 'AliasExistsException' });
    const { Users } = await running.admin.send(new ListUsersCommand({ UserPoolId: PATRONS }));
    expect(Users?.map((user) => user.Username)).toEqual([PATRON.username, NEW].sort());
  });

  it('sets a permanent password that keeps the rules, and refuses one that does not', async () => {
    await create();
    const set = (Password: string) =>
      running.admin.send(new AdminSetUserPasswordCommand({ ...who, Password, Permanent: true }));
    await expect(set('short')).rejects.toMatchObject({ name: 'InvalidPasswordException' });
    await set('Long-Enough-1');
    const user = await running.admin.send(new AdminGetUserCommand(who));
    expect(user).toMatchObject({ UserStatus: 'CONFIRMED', Enabled: true });
    expect(JSON.stringify(user)).not.toMatch(/scrypt|Long-Enough/);
    const party = await relyingParty(running, PATRONS);
    const person = { login: 'new@home.test', password: 'Long-Enough-1' };
    expect((await signIn(new Browser(), (await party.begin()).url, person)).status).toBe(0);
  });

  it('moves the sign-in to a new address only when the address was proved', async () => {
    const party = await relyingParty(running, PATRONS);
    const change = (...extra: { Name: string; Value: string }[]) =>
      running.admin.send(
        new AdminUpdateUserAttributesCommand({
          UserPoolId: PATRONS,
          Username: PATRON.username,
          UserAttributes: [{ Name: 'email', Value: 'moved@home.test' }, ...extra],
        }),
      );
    const atNew = async () =>
      (await signIn(new Browser(), (await party.begin()).url, { login: 'moved@home.test', password: PATRON.password }))
        .status;
    await change();
    expect(await atNew()).toBe(400);
    await change({ Name: 'email_verified', Value: 'true' });
    expect(await atNew()).toBe(0);
  });

  it('removes a person with everything issued to them', async () => {
    const party = await relyingParty(running, PATRONS);
    const browser = new Browser();
    const attempt = await party.begin();
    const end = await signIn(browser, attempt.url, { login: PATRON.email, password: PATRON.password });
    await running.admin.send(new AdminDeleteUserCommand({ UserPoolId: PATRONS, Username: PATRON.username }));
    await expect(attempt.finish(end.url)).rejects.toMatchObject({ error: 'invalid_grant' });
    expect(heading(await browser.open((await party.begin()).url, CALLBACK))).toBe('Sign in');
    await expect(
      running.admin.send(new AdminGetUserCommand({ UserPoolId: PATRONS, Username: PATRON.username })),
    ).rejects.toMatchObject({ name: 'UserNotFoundException' });
  });

  it('ends tokens everywhere but leaves the browser signed in here, as Cognito does', async () => {
    const party = await relyingParty(running, PATRONS);
    const browser = new Browser();
    const attempt = await party.begin();
    const end = await signIn(browser, attempt.url, { login: PATRON.email, password: PATRON.password });
    const tokens = await attempt.finish(end.url);
    const sub = tokens.claims()?.sub ?? '';
    await client.fetchUserInfo(party.config, tokens.access_token, sub);
    await running.admin.send(new AdminUserGlobalSignOutCommand({ UserPoolId: PATRONS, Username: PATRON.username }));
    await expect(client.fetchUserInfo(party.config, tokens.access_token, sub)).rejects.toThrow();
    expect((await browser.open((await party.begin()).url, CALLBACK)).status).toBe(0);
  });

  it('lists people page by page and describes the pool', async () => {
    for (const n of [1, 2, 3, 4]) {
      await create({ Username: `user-${n}`, UserAttributes: [{ Name: 'name', Value: `Reader ${n}` }] });
    }
    const names: (string | undefined)[] = [];
    let PaginationToken: string | undefined;
    do {
      const page = await running.admin.send(new ListUsersCommand({ UserPoolId: PATRONS, Limit: 2, PaginationToken }));
      names.push(...(page.Users ?? []).map((user) => user.Username));
      PaginationToken = page.PaginationToken;
    } while (PaginationToken);
    expect(names).toEqual([PATRON.username, 'user-1', 'user-2', 'user-3', 'user-4']);
    const { UserPool } = await running.admin.send(new DescribeUserPoolCommand({ UserPoolId: STAFF }));
    expect(UserPool).toMatchObject({ Id: STAFF, MfaConfiguration: 'ON' });
  });

  it('refuses what it does not have, and what is not there', async () => {
    const unknown = running.admin.send(new ListGroupsCommand({ UserPoolId: PATRONS }));
    await expect(unknown).rejects.toMatchObject({ name: 'UnknownOperationException' });
    const filter = running.admin.send(new ListUsersCommand({ UserPoolId: PATRONS, Filter: 'email = "x"' }));
    await expect(filter).rejects.toMatchObject({ name: 'InvalidParameterException' });
    const custom = create({ UserAttributes: [{ Name: 'custom:role', Value: 'manager' }] });
    await expect(custom).rejects.toMatchObject({ name: 'InvalidParameterException' });
    const nowhere = running.admin.send(new DescribeUserPoolCommand({ UserPoolId: 'eu-central-1_Nothing0' }));
    await expect(nowhere).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    const credentials = { accessKeyId: 'AKIALOCALTEST', secretAccessKey: 'guessed' };
    const stranger = new CognitoIdentityProviderClient({
      endpoint: running.url,
      region: REGION,
      credentials,
      maxAttempts: 1,
    });
    const attempt = stranger.send(new AdminGetUserCommand({ UserPoolId: PATRONS, Username: PATRON.username }));
    await expect(attempt).rejects.toMatchObject({ name: 'InvalidSignatureException' });
  });
});
