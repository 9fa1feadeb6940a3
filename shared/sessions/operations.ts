import type { Call, Handlers } from '../aws/call.ts';
import { eventFragment, ledgerEvent } from '../aws/change.ts';
import { accessKey } from '../aws/keys.ts';
import { plainOf } from '../aws/stored.ts';
import type { System } from '../aws/system.ts';
import { getItem } from '../aws/table.ts';
import type { Site } from '../contracts/operation.ts';
import { Access } from '../contracts/people.ts';
import { rolePermissions } from '../contracts/permissions.ts';
import { AppError } from '../kernel/app-error.ts';
import { STEP_UP_SECONDS } from '../kernel/authorize.ts';
import { noSessionCookie, noSignInCookie, sessionCookie, signInCookie, signInCookieName } from './cookies.ts';
import type { Identity, Providers } from './provider.ts';
import { deviceLabel, safeReturn } from './rules.ts';
import {
  endSession,
  keepSignIn,
  limits,
  openSession,
  type SignIn,
  secretHash,
  sessionsOf,
  takeSignIn,
} from './session-store.ts';

export interface SessionParts {
  readonly providers: Providers;
  readonly origins: Readonly<Record<Site, string>>;
  readonly mode: 'practice' | 'trial' | 'production';
  readonly version: string;
}

const callbackOf = (parts: SessionParts, site: Site): string => `${parts.origins[site]}/api/sign-in/callback`;

export const sessionHandlers = (system: System, parts: SessionParts): Handlers<'sessions'> => {
  const text = (bytes: number): string => Buffer.from(system.random(bytes)).toString('base64url');
  return {
    health: async () => ({ ok: true, version: parts.version }),
    'session.get': async (call) => {
      const { settings } = await system.library();
      const { actor, idleUntil } = call;
      return {
        library: {
          name: settings.libraryName,
          practice: parts.mode === 'practice',
          protection: parts.mode === 'production' ? 'production' : 'trial',
        },
        signedIn: actor !== undefined,
        ...(actor === undefined
          ? {}
          : {
              person: {
                personId: actor.personId,
                name: actor.name,
                kind: actor.kind,
                role: actor.role,
                permissions: [...rolePermissions[actor.role]],
                branches: actor.branches === undefined ? undefined : [...actor.branches],
              },
            }),
        ...(idleUntil === undefined ? {} : { idleUntil: idleUntil.toISOString() }),
      };
    },
    'session.begin': async (call, input) => {
      const state = text(32);
      // A sign-in that is to count for a request is always a fresh one, whatever the address says.
      const fresh = input.fresh === '1' || input.request !== undefined;
      const begun = { verifier: text(32), nonce: text(16), fresh };
      await keepSignIn(
        system,
        state,
        {
          ...begun,
          site: call.site,
          returnTo: safeReturn(input.returnTo),
          startedAt: call.now.toISOString(),
          ...(input.request === undefined ? {} : { freshFor: input.request }),
        },
        call.now,
      );
      call.setCookie(signInCookie(call.site, state));
      const location = await parts.providers[call.site].begin({
        ...begun,
        state,
        callback: callbackOf(parts, call.site),
      });
      return { location };
    },
    'session.finish': async (call, input) => {
      const begun = await begunSignIn(system, call, input.state);
      const url = new URL(callbackOf(parts, call.site));
      for (const [name, value] of Object.entries(input))
        if (typeof value === 'string') url.searchParams.set(name, value);
      const state = input.state ?? '';
      const identity = await parts.providers[call.site].finish({
        url,
        state,
        nonce: begun.nonce,
        verifier: begun.verifier,
      });
      holdFresh(begun, identity, call.now);
      await admit(system, call, begun, identity, text(32));
      return { location: begun.returnTo };
    },
    'session.end': async (call) => {
      if (call.sessionHash !== undefined) {
        await endSession(system, call.personId, call.sessionHash);
        await written(system, call, 'session.ended', call.personId);
      }
      call.setCookie(noSessionCookie(call.site));
      return { location: parts.providers[call.site].logoutUrl(`${parts.origins[call.site]}/`) };
    },
    'session.list': async (call) => {
      const sessions = await sessionsOf(system, call.personId, call.now);
      return {
        rows: sessions.map((session) => ({
          sessionId: session.hash.slice(0, 16),
          current: session.hash === call.sessionHash,
          device: session.device,
          openedAt: session.openedAt,
          lastSeenAt: session.lastSeenAt,
        })),
      };
    },
    'session.end-all': async (call) => {
      const sessions = await sessionsOf(system, call.personId, call.now);
      for (const session of sessions) await endSession(system, call.personId, session.hash);
      await written(system, call, 'session.ended', call.personId);
      call.setCookie(noSessionCookie(call.site));
      return { ended: sessions.length };
    },
  };
};

const written = async (system: System, call: Call, type: 'session.opened' | 'session.ended', personId: string) => {
  const context = { ...call.context, actor: { ...call.context.actor, id: personId } };
  const event = ledgerEvent(context, {
    type,
    entity: 'session',
    recordId: personId,
    version: 0,
    params: { site: call.site },
  });
  await system.commit([eventFragment(context, event)], event.eventId);
};

const begunSignIn = async (system: System, call: Call, state: string | undefined): Promise<SignIn> => {
  call.setCookie(noSignInCookie(call.site));
  if (state === undefined || call.cookies[signInCookieName[call.site]] !== state) throw new AppError('sign-in-failed');
  const begun = await takeSignIn(system, state, call.now);
  if (begun === undefined || begun.site !== call.site) throw new AppError('sign-in-failed');
  return begun;
};

/** A fresh sign-in counts only when the provider says that the person proved it just now. */
const holdFresh = (begun: SignIn, identity: Identity, now: Date): void => {
  if (!begun.fresh) return;
  const age = (now.getTime() - identity.authTime.getTime()) / 1000;
  // The provider counts whole seconds: its "now" may be a second before our start.
  const sinceStart = identity.authTime.getTime() - Date.parse(begun.startedAt);
  if (age > STEP_UP_SECONDS || sinceStart < -1000) throw new AppError('sign-in-failed');
};

const admit = async (system: System, call: Call, begun: SignIn, identity: Identity, secret: string): Promise<void> => {
  const item = await getItem(system.dynamo, system.tables.records, accessKey(identity.personId));
  const access = item === undefined ? undefined : Access.parse(plainOf(item));
  const kind = call.site === 'console' ? 'staff' : 'patron';
  if (access === undefined || access.kind !== kind) throw new AppError('sign-in-failed');
  if (access.leftAt !== undefined && Date.parse(access.leftAt) <= call.now.getTime())
    throw new AppError('sign-in-failed');
  const minutes = limits[call.site].absolute;
  const endsAt = new Date(call.now.getTime() + minutes * 60_000);
  if (call.sessionHash !== undefined) await endSession(system, call.personId, call.sessionHash);
  await openSession(system, {
    personId: identity.personId,
    site: call.site,
    openedAt: call.now.toISOString(),
    lastSeenAt: call.now.toISOString(),
    endsAt: endsAt.toISOString(),
    authTime: identity.authTime.toISOString(),
    ...(begun.freshFor === undefined ? {} : { freshFor: begun.freshFor }),
    device: deviceLabel(call.userAgent),
    deviceClass: 'own',
    hash: secretHash(secret),
    expires: Math.ceil(endsAt.getTime() / 1000),
  });
  await written(system, call, 'session.opened', identity.personId);
  call.setCookie(sessionCookie(call.site, identity.personId, secret, minutes * 60));
};
