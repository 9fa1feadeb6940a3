import * as z from 'zod';
import type { Database } from './database.ts';

const stageSchema = z.enum(['code', 'new-password', 'enrol', 'ask-reset', 'reset']);
export type Stage = z.infer<typeof stageSchema>;

const rowSchema = z
  .strictObject({
    uid: z.string(),
    pool_id: z.string(),
    username: z.string(),
    stage: stageSchema,
    totp_secret: z.string().nullable(),
    expires_at: z.number(),
  })
  .transform((row) => ({
    uid: row.uid,
    poolId: row.pool_id,
    username: row.username,
    stage: row.stage,
    /** The secret offered for a new authenticator, not yet proved. */
    totpSecret: row.totp_secret,
  }));
/** A sign-in on its way. In the two stages of a reset, `username` is only what was typed and may be nobody. */
export type PendingSignIn = z.output<typeof rowSchema>;

export const SIGN_IN_SECONDS = 15 * 60;

export type SignInStore = ReturnType<typeof signInStore>;

export function signInStore(db: Database, now: () => Date) {
  return {
    get(poolId: string, uid: string): PendingSignIn | undefined {
      const row = db.one('SELECT * FROM sign_ins WHERE uid = ? AND pool_id = ?', uid, poolId);
      if (!row || Number(row['expires_at']) <= now().getTime()) return undefined;
      return rowSchema.parse(row);
    },
    put(pending: PendingSignIn): void {
      const at = now().getTime();
      db.run('DELETE FROM sign_ins WHERE expires_at <= ?', at);
      const { uid, poolId, username, stage, totpSecret } = pending;
      const until = at + SIGN_IN_SECONDS * 1000;
      db.run(
        'INSERT OR REPLACE INTO sign_ins VALUES (?, ?, ?, ?, ?, ?)',
        uid,
        poolId,
        username,
        stage,
        totpSecret,
        until,
      );
    },
    remove: (uid: string): void => {
      db.run('DELETE FROM sign_ins WHERE uid = ?', uid);
    },
  };
}
