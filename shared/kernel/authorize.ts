import type { ErrorCode, ErrorParams } from '../contracts/errors.ts';
import type { Operation } from '../contracts/operation.ts';
import { permissionCourse, rolePermissions } from '../contracts/permissions.ts';
import type { Actor } from './actor.ts';

export type Decision =
  | { readonly verdict: 'allow' }
  | { readonly verdict: 'deny'; readonly code: ErrorCode; readonly params: ErrorParams }
  | { readonly verdict: 'needs-step-up' }
  | { readonly verdict: 'needs-approval' };

/** What is acted on, as far as the decision needs it. */
export interface Resource {
  readonly branch?: string | undefined;
  /** SHA-256 of the exact request: what a fresh sign-in or an approval is bound to. */
  readonly requestHash?: string | undefined;
  /** How many records the act touches. */
  readonly records?: number | undefined;
  readonly approved?: boolean | undefined;
  readonly trainingRequired?: boolean | undefined;
}

/** A sign-in made for one request is good for it for two minutes. */
export const STEP_UP_SECONDS = 120;
/** Destroying more records than this, or taking them out of the house, needs a second person. */
export const ALONE_LIMIT = 25;

const deny = (code: ErrorCode, params: ErrorParams = {}): Decision => ({ verdict: 'deny', code, params });
type Ask = Pick<Operation, 'who' | 'effect' | 'sites' | 'stepUp'>;

/**
 * May this actor do this, to this, now? The order is the decision: site, sign-in, role in this branch, training,
 * strength of the session, limits. What no line allows is refused.
 */
export const authorize = (actor: Actor | undefined, operation: Ask, resource: Resource, now: Date): Decision => {
  if (operation.who === 'public') return { verdict: 'allow' };
  if (actor === undefined) return deny('not-signed-in');
  if (!operation.sites.includes(actor.site)) return deny('wrong-site');
  if (actor.leftAt !== undefined && Date.parse(actor.leftAt) <= now.getTime()) return deny('session-ended');
  if (operation.who === 'signed-in') return { verdict: 'allow' };
  if (operation.who === 'own') return actor.kind === 'patron' ? { verdict: 'allow' } : deny('not-allowed');
  const { permission } = operation.who;
  if (actor.kind !== 'staff' || actor.deviceClass === 'public') return deny('not-allowed', { permission });
  if (!rolePermissions[actor.role].includes(permission)) return deny('not-allowed', { permission });
  const { branch } = resource;
  if (actor.branches !== undefined && branch !== undefined && !actor.branches.includes(branch))
    return deny('not-allowed', { permission, branch });
  if (resource.trainingRequired === true && !isTrained(actor, permissionCourse[permission], now))
    return deny('training-needed', { course: permissionCourse[permission] });
  if (operation.stepUp === true && !isFresh(actor, resource.requestHash, now)) return { verdict: 'needs-step-up' };
  const alone = resource.approved === true || (resource.records ?? 1) <= ALONE_LIMIT;
  const grave = operation.effect === 'destructive' || operation.effect === 'export';
  if (grave && !alone) return { verdict: 'needs-approval' };
  return { verdict: 'allow' };
};

const isTrained = (actor: Actor, course: string, now: Date): boolean =>
  actor.certificates.some((held) => held.course === course && Date.parse(held.until) > now.getTime());

const isFresh = (actor: Actor, requestHash: string | undefined, now: Date): boolean => {
  const age = (now.getTime() - actor.authTime.getTime()) / 1000;
  return requestHash !== undefined && actor.freshFor === requestHash && age >= 0 && age <= STEP_UP_SECONDS;
};
