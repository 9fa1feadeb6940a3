import { randomUUID } from 'node:crypto';
import type { AccountClaims } from 'oidc-provider';
import type { User } from './user-store.ts';

/** Which claims each scope opens; the attributes a pool keeps beyond these stay inside it. */
export const CLAIMS_BY_SCOPE = {
  openid: ['sub', 'cognito:username', 'username', 'token_use', 'event_id', 'origin_jti'],
  email: ['email', 'email_verified'],
  profile: ['name', 'given_name', 'family_name', 'preferred_username', 'locale', 'zoneinfo'],
};

/** Claims as Cognito writes them: `cognito:username` and `token_use` in ID tokens, `username` at the user-info endpoint. */
export function claimsOf(user: User, use: string): AccountClaims {
  const { email_verified: verified, ...attributes } = user.attributes;
  const shared = {
    ...attributes,
    ...(verified === undefined ? {} : { email_verified: verified === 'true' }),
    sub: user.sub,
  };
  if (use !== 'id_token') return { ...shared, username: user.username };
  return {
    ...shared,
    'cognito:username': user.username,
    token_use: 'id',
    event_id: randomUUID(),
    origin_jti: randomUUID(),
  };
}
