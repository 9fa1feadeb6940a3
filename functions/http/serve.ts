import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as z from 'zod';
import type { Call } from '../../shared/aws/call.ts';
import type { System } from '../../shared/aws/system.ts';
import type { Operation, Site } from '../../shared/contracts/operation.ts';
import { AppError } from '../../shared/kernel/app-error.ts';
import { authorize } from '../../shared/kernel/authorize.ts';
import { valueHash } from '../../shared/kernel/value-hash.ts';
import { type SignedIn, signedIn } from './actor.ts';
import { answerFragment, earlierAnswer, type Intent } from './idempotency.ts';
import { holdOrigin, siteOf } from './origin.ts';
import { cookiesOf, idempotencyKeyOf, ifMatchOf, inputOf } from './request.ts';

export interface HttpSettings {
  readonly originSecret: string;
  readonly origins: Readonly<Record<Site, string>>;
}
type Handler = (call: Call, input: never) => Promise<unknown>;
type Result = APIGatewayProxyStructuredResultV2;
const Redirect = z.object({ location: z.string() });

/** Takes one request through all checks in their order, runs its operation and parses the answer. */
export const serve = async (
  system: System,
  settings: HttpSettings,
  operation: Operation,
  handler: Handler,
  event: APIGatewayProxyEventV2,
): Promise<Result> => {
  const now = system.clock();
  const site = siteOf(event, settings.originSecret);
  if (!operation.sites.includes(site)) throw new AppError('wrong-site');
  if (operation.method !== 'GET') holdOrigin(event, settings.origins[site]);
  const cookies = cookiesOf(event);
  const visitor = await visitorOf(system, operation, cookies, site, now);
  const input = inputOf(event, operation);
  const ifMatch = operation.ifMatch === true ? ifMatchOf(event) : 0;
  const requestHash = valueHash({ operation: operation.id, input, ifMatch });
  await hold(system, visitor, operation, requestHash, now);
  const intent =
    operation.idempotent === true && visitor !== undefined
      ? { personId: visitor.actor.personId, key: idempotencyKeyOf(event), requestHash }
      : undefined;
  const setCookies: string[] = [];
  const userAgent = event.headers['user-agent'] ?? '';
  const call = callOf({
    userAgent,
    system,
    site,
    now,
    visitor,
    ifMatch,
    requestHash,
    cookies,
    setCookies,
    intent,
  });
  const answer = await run(system, handler, call, input, intent);
  return respond(operation, answer, setCookies);
};

/** A page that greets guests must also greet somebody whose session has just ended. */
const visitorOf = async (
  system: System,
  operation: Operation,
  cookies: Record<string, string>,
  site: Site,
  now: Date,
): Promise<SignedIn | undefined> => {
  try {
    return await signedIn(system, cookies, site, now);
  } catch (error) {
    if (operation.who === 'public' && error instanceof AppError && error.code === 'session-ended') return undefined;
    throw error;
  }
};

const hold = async (
  system: System,
  visitor: SignedIn | undefined,
  operation: Operation,
  requestHash: string,
  now: Date,
): Promise<void> => {
  const asksTraining = typeof operation.who === 'object' && visitor !== undefined;
  const trainingRequired = asksTraining ? (await system.library()).settings.trainingRequired : false;
  const decision = authorize(visitor?.actor, operation, { requestHash, trainingRequired }, now);
  if (decision.verdict === 'deny') throw new AppError(decision.code, decision.params);
  if (decision.verdict === 'needs-step-up') throw new AppError('step-up-needed', { request: requestHash });
  if (decision.verdict === 'needs-approval') throw new AppError('approval-needed');
};

const callOf = (parts: {
  readonly system: System;
  readonly userAgent: string;
  readonly site: Site;
  readonly now: Date;
  readonly visitor: SignedIn | undefined;
  readonly ifMatch: number;
  readonly requestHash: string;
  readonly cookies: Record<string, string>;
  readonly setCookies: string[];
  readonly intent: Intent | undefined;
}): Call => {
  const { system, visitor, now, intent } = parts;
  const changeId = system.newId();
  const actor = visitor?.actor;
  return {
    context: {
      now,
      changeId,
      newId: system.newId,
      tables: system.tables,
      device: visitor?.device ?? 'none',
      actor: { id: actor?.personId ?? 'anonymous', kind: actor?.kind ?? 'system' },
    },
    site: parts.site,
    now,
    actor,
    personId: actor?.personId ?? 'anonymous',
    ifMatch: parts.ifMatch,
    requestHash: parts.requestHash,
    userAgent: parts.userAgent,
    sessionHash: visitor?.sessionHash,
    idleUntil: visitor?.idleUntil,
    cookies: parts.cookies,
    setCookie: (cookie) => parts.setCookies.push(cookie),
    commit: async (fragments, answer) => {
      const kept = intent === undefined ? [] : [await answerFragment(system, intent, answer, now)];
      // A token of its own for each commit: an act that is tried again after a race is another transaction.
      await system.commit([...fragments, ...kept], system.newId());
      return answer;
    },
  };
};

/** A refusal of a repeated intent may come from its own first try: then the first answer is given again. */
const run = async (
  system: System,
  handler: Handler,
  call: Call,
  input: unknown,
  intent: Intent | undefined,
): Promise<unknown> => {
  try {
    // The schema of this row made the input this handler asks for; the table pairs them by id.
    return await Reflect.apply(handler, undefined, [call, input]);
  } catch (error) {
    const earlier = intent !== undefined && error instanceof AppError ? await earlierAnswer(system, intent) : undefined;
    if (earlier === undefined) throw error;
    return earlier.answer;
  }
};

/** What the schema does not name does not leave: an answer that does not fit is our error, not the visitor's. */
const respond = (operation: Operation, answer: unknown, cookies: readonly string[]): Result => {
  const parsed = operation.output.safeParse(answer);
  if (!parsed.success)
    throw new Error(
      `answer of ${operation.id} does not fit: ${parsed.error.issues.map((i) => i.path.join('.')).join(', ')}`,
    );
  const headers = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
  const extra = cookies.length > 0 ? { cookies: [...cookies] } : {};
  if (operation.redirect === true && operation.method === 'GET')
    return { statusCode: 302, headers: { ...headers, location: Redirect.parse(parsed.data).location }, ...extra };
  return {
    statusCode: 200,
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(parsed.data),
    ...extra,
  };
};
