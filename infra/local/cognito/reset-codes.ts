import { createHash, randomInt, timingSafeEqual } from 'node:crypto';
import type { Database } from './database.ts';
import type { Mail } from './mail.ts';
import type { User } from './user-store.ts';

const LIFETIME_MS = 60 * 60 * 1000;

export type ResetCodes = ReturnType<typeof resetCodes>;

function hashOf(user: User, code: string): string {
  return createHash('sha256').update(`${user.sub}/${code}`).digest('hex');
}

/** The codes that let a person choose a new password: one at a time, for an hour, used once. */
export function resetCodes(db: Database, now: () => Date) {
  return {
    issue(user: User): string {
      const code = String(randomInt(1_000_000)).padStart(6, '0');
      const until = now().getTime() + LIFETIME_MS;
      const { poolId, username } = user;
      db.run('INSERT OR REPLACE INTO reset_codes VALUES (?, ?, ?, ?)', poolId, username, hashOf(user, code), until);
      return code;
    },
    isRight(user: User, typed: string): boolean {
      const { poolId, username } = user;
      const row = db.one('SELECT * FROM reset_codes WHERE pool_id = ? AND username = ?', poolId, username);
      if (!row || Number(row['expires_at']) <= now().getTime()) return false;
      const expected = Buffer.from(String(row['hash']));
      return timingSafeEqual(expected, Buffer.from(hashOf(user, typed.replace(/\s/g, ''))));
    },
    forget(user: User): void {
      db.run('DELETE FROM reset_codes WHERE pool_id = ? AND username = ?', user.poolId, user.username);
    },
  };
}

/** @returns undefined for a person whose address was never proved: the code must not go to somebody else's. */
export function resetMail(user: User, code: string): Mail | undefined {
  const to = user.attributes['email_verified'] === 'true' ? user.attributes['email'] : undefined;
  return to === undefined
    ? undefined
    : { to, subject: 'Your password reset code', text: `Your password reset code is ${code}` };
}
