import type { Adapter, AdapterPayload } from 'oidc-provider';
import * as z from 'zod';
import type { Database } from './database.ts';

// `AdapterPayload` is what the provider gave us to keep; the database is our own and the provider checks it on reading.
const payloadSchema = z.record(z.string(), z.unknown());

function parsePayload(row: Record<string, unknown> | undefined): AdapterPayload | undefined {
  return row && payloadSchema.parse(JSON.parse(String(row['payload'])));
}

/** Where the provider keeps sessions, codes and grants of one pool, so that they survive a restart. */
export function oidcAdapter(db: Database, now: () => Date, poolId: string, model: string): Adapter {
  const find = (column: 'id' | 'uid', value: string) =>
    parsePayload(
      db.one(
        `SELECT payload FROM oidc WHERE pool_id = ? AND model = ? AND ${column} = ? AND expires_at > ?`,
        poolId,
        model,
        value,
        now().getTime(),
      ),
    );
  return {
    upsert: async (id, payload, expiresIn) => {
      const at = now().getTime();
      db.run('DELETE FROM oidc WHERE expires_at <= ?', at);
      db.run(
        'INSERT OR REPLACE INTO oidc VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
        poolId,
        model,
        id,
        JSON.stringify(payload),
        payload.grantId ?? null,
        payload.uid ?? null,
        payload.accountId ?? null,
        expiresIn === undefined ? Number.MAX_SAFE_INTEGER : at + expiresIn * 1000,
      );
    },
    find: async (id) => find('id', id),
    findByUid: async (uid) => find('uid', uid),
    findByUserCode: async () => undefined,
    consume: async (id) => {
      db.run(
        `UPDATE oidc SET payload = json_set(payload, '$.consumed', ?) WHERE pool_id = ? AND model = ? AND id = ?`,
        Math.floor(now().getTime() / 1000),
        poolId,
        model,
        id,
      );
    },
    destroy: async (id) => {
      db.run('DELETE FROM oidc WHERE pool_id = ? AND model = ? AND id = ?', poolId, model, id);
    },
    revokeByGrantId: async (grantId) => {
      db.run('DELETE FROM oidc WHERE pool_id = ? AND grant_id = ?', poolId, grantId);
    },
  };
}

/** Ends what was issued to a person, as `AdminUserGlobalSignOut` does: tokens and codes, not the browser's session. */
export function revokeTokens(db: Database, poolId: string, sub: string): void {
  db.run(
    `DELETE FROM oidc WHERE pool_id = ? AND account_id = ? AND model IN ('AccessToken', 'AuthorizationCode', 'RefreshToken', 'Grant')`,
    poolId,
    sub,
  );
}
