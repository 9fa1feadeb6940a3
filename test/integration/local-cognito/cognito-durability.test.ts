import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  ListUsersCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { Browser } from './browser.ts';
import { relyingParty, signIn, startCognito, totpCode } from './cognito-fixture.ts';
import {
  ACCESS,
  CALLBACK,
  MANAGER,
  openCognito,
  PATRON,
  PATRONS,
  pool,
  REGION,
  SECRET,
  STAFF,
  TOTP_SECRET,
} from './pools.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'cognito-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const patron = { login: PATRON.email, password: PATRON.password };

describe('accounts on disk', { timeout: 60_000 }, () => {
  it('keep people, sessions, half-done sign-ins, used codes and signing keys over a restart', async () => {
    const first = await startCognito(dir);
    const { port } = first;
    const browser = new Browser();
    await signIn(browser, (await (await relyingParty(first, PATRONS)).begin()).url, patron);
    const staffBefore = await relyingParty(first, STAFF);
    const code = totpCode();
    const manager = { login: MANAGER.email, password: MANAGER.password };
    await signIn(new Browser(), (await staffBefore.begin()).url, { ...manager, code });
    const halfDone = new Browser();
    const attempt = await staffBefore.begin();
    const page = await signIn(halfDone, attempt.url, manager);
    const keysBefore = await (await fetch(`${first.url}/${STAFF}/.well-known/jwks.json`)).text();
    await first.stop();

    const second = await startCognito(dir, port);
    try {
      // The pool of connections in this process may still hold one to the server that has stopped.
      const keysAfter = await vi.waitFor(async () =>
        (await fetch(`${second.url}/${STAFF}/.well-known/jwks.json`)).text(),
      );
      expect(keysAfter).toBe(keysBefore);
      const patrons = await relyingParty(second, PATRONS);
      expect((await browser.open((await patrons.begin()).url, CALLBACK)).status).toBe(0);
      expect((await halfDone.submit(page, { code }, CALLBACK)).status).toBe(400);
      const end = await halfDone.submit(page, { code: totpCode(undefined, Date.now() + 30_000) }, CALLBACK);
      expect((await attempt.finish(end.url)).claims()?.['cognito:username']).toBe(MANAGER.username);
    } finally {
      await second.stop();
    }
  });

  it('lose no acknowledged account or password when the process is killed', async () => {
    const child = fork(new URL('./cognito-child.ts', import.meta.url), [dir], { stdio: 'ignore' });
    const [ready] = await once(child, 'message');
    const { url } = z.object({ url: z.string(), port: z.number() }).parse(ready);
    const admin = new CognitoIdentityProviderClient({
      endpoint: url,
      region: REGION,
      credentials: ACCESS,
      maxAttempts: 1,
    });
    const acknowledged: string[] = [];
    const worker = async (name: string) => {
      for (let n = 0; ; n += 1) {
        const who = { UserPoolId: PATRONS, Username: `${name}-${n}` };
        await admin.send(new AdminCreateUserCommand({ ...who, MessageAction: 'SUPPRESS' }));
        await admin.send(
          new AdminSetUserPasswordCommand({ ...who, Password: `Password-${name}-${n}`, Permanent: true }),
        );
        acknowledged.push(who.Username);
        if (acknowledged.length === 10) child.kill('SIGKILL');
      }
    };
    const exited = once(child, 'exit');
    await Promise.allSettled([worker('a'), worker('b'), worker('c')]);
    await exited;
    admin.destroy();
    const after = await startCognito(dir);
    try {
      const { Users } = await after.admin.send(new ListUsersCommand({ UserPoolId: PATRONS }));
      const names = new Set(Users?.map((user) => user.Username));
      expect(acknowledged.filter((name) => !names.has(name))).toEqual([]);
      const party = await relyingParty(after, PATRONS);
      for (const login of acknowledged.slice(-3)) {
        const end = await signIn(new Browser(), (await party.begin()).url, { login, password: `Password-${login}` });
        expect(end.status).toBe(0);
      }
    } finally {
      await after.stop();
    }
  });

  it('are readable by the owner alone, and hold no password in the clear', async () => {
    const running = await startCognito(dir);
    await signIn(new Browser(), (await (await relyingParty(running, PATRONS)).begin()).url, patron);
    await running.stop();
    const folder = join(dir, 'cognito');
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    for (const poolId of [STAFF, PATRONS]) {
      expect(statSync(join(folder, `${poolId}.signing-keys.json`)).mode & 0o777).toBe(0o600);
    }
    const files = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'));
    // The client secret and the code secret have to be readable to be used: finding them shows that the search works.
    expect(files.some((text) => text.includes(SECRET) && text.includes(TOTP_SECRET))).toBe(true);
    expect(files.some((text) => text.includes(PATRON.password) || text.includes(MANAGER.password))).toBe(false);
  });

  it('keep the secret that was generated for a client', async () => {
    const first = await startCognito(dir);
    const clients = [{ clientId: 'console', generateSecret: true, callbackUrls: [CALLBACK], logoutUrls: [] }];
    const definition = { ...pool(STAFF, 'REQUIRED'), clients };
    const [made] = first.cognito.ensurePool(definition).clients;
    expect(made?.secret).toMatch(/^[\w-]{43}$/);
    await first.stop();
    const second = await startCognito(dir);
    // The fixture names other clients in between: a client that left and came back is a new one.
    expect(second.cognito.ensurePool(definition).clients[0]?.secret).not.toBe(made?.secret);
    const [kept] = second.cognito.ensurePool(definition).clients;
    await second.stop();
    const third = openCognito(dir, { offset: 0 }, [], []);
    expect(third.ensurePool(definition).clients[0]?.secret).toBe(kept?.secret);
    third.close();
  });

  it('keep a password somebody changed when the practice accounts are made again', async () => {
    const first = await startCognito(dir);
    const who = { UserPoolId: PATRONS, Username: PATRON.username };
    await first.admin.send(new AdminSetUserPasswordCommand({ ...who, Password: 'Changed-By-Me-5', Permanent: true }));
    await first.stop();
    const second = await startCognito(dir);
    try {
      const party = await relyingParty(second, PATRONS);
      const end = await signIn(new Browser(), (await party.begin()).url, { ...patron, password: 'Changed-By-Me-5' });
      expect(end.status).toBe(0);
    } finally {
      await second.stop();
    }
  });
});
