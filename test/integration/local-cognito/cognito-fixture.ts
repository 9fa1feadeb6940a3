import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import * as client from 'openid-client';
import { Secret, TOTP } from 'otpauth';
import { afterAll } from 'vitest';
import type { AwsCall } from '../../../infra/local/aws-json/calls.ts';
import type { LocalCognito } from '../../../infra/local/cognito/cognito.ts';
import type { Mail } from '../../../infra/local/cognito/mail.ts';
import type { Browser, Visit } from './browser.ts';
import {
  ACCESS,
  CALLBACK,
  type Clock,
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

async function fill(cognito: LocalCognito): Promise<void> {
  cognito.ensurePool(pool(STAFF, 'REQUIRED'));
  cognito.ensurePool(pool(PATRONS, 'OFF'));
  await cognito.ensurePracticeUser({ poolId: STAFF, ...MANAGER, loginName: 'ann', totpSecret: TOTP_SECRET });
  await cognito.ensurePracticeUser({ poolId: PATRONS, ...PATRON, loginName: '20001234' });
}

let seed: string | undefined;
afterAll(() => {
  if (seed !== undefined) rmSync(seed, { recursive: true, force: true });
  seed = undefined;
});

/** Signing keys and password hashes are slow to make on purpose, so each test begins with a copy of one folder. */
async function copySeed(dir: string): Promise<void> {
  if (seed === undefined) {
    const folder = mkdtempSync(join(tmpdir(), 'cognito-seed-'));
    const cognito = openCognito(folder, { offset: 0 }, [], []);
    await fill(cognito);
    cognito.close();
    seed = folder;
  }
  cpSync(seed, dir, { recursive: true });
}

/** A running sign-in with both pools, a manager and a patron. */
export async function startCognito(dir = mkdtempSync(join(tmpdir(), 'cognito-')), port = 0) {
  const clock: Clock = { offset: 0 };
  const calls: AwsCall[] = [];
  const mails: Mail[] = [];
  if (!existsSync(join(dir, 'cognito'))) await copySeed(dir);
  const cognito = openCognito(dir, clock, calls, mails);
  await fill(cognito);
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
