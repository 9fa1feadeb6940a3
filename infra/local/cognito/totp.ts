import { Secret, TOTP } from 'otpauth';
import type { Database } from './database.ts';

const PERIOD_MS = 30_000;
const WINDOW = 1;

function totpOf(secret: string, label = '', issuer = ''): TOTP {
  return new TOTP({
    secret: Secret.fromBase32(secret),
    digits: 6,
    period: PERIOD_MS / 1000,
    algorithm: 'SHA1',
    label,
    issuer,
  });
}

export function newTotpSecret(): string {
  return new Secret({ size: 20 }).base32;
}

/** The address inside the QR code that authenticator apps read. */
export function totpUri(secret: string, label: string, issuer: string): string {
  return totpOf(secret, label, issuer).toString();
}

export type CodeStore = ReturnType<typeof codeStore>;

/** Checks six-digit codes (RFC 6238, one step of drift either way); a code that was used once is never taken again. */
export function codeStore(db: Database, now: () => Date) {
  const isUsed = (poolId: string, username: string, step: number) =>
    db.one('SELECT 1 FROM used_codes WHERE pool_id = ? AND username = ? AND step = ?', poolId, username, step) !==
    undefined;
  return {
    use(poolId: string, username: string, secret: string, typed: string): boolean {
      const token = typed.replace(/\s/g, '');
      if (!/^\d{6}$/.test(token)) return false;
      const timestamp = now().getTime();
      const delta = totpOf(secret).validate({ token, timestamp, window: WINDOW });
      if (delta === null) return false;
      const current = Math.floor(timestamp / PERIOD_MS);
      return db.transaction(() => {
        if (isUsed(poolId, username, current + delta)) return false;
        db.run(
          'DELETE FROM used_codes WHERE pool_id = ? AND username = ? AND step < ?',
          poolId,
          username,
          current - 10,
        );
        db.run('INSERT INTO used_codes VALUES (?, ?, ?)', poolId, username, current + delta);
        return true;
      });
    },
    /** A code that would be taken now and has not been used, for practice accounts; undefined when all are used. */
    practiceCode(poolId: string, username: string, secret: string): string | undefined {
      const timestamp = now().getTime();
      const current = Math.floor(timestamp / PERIOD_MS);
      const delta = [0, 1, -1].find((ahead) => !isUsed(poolId, username, current + ahead));
      return delta === undefined ? undefined : totpOf(secret).generate({ timestamp: timestamp + delta * PERIOD_MS });
    },
  };
}
