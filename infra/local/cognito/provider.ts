import Provider, { type AdapterPayload, type Configuration, interactionPolicy } from 'oidc-provider';
import { CLAIMS_BY_SCOPE, claimsOf } from './claims.ts';
import type { Database } from './database.ts';
import { oidcAdapter } from './oidc-store.ts';
import { errorPage } from './pages/error-page.ts';
import type { Pool, PoolClient } from './pool-store.ts';
import { SIGN_IN_SECONDS } from './sign-in-store.ts';
import type { SigningKeys } from './signing-keys.ts';
import type { UserStore } from './user-store.ts';

// Cognito's own: a code lives five minutes, tokens and the browser's session an hour.
const CODE_SECONDS = 300;
const HOUR = 3600;

export interface ProviderParts {
  readonly db: Database;
  readonly users: UserStore;
  readonly now: () => Date;
  readonly pool: () => Pool;
  readonly keys: SigningKeys;
  /** `http://localhost:PORT/<poolId>` */
  readonly issuer: string;
}

function clientMetadata(client: PoolClient): AdapterPayload {
  // Cognito takes the secret either way, the provider one way per client; so it is the way this request uses.
  const basic = Provider.ctx?.get('authorization').startsWith('Basic ');
  const secretMethod = basic ? 'client_secret_basic' : 'client_secret_post';
  return {
    client_id: client.clientId,
    ...(client.secret === undefined ? {} : { client_secret: client.secret }),
    redirect_uris: client.callbackUrls,
    response_types: ['code'],
    grant_types: ['authorization_code'],
    // A public client has PKCE instead of a secret, as `GenerateSecret: false` asks for.
    token_endpoint_auth_method: client.secret === undefined ? 'none' : secretMethod,
    require_auth_time: true,
  };
}

function signInPolicy() {
  const policy = interactionPolicy.base();
  // These are the library's own sites: there is no third party to consent to.
  policy.remove('consent');
  const gone = new interactionPolicy.Check('account_gone', 'The account is not there any more', (ctx) => {
    const { session, account } = ctx.oidc;
    return Boolean(session?.accountId) && !account;
  });
  policy.get('login')?.checks.add(gone);
  return policy;
}

/** One pool's OpenID Connect provider: the certified library, narrowed to what Cognito offers. */
export function createProvider(parts: ProviderParts): Provider {
  const { db, users, now, issuer } = parts;
  const { poolId, cookieKey } = parts.pool();
  const path = `/${poolId}`;
  const configuration: Configuration = {
    adapter: (model) => {
      const adapter = oidcAdapter(db, now, poolId, model);
      if (model !== 'Client') return adapter;
      const find = async (id: string) => {
        const client = parts.pool().clients.find((each) => each.clientId === id);
        return client && clientMetadata(client);
      };
      return { ...adapter, find };
    },
    jwks: parts.keys,
    findAccount: (_ctx, sub) => {
      const user = users.bySub(poolId, sub);
      if (!user?.enabled) return undefined;
      return { accountId: sub, claims: async (use) => claimsOf(user, use) };
    },
    claims: CLAIMS_BY_SCOPE,
    scopes: ['openid', 'email', 'profile'],
    conformIdTokenClaims: false,
    responseTypes: ['code'],
    pkce: { required: () => true },
    clientAuthMethods: ['none', 'client_secret_basic', 'client_secret_post'],
    routes: {
      authorization: '/oauth2/authorize',
      token: '/oauth2/token',
      userinfo: '/oauth2/userInfo',
      jwks: '/.well-known/jwks.json',
    },
    discovery: { end_session_endpoint: `${issuer}/logout` },
    // What Cognito does not offer must not work here either.
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      dPoP: { enabled: false },
      resourceIndicators: { enabled: false },
    },
    interactions: { policy: signInPolicy(), url: (_ctx, interaction) => `${path}/login/${interaction.uid}` },
    loadExistingGrant: async (ctx) => {
      const { client, session, provider, requestParamScopes } = ctx.oidc;
      if (!client || !session?.accountId) return undefined;
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope([...requestParamScopes].join(' '));
      await grant.save();
      return grant;
    },
    cookies: {
      keys: [cookieKey],
      // Cookies ignore ports: names and paths keep the two pools and the product's own cookies apart.
      names: { session: `pool-${poolId}`, interaction: `pool-${poolId}-login`, resume: `pool-${poolId}-resume` },
      long: { path, httpOnly: true, sameSite: 'lax', signed: true, overwrite: true },
      short: { httpOnly: true, sameSite: 'lax', signed: true, overwrite: true },
    },
    ttl: {
      AccessToken: HOUR,
      AuthorizationCode: CODE_SECONDS,
      IdToken: HOUR,
      Session: HOUR,
      Grant: HOUR,
      Interaction: SIGN_IN_SECONDS,
    },
    renderError: (ctx, out) => {
      ctx.type = 'html';
      ctx.body = errorPage(parts.pool().name, out.error_description ?? out.error);
    },
  };
  const provider = new Provider(issuer, configuration);
  provider.on('server_error', (_ctx, error) => console.error('sign-in:', error));
  return provider;
}
