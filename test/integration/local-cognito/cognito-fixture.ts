import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import * as client from 'openid-client';
import { Secret, TOTP } from 'otpauth';
import type { AwsCall } from '../../../infra/local/aws-json/calls.ts';
import { createCognito } from '../../../infra/local/cognito/cognito.ts';
import type { Mail } from '../../../infra/local/cognito/mail.ts';
import type { PoolDefinition } from '../../../infra/local/cognito/pool-store.ts';
import type { Browser, Visit } from './browser.ts';

export const REGION = 'eu-central-1';
export const ACCESS = { accessKeyId: 'AKIALOCALTEST', secretAccessKey: 'test-secret' };
export const STAFF = 'eu-central-1_Staff0001';
export const PATRONS = 'eu-central-1_Patrons01';
export const CALLBACK = 'http://localhost:4001/api/session/callback';
export const SIGNED_OUT = 'http://localhost:4001/signed-out';
export const SECRET = 'a-client-secret-of-the-console';
export const TOTP_SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
export const MANAGER = {
  username: '01J00000000000000000MANAGE',
  email: 'ann@library.test',
  password: 'Correct-Horse-7',
};
export const PATRON = {
  username: '01J00000000000000000PATR0N',
  email: 'reader@home.test',
  password: 'Reading-Is-Fun-2',
};

export function pool(poolId: string, mfa: 'REQUIRED' | 'OFF'): PoolDefinition {
  const name = mfa === 'REQUIRED' ? 'Staff of the Practice Library' : 'Practice Library';
  return {
    poolId,
    name,
    mfa,
    clients: [{ clientId: `${poolId}-client`, secret: SECRET, callbackUrls: [CALLBACK], logoutUrls: [SIGNED_OUT] }],
  };
}

export interface Clock {
  offset: number;
}

export function openCognito(dir: string, clock: Clock, calls: AwsCall[], mails: Mail[]) {
  return createCognito({
    dir,
    region: REGION,
    accountId: '000000000000',
    now: () => new Date(Date.now() + clock.offset),
    credentials: (id) => (id === ACCESS.accessKeyId ? { ...ACCESS, principal: 'role/people' } : undefined),
    record: (call) => calls.push(call),
    sendMail: async (mail) => {
      mails.push(mail);
    },
  });
}

/** A running sign-in with both pools, a manager and a patron. */
export async function startCognito(dir = mkdtempSync(join(tmpdir(), 'cognito-')), port = 0) {
  const clock: Clock = { offset: 0 };
  const calls: AwsCall[] = [];
  const mails: Mail[] = [];
  const cognito = openCognito(dir, clock, calls, mails);
  cognito.ensurePool(pool(STAFF, 'REQUIRED'));
  cognito.ensurePool(pool(PATRONS, 'OFF'));
  await cognito.ensurePracticeUser({ poolId: STAFF, ...MANAGER, loginName: 'ann', totpSecret: TOTP_SECRET });
  await cognito.ensurePracticeUser({ poolId: PATRONS, ...PATRON, loginName: '20001234' });
  const server = await cognito.listen(port);
  const admin = new CognitoIdentityProviderClient({
    endpoint: server.url,
    region: REGION,
    credentials: ACCESS,
    maxAttempts: 1,
  });
  const stop = async () => {
    admin.destroy();
    await server.close();
    cognito.close();
  };
  const remove = async () => {
    await stop();
    rmSync(dir, { recursive: true, force: true });
  };
  return { dir, cognito, admin, clock, calls, mails, url: server.url, port: server.port, stop, remove };
}

export type RunningCognito = Awaited<ReturnType<typeof startCognito>>;

export function totpCode(secret = TOTP_SECRET, timestamp = Date.now()): string {
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp });
}

/** A relying party as the product is one: `openid-client` and nothing of ours. */
export async function relyingParty(
  running: RunningCognito,
  poolId: string,
  authentication = client.ClientSecretPost(SECRET),
) {
  const issuer = new URL(running.cognito.addresses(poolId).issuer);
  const config = await client.discovery(issuer, `${poolId}-client`, SECRET, authentication, {
    execute: [client.allowInsecureRequests],
  });
  return {
    config,
    async begin(extra: Readonly<Record<string, string>> = {}) {
      const verifier = client.randomPKCECodeVerifier();
      const state = client.randomState();
      const nonce = client.randomNonce();
      const url = client.buildAuthorizationUrl(config, {
        redirect_uri: CALLBACK,
        scope: 'openid email',
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state,
        nonce,
        ...extra,
      });
      const finish = (callback: string, checks: client.AuthorizationCodeGrantChecks = {}) =>
        client.authorizationCodeGrant(config, new URL(callback), {
          pkceCodeVerifier: verifier,
          expectedState: state,
          expectedNonce: nonce,
          idTokenExpected: true,
          ...checks,
        });
      return { url: url.href, finish };
    },
  };
}

export type Party = Awaited<ReturnType<typeof relyingParty>>;

export interface Person {
  readonly login: string;
  readonly password: string;
  readonly code?: string;
}

/** Fills in the forms one after the other; ends at the callback or at the page that did not let the person through. */
export async function signIn(browser: Browser, url: string, person: Person): Promise<Visit> {
  let page = await browser.open(url, CALLBACK);
  if (page.status === 0) return page;
  page = await browser.submit(page, { login: person.login, password: person.password }, CALLBACK);
  if (person.code === undefined || page.status === 0) return page;
  return browser.submit(page, { code: person.code }, CALLBACK);
}
