import type { AttemptStore } from './attempt-store.ts';
import type { SendMail } from './mail.ts';
import { checkPassword, hashPassword, type PasswordProblem, passwordProblems } from './passwords.ts';
import type { Pool } from './pool-store.ts';
import type { ResetCodes } from './reset-codes.ts';
import type { PendingSignIn, SignInStore, Stage } from './sign-in-store.ts';
import { type CodeStore, newTotpSecret } from './totp.ts';
import { loginKey, type User, type UserStore } from './user-store.ts';

export interface SignInParts {
  readonly users: UserStore;
  readonly attempts: AttemptStore;
  readonly codes: CodeStore;
  readonly signIns: SignInStore;
  readonly resets: ResetCodes;
  readonly sendMail: SendMail;
  readonly now: () => Date;
}

export type StepResult =
  | { readonly kind: 'done'; readonly user: User }
  | { readonly kind: 'next'; readonly stage: Stage }
  /** The same sentence for an unknown person, a wrong password, and an account that is switched off. */
  | { readonly kind: 'refused' }
  | { readonly kind: 'locked'; readonly seconds: number }
  | { readonly kind: 'wrong-code' }
  | { readonly kind: 'wrong-reset-code' }
  | { readonly kind: 'weak-password'; readonly problems: PasswordProblem[] }
  | { readonly kind: 'same-password' }
  | { readonly kind: 'not-repeated' }
  /** The sign-in took too long, or the account changed meanwhile. */
  | { readonly kind: 'start-again' };

export const locked = (ms: number): StepResult => ({ kind: 'locked', seconds: Math.ceil(ms / 1000) });

/** What stands between a person whose password (and code, where `codeGiven`) was right and the end of the sign-in. */
function nextStage(pool: Pool, user: User, codeGiven: boolean): Stage | undefined {
  if (user.totpSecret && !codeGiven) return 'code';
  if (user.status === 'FORCE_CHANGE_PASSWORD') return 'new-password';
  if (pool.mfa === 'REQUIRED' && !user.totpSecret) return 'enrol';
  return undefined;
}

export function advance(parts: SignInParts, pool: Pool, uid: string, user: User, codeGiven: boolean): StepResult {
  const stage = nextStage(pool, user, codeGiven);
  if (!stage) {
    parts.signIns.remove(uid);
    return { kind: 'done', user };
  }
  const totpSecret = stage === 'enrol' ? newTotpSecret() : null;
  parts.signIns.put({ uid, poolId: pool.poolId, username: user.username, stage, totpSecret });
  return { kind: 'next', stage };
}

function mayStillSignIn(user: User | undefined, now: Date): user is User {
  if (!user?.enabled) return false;
  return user.passwordUntil === null || user.passwordUntil > now.getTime();
}

export interface PasswordStep {
  readonly uid: string;
  readonly login: string;
  readonly password: string;
}

export async function passwordStep(parts: SignInParts, pool: Pool, step: PasswordStep): Promise<StepResult> {
  const { users, attempts, now } = parts;
  const found = users.byLogin(pool.poolId, step.login);
  // Names nobody has are counted too: a lock must not tell who has an account.
  const who = `password:${found?.username ?? loginKey(step.login)}`;
  const wait = attempts.begin(pool.poolId, who);
  if (wait > 0) return locked(wait);
  const right = await checkPassword(step.password, found?.passwordHash);
  const user = found && users.get(pool.poolId, found.username);
  if (!right || user?.passwordHash !== found?.passwordHash || !mayStillSignIn(user, now())) return { kind: 'refused' };
  attempts.succeed(pool.poolId, who);
  if (user.status === 'RESET_REQUIRED') {
    parts.signIns.put({
      uid: step.uid,
      poolId: pool.poolId,
      username: user.username,
      stage: 'reset',
      totpSecret: null,
    });
    return { kind: 'next', stage: 'reset' };
  }
  return advance(parts, pool, step.uid, user, false);
}

/** The person of a pending sign-in, unless the account was switched off, removed or given a new password since. */
function pendingUser(parts: SignInParts, pending: PendingSignIn): User | undefined {
  const user = parts.users.get(pending.poolId, pending.username);
  if (mayStillSignIn(user, parts.now())) return user;
  parts.signIns.remove(pending.uid);
  return undefined;
}

export function codeStep(parts: SignInParts, pool: Pool, pending: PendingSignIn, code: string): StepResult {
  const user = pendingUser(parts, pending);
  const secret = pending.stage === 'enrol' ? pending.totpSecret : user?.totpSecret;
  if (!user || !secret) return { kind: 'start-again' };
  const who = `code:${user.username}`;
  const wait = parts.attempts.begin(pool.poolId, who);
  if (wait > 0) return locked(wait);
  if (!parts.codes.use(pool.poolId, user.username, secret, code)) return { kind: 'wrong-code' };
  parts.attempts.succeed(pool.poolId, who);
  if (pending.stage === 'enrol') parts.users.change(user, { totpSecret: secret });
  const current = parts.users.get(pool.poolId, user.username);
  return current ? advance(parts, pool, pending.uid, current, true) : { kind: 'start-again' };
}

export interface NewPasswordStep {
  readonly password: string;
  readonly repeated: string;
}

export async function newPasswordStep(
  parts: SignInParts,
  pool: Pool,
  pending: PendingSignIn,
  step: NewPasswordStep,
): Promise<StepResult> {
  const user = pendingUser(parts, pending);
  if (!user) return { kind: 'start-again' };
  const problems = passwordProblems(step.password, pool.passwordPolicy);
  if (problems.length > 0) return { kind: 'weak-password', problems };
  if (step.password !== step.repeated) return { kind: 'not-repeated' };
  if (await checkPassword(step.password, user.passwordHash)) return { kind: 'same-password' };
  const password = await hashPassword(step.password);
  parts.users.change(user, { password, passwordUntil: null, status: 'CONFIRMED' });
  const current = parts.users.get(pool.poolId, user.username);
  // A code was asked for before this step wherever the person has an authenticator.
  return current ? advance(parts, pool, pending.uid, current, true) : { kind: 'start-again' };
}
