import { hashPassword, passwordProblems } from './passwords.ts';
import type { Pool } from './pool-store.ts';
import { resetMail } from './reset-codes.ts';
import { advance, locked, type SignInParts, type StepResult } from './sign-in-steps.ts';
import type { PendingSignIn } from './sign-in-store.ts';
import { loginKey, type User } from './user-store.ts';

/** Cognito resets no password of somebody who has not chosen one yet, nor of an account that is switched off. */
function mayReset(user: User | undefined): user is User {
  return user?.enabled === true && user.status !== 'FORCE_CHANGE_PASSWORD';
}

export function beginReset(parts: SignInParts, pool: Pool, uid: string): StepResult {
  parts.signIns.put({ uid, poolId: pool.poolId, username: '', stage: 'ask-reset', totpSecret: null });
  return { kind: 'next', stage: 'ask-reset' };
}

/** Sends a code where there is an account with a proved address, and says the same where there is none. */
export function askReset(parts: SignInParts, pool: Pool, uid: string, login: string): StepResult {
  const user = parts.users.byLogin(pool.poolId, login);
  const wait = parts.attempts.begin(pool.poolId, `reset-mail:${user?.username ?? loginKey(login)}`);
  if (wait > 0) return locked(wait);
  if (mayReset(user)) {
    const mail = resetMail(user, parts.resets.issue(user));
    // Not waited for: the time it takes to send would tell who has an account.
    if (mail)
      parts.sendMail(mail).catch((error: unknown) => console.error('sign-in: the reset code was not sent:', error));
  }
  parts.signIns.put({ uid, poolId: pool.poolId, username: login, stage: 'reset', totpSecret: null });
  return { kind: 'next', stage: 'reset' };
}

export interface ResetStep {
  readonly code: string;
  readonly password: string;
  readonly repeated: string;
}

/** The mailed code takes the place of the old password, and of nothing else: the phone's code is still asked for. */
export async function resetStep(
  parts: SignInParts,
  pool: Pool,
  pending: PendingSignIn,
  step: ResetStep,
): Promise<StepResult> {
  const problems = passwordProblems(step.password, pool.passwordPolicy);
  if (problems.length > 0) return { kind: 'weak-password', problems };
  if (step.password !== step.repeated) return { kind: 'not-repeated' };
  const user = parts.users.byLogin(pool.poolId, pending.username);
  const who = `reset-code:${user?.username ?? loginKey(pending.username)}`;
  const wait = parts.attempts.begin(pool.poolId, who);
  if (wait > 0) return locked(wait);
  if (!mayReset(user) || !parts.resets.isRight(user, step.code)) return { kind: 'wrong-reset-code' };
  parts.resets.forget(user);
  parts.attempts.succeed(pool.poolId, who);
  const password = await hashPassword(step.password);
  parts.users.change(user, { password, passwordUntil: null, status: 'CONFIRMED' });
  const current = parts.users.get(pool.poolId, user.username);
  return current ? advance(parts, pool, pending.uid, current, false) : { kind: 'start-again' };
}
