import { createHash } from 'node:crypto';
import * as z from 'zod';
import { putNew, toItem, update } from '../aws/fragments.ts';
import { accessKey, sessionKey, sessionOfPersonKey, sessionsOfPerson, signInKey } from '../aws/keys.ts';
import { commitOne, takeItem } from '../aws/single-write.ts';
import { plainOf } from '../aws/stored.ts';
import type { System } from '../aws/system.ts';
import { getItems, queryAll } from '../aws/table.ts';
import { Access } from '../contracts/people.ts';
import { Instant, Ulid } from '../contracts/values.ts';
import { AppError } from '../kernel/app-error.ts';

export const Session = z.object({
  personId: Ulid,
  site: z.enum(['console', 'catalogue']),
  openedAt: Instant,
  lastSeenAt: Instant,
  endsAt: Instant,
  authTime: Instant,
  freshFor: z.string().optional(),
  device: z.string(),
  deviceClass: z.enum(['own', 'desk', 'public']),
  hash: z.string(),
  expires: z.number(),
});
export type Session = z.infer<typeof Session>;

/** Idle and absolute limits, in minutes: a desk is watched, a public PC is left behind. */
export const limits = {
  console: { idle: 30, absolute: 12 * 60 },
  catalogue: { idle: 20, absolute: 8 * 60 },
} as const;

const SignIn = z.object({
  site: z.enum(['console', 'catalogue']),
  verifier: z.string(),
  nonce: z.string(),
  returnTo: z.string(),
  freshFor: z.string().optional(),
  fresh: z.boolean(),
  startedAt: Instant,
  expires: z.number(),
});
export type SignIn = z.infer<typeof SignIn>;

export const secretHash = (secret: string): string => createHash('sha256').update(secret).digest('hex');
const seconds = (at: Date, minutes: number): number => Math.ceil(at.getTime() / 1000) + minutes * 60;
type Of = Pick<System, 'dynamo' | 'tables'>;

/** The session and what its person may do, in one consistent read. Either one unread is a refusal, not a guest. */
export const readSession = async (
  system: Of,
  personId: string,
  hash: string,
): Promise<{ session: Session; access: Access } | undefined> => {
  const [session, access] = await getItems(system.dynamo, [
    { table: system.tables.transient, key: sessionKey(hash) },
    { table: system.tables.records, key: accessKey(personId) },
  ]);
  if (session === undefined || access === undefined) return undefined;
  const read = { session: Session.parse(plainOf(session)), access: Access.parse(plainOf(access)) };
  return read.session.personId === personId && read.access.personId === personId ? read : undefined;
};

/** Keeps a session under the hash of its secret. Listed first: one that works must be one that can be ended. */
export const openSession = async (system: Of, session: Session): Promise<void> => {
  const keys = [sessionOfPersonKey(session.personId, session.hash), sessionKey(session.hash)];
  for (const key of keys)
    await commitOne(
      system.dynamo,
      putNew(
        'session',
        system.tables.transient,
        toItem({ ...key, ...session }),
        () => new Error('a session came twice'),
      ),
    );
};

/** Moves the idle limit on. Throws `session-ended` when somebody ended the session meanwhile. */
export const touchSession = (system: Of, session: Session, now: Date): Promise<void> =>
  commitOne(
    system.dynamo,
    update(
      'session',
      system.tables.transient,
      sessionKey(session.hash),
      {
        update: 'SET #seen = :now',
        condition: 'attribute_exists(#pk)',
        names: { '#seen': 'lastSeenAt', '#pk': 'PK' },
        values: { ':now': now.toISOString() },
      },
      () => new AppError('session-ended'),
    ),
  );

export const endSession = async (system: Of, personId: string, hash: string): Promise<void> => {
  for (const key of [sessionKey(hash), sessionOfPersonKey(personId, hash)])
    await takeItem(system.dynamo, system.tables.transient, key);
};

/** Where a person is signed in and when each was last used; what has ended or lapsed but was not swept yet is left out. */
export const sessionsOf = async (system: Of, personId: string, now: Date): Promise<Session[]> => {
  const { transient } = system.tables;
  const hashes: string[] = [];
  for await (const item of queryAll(system.dynamo, transient, sessionsOfPerson(personId)))
    hashes.push(item['SK']?.S ?? '');
  const items = await getItems(
    system.dynamo,
    hashes.map((hash) => ({ table: transient, key: sessionKey(hash) })),
  );
  return items
    .flatMap((item) => (item === undefined ? [] : [Session.parse(plainOf(item))]))
    .filter((session) => sessionEnd(session) > now);
};

/** When a session ends if nothing more is done: at its idle limit, or at its absolute one if that comes first. */
export const sessionEnd = (session: Pick<Session, 'site' | 'lastSeenAt' | 'endsAt'>): Date =>
  new Date(Math.min(Date.parse(session.lastSeenAt) + limits[session.site].idle * 60_000, Date.parse(session.endsAt)));

/** Keeps a begun sign-in for ten minutes, under the hash of its state. */
export const keepSignIn = (system: Of, state: string, signIn: Omit<SignIn, 'expires'>, now: Date): Promise<void> =>
  commitOne(
    system.dynamo,
    putNew(
      'sign-in',
      system.tables.transient,
      toItem({ ...signInKey(secretHash(state)), ...signIn, expires: seconds(now, 10) }),
      () => new Error('a state came twice'),
    ),
  );

/** Takes a begun sign-in out, once: a second use of its state finds nothing. */
export const takeSignIn = async (system: Of, state: string, now: Date): Promise<SignIn | undefined> => {
  const taken = await takeItem(system.dynamo, system.tables.transient, signInKey(secretHash(state)));
  if (taken === undefined) return undefined;
  const signIn = SignIn.parse(plainOf(taken));
  // Time to live deletes late, so the limit is held here too.
  return signIn.expires > now.getTime() / 1000 ? signIn : undefined;
};
