import { hashPassword } from './passwords.ts';
import { newTotpSecret } from './totp.ts';
import type { User, UserStore } from './user-store.ts';

export interface PracticeUser {
  readonly poolId: string;
  readonly username: string;
  readonly email: string;
  readonly password: string;
  /** What may be typed instead of the e-mail address, such as a card number. */
  readonly loginName?: string;
  /** Base32. Given or made where the pool asks for codes; left out where it does not. */
  readonly totpSecret?: string;
  readonly withTotp: boolean;
}

/**
 * An account for trying things out: ready to use, and the one kind whose code the sign-in page shows. An account that
 * is there already keeps its password and secret, because somebody may have changed them.
 */
export async function ensurePracticeUser(users: UserStore, practice: PracticeUser): Promise<User> {
  const { poolId, username, email, loginName } = practice;
  const existing = users.get(poolId, username);
  if (existing && !existing.practice) throw new Error(`The account ${username} is a person's, not for practice.`);
  if (existing) return existing;
  const attributes = {
    email,
    email_verified: 'true',
    ...(loginName === undefined ? {} : { preferred_username: loginName }),
  };
  const password = await hashPassword(practice.password);
  const user = users.create({ poolId, username, attributes, practice: true });
  const totpSecret = practice.withTotp ? (practice.totpSecret ?? newTotpSecret()) : null;
  users.change(user, { password, status: 'CONFIRMED', totpSecret });
  return users.get(poolId, username) ?? user;
}
