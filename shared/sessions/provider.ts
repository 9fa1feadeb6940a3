import * as oidc from 'openid-client';
import * as z from 'zod';
import type { Site } from '../contracts/operation.ts';
import { AppError } from '../kernel/app-error.ts';

/** Where one site's people sign in: Cognito's hosted pages in the cloud, a certified provider on one machine. */
export interface ProviderSettings {
  readonly issuer: string;
  readonly clientId: string;
  /** Host of the hosted pages: its `/logout` is not in the discovery document. */
  readonly hostedUrl: string;
}

export interface Identity {
  readonly personId: string;
  readonly authTime: Date;
}

export interface Provider {
  readonly begin: (ask: {
    state: string;
    nonce: string;
    verifier: string;
    callback: string;
    fresh: boolean;
  }) => Promise<string>;
  readonly finish: (answer: { url: URL; state: string; nonce: string; verifier: string }) => Promise<Identity>;
  readonly logoutUrl: (back: string) => string;
}

/** Our user names are our person ids: the pool's own subject is never stored, so a new pool loses nobody. */
const Claims = z.object({
  'cognito:username': z.string().regex(/^[0-9A-Z]{26}$/),
  auth_time: z.number(),
});

export const createProvider = (settings: ProviderSettings): Provider => {
  let found: Promise<oidc.Configuration> | undefined;
  const configuration = (): Promise<oidc.Configuration> => {
    const issuer = new URL(settings.issuer);
    // Only a provider on this very machine may speak plain HTTP.
    const local = issuer.hostname === 'localhost' ? { execute: [oidc.allowInsecureRequests] } : {};
    found ??= oidc.discovery(issuer, settings.clientId, undefined, oidc.None(), local).catch((error: unknown) => {
      found = undefined;
      throw error;
    });
    return found;
  };
  return {
    begin: async ({ state, nonce, verifier, callback, fresh }) => {
      const url = oidc.buildAuthorizationUrl(await configuration(), {
        redirect_uri: callback,
        scope: 'openid',
        state,
        nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        ...(fresh ? { prompt: 'login' } : {}),
      });
      return url.href;
    },
    finish: async ({ url, state, nonce, verifier }) => {
      try {
        const tokens = await oidc.authorizationCodeGrant(await configuration(), url, {
          pkceCodeVerifier: verifier,
          expectedState: state,
          expectedNonce: nonce,
          idTokenExpected: true,
        });
        const claims = Claims.parse(tokens.claims());
        return { personId: claims['cognito:username'], authTime: new Date(claims.auth_time * 1000) };
      } catch (error) {
        throw new AppError('sign-in-failed', {}, { cause: error });
      }
    },
    logoutUrl: (back) => {
      const url = new URL(`${settings.hostedUrl.replace(/\/$/, '')}/logout`);
      url.searchParams.set('client_id', settings.clientId);
      url.searchParams.set('logout_uri', back);
      return url.href;
    },
  };
};

export type Providers = Readonly<Record<Site, Provider>>;
