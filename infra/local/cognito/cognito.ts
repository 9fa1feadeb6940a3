import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import type { Provider } from 'oidc-provider';
import type { RecordCall } from '../aws-json/calls.ts';
import { jsonEndpoint } from '../aws-json/endpoint.ts';
import { type Listening, listen } from '../aws-json/listen.ts';
import type { CredentialLookup } from '../sigv4/verify.ts';
import { adminActions } from './admin-actions.ts';
import { attemptStore } from './attempt-store.ts';
import { openDatabase } from './database.ts';
import { hostedPages } from './hosted.ts';
import type { SendMail } from './mail.ts';
import { type Pool, type PoolDefinition, poolStore } from './pool-store.ts';
import { ensurePracticeUser, type PracticeUser } from './practice-user.ts';
import { createProvider } from './provider.ts';
import { resetCodes } from './reset-codes.ts';
import { signInStore } from './sign-in-store.ts';
import { loadSigningKeys } from './signing-keys.ts';
import { codeStore } from './totp.ts';
import { userStore } from './user-store.ts';

export interface CognitoOptions {
  /** The data folder of the local cloud; accounts go into its `cognito` folder. */
  readonly dir: string;
  readonly region: string;
  readonly accountId: string;
  readonly now: () => Date;
  readonly credentials: CredentialLookup;
  readonly record: RecordCall;
  readonly sendMail: SendMail;
}

export interface PoolAddresses {
  readonly issuer: string;
  /** What stands before `/oauth2/authorize` and `/logout`: the hosted domain in the cloud, the issuer here. */
  readonly hosted: string;
}

export interface LocalCognito {
  /** Hosted pages, and the `cognito-idp` calls at `POST /`. Works once `listen` has told it its address. */
  readonly handle: RequestListener;
  readonly listen: (port: number, host?: string) => Promise<Listening>;
  /** @returns the pool with the secrets of its clients. */
  readonly ensurePool: (definition: PoolDefinition) => Pool;
  readonly addresses: (poolId: string) => PoolAddresses;
  readonly ensurePracticeUser: (
    user: Omit<PracticeUser, 'withTotp'>,
  ) => Promise<{ readonly totpSecret: string | undefined }>;
  readonly close: () => void;
}

/** Cognito on this machine: hosted sign-in by a certified OpenID Connect provider, and the admin calls we make. */
export function createCognito(options: CognitoOptions): LocalCognito {
  const { region, accountId, now, credentials, record, sendMail } = options;
  const dir = join(options.dir, 'cognito');
  const db = openDatabase(dir);
  const pools = poolStore(db, now);
  const users = userStore(db, now);
  const resets = resetCodes(db, now);
  const providers = new Map<string, Provider>();
  let publicOrigin: string | undefined;

  function origin(): string {
    if (!publicOrigin) throw new Error('The sign-in has no address before it listens.');
    return publicOrigin;
  }
  function knownPool(poolId: string): Pool {
    const pool = pools.get(poolId);
    if (!pool) throw new Error(`There is no user pool ${poolId}.`);
    return pool;
  }
  const addresses = (poolId: string): PoolAddresses => ({
    issuer: `${origin()}/${poolId}`,
    hosted: `${origin()}/${poolId}`,
  });
  function provider({ poolId }: Pool): Provider {
    const known = providers.get(poolId);
    if (known) return known;
    const { issuer } = addresses(poolId);
    const keys = loadSigningKeys(dir, poolId);
    const made = createProvider({ db, users, now, issuer, keys, pool: () => knownPool(poolId) });
    providers.set(poolId, made);
    return made;
  }

  const hosted = hostedPages({
    users,
    now,
    attempts: attemptStore(db, now),
    codes: codeStore(db, now),
    signIns: signInStore(db, now),
    resets,
    sendMail,
    origin,
    pool: pools.get,
    provider,
  });
  const poolArn = (poolId: string) => `arn:aws:cognito-idp:${region}:${accountId}:userpool/${poolId}`;
  const target = 'AWSCognitoIdentityProviderService';
  const actions = adminActions({ db, pools, users, resets, now, sendMail, record, poolArn });
  const admin = jsonEndpoint({ service: 'cognito-idp', target, region, now, credentials, actions });
  const handle: RequestListener = (request, response) =>
    request.headers['x-amz-target'] === undefined ? hosted(request, response) : admin(request, response);

  return {
    handle,
    async listen(port, host) {
      const listening = await listen(handle, port, host);
      // Browsers refuse passkeys on an IP address, so they are sent to the name.
      publicOrigin = `http://localhost:${listening.port}`;
      providers.clear();
      return { ...listening, url: publicOrigin };
    },
    ensurePool(definition) {
      const pool = pools.save(definition);
      loadSigningKeys(dir, pool.poolId);
      return pool;
    },
    addresses,
    async ensurePracticeUser(practice) {
      const withTotp = knownPool(practice.poolId).mfa === 'REQUIRED';
      const user = await ensurePracticeUser(users, { ...practice, withTotp });
      return { totpSecret: user.totpSecret ?? undefined };
    },
    close: db.close,
  };
}
