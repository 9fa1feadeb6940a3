import type { System } from '../../shared/aws/system.ts';
import type { Site } from '../../shared/contracts/operation.ts';
import type { Actor } from '../../shared/kernel/actor.ts';
import { AppError } from '../../shared/kernel/app-error.ts';
import { cookieName } from '../../shared/sessions/cookies.ts';
import { endSession, readSession, secretHash, sessionEnd, touchSession } from '../../shared/sessions/session-store.ts';

const MINUTE = 60_000;

export interface SignedIn {
  readonly actor: Actor;
  readonly sessionHash: string;
  readonly device: string;
  readonly idleUntil: Date;
}

/**
 * Turns the cookie into the actor. No cookie is a guest; a cookie that does not hold is `session-ended`,
 * so that a page never goes on quietly as somebody else.
 */
export const signedIn = async (
  system: System,
  cookies: Readonly<Record<string, string>>,
  site: Site,
  now: Date,
): Promise<SignedIn | undefined> => {
  const cookie = cookies[cookieName[site]];
  if (cookie === undefined || cookie === '') return undefined;
  const match = /^([0-9A-Z]{26})\.([A-Za-z0-9_-]{43})$/.exec(cookie);
  if (match?.[1] === undefined || match[2] === undefined) throw new AppError('session-ended');
  const [, personId, secret] = match;
  const hash = secretHash(secret);
  const read = await readSession(system, personId, hash);
  if (read === undefined || read.session.site !== site) throw new AppError('session-ended');
  const { session, access } = read;
  const left = access.leftAt !== undefined && Date.parse(access.leftAt) <= now.getTime();
  if (left || sessionEnd(session) <= now) {
    await endSession(system, personId, hash);
    throw new AppError('session-ended');
  }
  // A write a minute is enough to hold the idle limit, and keeps reads from costing a write each.
  if (now.getTime() - Date.parse(session.lastSeenAt) > MINUTE) await touchSession(system, session, now);
  return {
    sessionHash: hash,
    device: session.device,
    idleUntil: sessionEnd({ ...session, lastSeenAt: now.toISOString() }),
    actor: {
      personId,
      kind: access.kind,
      role: access.role,
      name: access.name,
      branches: access.branches,
      certificates: access.certificates,
      leftAt: access.leftAt,
      site,
      deviceClass: session.deviceClass,
      authTime: new Date(session.authTime),
      freshFor: session.freshFor,
    },
  };
};
