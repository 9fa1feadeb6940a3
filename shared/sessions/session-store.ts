import { createHash } from 'node:crypto';
import { DeleteItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { toItem } from '../aws/fragments.ts';
import { accessKey, sessionKey, sessionOfPersonKey, sessionsOfPerson, signInKey } from '../aws/keys.ts';
import { plainOf } from '../aws/stored.ts';
import type { System } from '../aws/system.ts';
import { getItems, queryAll } from '../aws/table.ts';
import { Access } from '../contracts/people.ts';
import { Instant, Ulid } from '../contracts/values.ts';

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

/** Keeps a session under the hash of its secret, and lists it under its person. */
export const openSession = async (system: Of, session: Session): Promise<void> => {
  const listed = { ...sessionOfPersonKey(session.personId, session.hash), ...session };
  for (const item of [{ ...sessionKey(session.hash), ...session }, listed])
    await system.dynamo.send(
      new PutItemCommand({
        TableName: system.tables.transient,
        Item: toItem(item),
        ConditionExpression: 'attribute_not_exists(#pk)',
        ExpressionAttributeNames: { '#pk': 'PK' },
      }),
    );
};

/** Moves the idle limit on. Refused without harm when the session has just ended. */
export const touchSession = async (system: Of, session: Session, now: Date): Promise<void> => {
  await system.dynamo.send(
    new UpdateItemCommand({
      TableName: system.tables.transient,
      Key: toItem({ ...sessionKey(session.hash) }),
      UpdateExpression: 'SET #seen = :now',
      ConditionExpression: 'attribute_exists(#pk)',
      ExpressionAttributeNames: { '#seen': 'lastSeenAt', '#pk': 'PK' },
      ExpressionAttributeValues: toItem({ ':now': now.toISOString() }),
    }),
  );
};

export const endSession = async (system: Of, personId: string, hash: string): Promise<void> => {
  for (const key of [sessionKey(hash), sessionOfPersonKey(personId, hash)])
    await system.dynamo.send(new DeleteItemCommand({ TableName: system.tables.transient, Key: toItem({ ...key }) }));
};

/** Where a person is signed in; what has expired but was not swept yet is left out. */
export const sessionsOf = async (system: Of, personId: string, now: Date): Promise<Session[]> => {
  const found: Session[] = [];
  for await (const item of queryAll(system.dynamo, system.tables.transient, sessionsOfPerson(personId)))
    found.push(Session.parse(plainOf(item)));
  return found.filter((session) => Date.parse(session.endsAt) > now.getTime());
};

export const keepSignIn = async (
  system: Of,
  state: string,
  signIn: Omit<SignIn, 'expires'>,
  now: Date,
): Promise<void> => {
  await system.dynamo.send(
    new PutItemCommand({
      TableName: system.tables.transient,
      Item: toItem({ ...signInKey(secretHash(state)), ...signIn, expires: seconds(now, 10) }),
      ConditionExpression: 'attribute_not_exists(#pk)',
      ExpressionAttributeNames: { '#pk': 'PK' },
    }),
  );
};

/** Takes a begun sign-in out, once: a second use of its state finds nothing. */
export const takeSignIn = async (system: Of, state: string, now: Date): Promise<SignIn | undefined> => {
  const { Attributes } = await system.dynamo.send(
    new DeleteItemCommand({
      TableName: system.tables.transient,
      Key: toItem({ ...signInKey(secretHash(state)) }),
      ReturnValues: 'ALL_OLD',
    }),
  );
  if (Attributes === undefined) return undefined;
  const signIn = SignIn.parse(plainOf(Attributes));
  // Time to live deletes late, so the limit is held here too.
  return signIn.expires > now.getTime() / 1000 ? signIn : undefined;
};
