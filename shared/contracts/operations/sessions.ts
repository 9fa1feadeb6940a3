import * as z from 'zod';
import { operation } from '../operation.ts';
import { SessionView, WhoAmI } from '../people.ts';
import { Sha256Hex } from '../values.ts';

const capability = 'sessions' as const;
const both = ['console', 'catalogue'] as const;
const location = z.strictObject({ location: z.string() });
/** A path on the same site; anything else would make an open redirect. */
const returnTo = z
  .string()
  .max(500)
  .regex(/^\/(?![/\\])/)
  .optional();

export const sessionOperations = [
  operation({
    id: 'health',
    capability,
    method: 'GET',
    path: '/health',
    who: 'public',
    sites: both,
    effect: 'read',
    input: z.strictObject({}),
    output: z.strictObject({ ok: z.literal(true), version: z.string() }),
    errors: [],
    summary: 'Say whether the library answers.',
  }),
  operation({
    id: 'session.get',
    capability,
    method: 'GET',
    path: '/session',
    who: 'public',
    sites: both,
    effect: 'read',
    input: z.strictObject({}),
    output: WhoAmI,
    errors: [],
    summary: 'Say who is signed in here.',
  }),
  operation({
    id: 'session.begin',
    capability,
    method: 'GET',
    path: '/sign-in',
    who: 'public',
    sites: both,
    effect: 'read',
    redirect: true,
    input: z.strictObject({ returnTo, fresh: z.literal('1').optional(), request: Sha256Hex.optional() }),
    output: location,
    errors: ['sign-in-failed'],
    summary: 'Begin to sign in.',
  }),
  operation({
    id: 'session.finish',
    capability,
    method: 'GET',
    path: '/sign-in/callback',
    who: 'public',
    sites: both,
    effect: 'write',
    redirect: true,
    input: z.looseObject({
      code: z.string().max(2048).optional(),
      state: z.string().max(2048).optional(),
      error: z.string().max(200).optional(),
    }),
    output: location,
    errors: ['sign-in-failed'],
    summary: 'Finish signing in.',
  }),
  operation({
    id: 'session.end',
    capability,
    method: 'POST',
    path: '/sign-out',
    who: 'public',
    sites: both,
    effect: 'write',
    redirect: true,
    input: z.strictObject({}),
    output: location,
    errors: [],
    summary: 'Sign out here and at the sign-in page.',
  }),
  operation({
    id: 'session.list',
    capability,
    method: 'GET',
    path: '/sessions',
    who: 'signed-in',
    sites: both,
    effect: 'read',
    input: z.strictObject({}),
    output: z.strictObject({ rows: z.array(SessionView) }),
    errors: [],
    summary: 'See where I am signed in.',
  }),
  operation({
    id: 'session.end-all',
    capability,
    method: 'POST',
    path: '/sessions/end-all',
    who: 'signed-in',
    sites: both,
    effect: 'write',
    input: z.strictObject({}),
    output: z.strictObject({ ended: z.number().int() }),
    errors: [],
    summary: 'Sign out everywhere.',
  }),
] as const;
