import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { AwsError } from '../aws-json/errors.ts';
import type { Database } from './database.ts';

const flag = z.number().transform((value) => value === 1);
const attributesSchema = z.record(z.string(), z.string());
const rowSchema = z
  .strictObject({
    pool_id: z.string(),
    username: z.string(),
    sub: z.uuid(),
    status: z.enum(['FORCE_CHANGE_PASSWORD', 'CONFIRMED', 'RESET_REQUIRED']),
    enabled: flag,
    practice: flag,
    password: z.string().nullable(),
    password_until: z.number().nullable(),
    totp_secret: z.string().nullable(),
    attributes: z.string().transform((text) => attributesSchema.parse(JSON.parse(text))),
    created_at: z.number(),
    modified_at: z.number(),
  })
  .transform((row) => ({
    poolId: row.pool_id,
    username: row.username,
    sub: row.sub,
    status: row.status,
    enabled: row.enabled,
    practice: row.practice,
    passwordHash: row.password,
    /** When a temporary password stops working, in milliseconds since 1970. */
    passwordUntil: row.password_until,
    totpSecret: row.totp_secret,
    attributes: row.attributes,
    createdAt: row.created_at,
    modifiedAt: row.modified_at,
  }));
export type User = z.output<typeof rowSchema>;

export interface NewUser {
  readonly poolId: string;
  readonly username: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly practice: boolean;
}

export interface UserChange {
  readonly status?: User['status'];
  readonly enabled?: boolean;
  readonly password?: string;
  readonly passwordUntil?: number | null;
  readonly totpSecret?: string | null;
  readonly attributes?: Readonly<Record<string, string>>;
}

const COLUMNS: Readonly<Record<keyof UserChange, string>> = {
  status: 'status',
  enabled: 'enabled',
  password: 'password',
  passwordUntil: 'password_until',
  totpSecret: 'totp_secret',
  attributes: 'attributes',
};

function isColumn(name: string): name is keyof UserChange {
  return Object.hasOwn(COLUMNS, name);
}

/** User names and aliases are compared as Cognito does by default: without regard to case. */
export function loginKey(typed: string): string {
  return typed.normalize('NFC').trim().toLowerCase();
}

/** What a person may type instead of the user name: a verified e-mail address, or the card number or short name. */
function aliasesOf(attributes: Readonly<Record<string, string>>): string[] {
  const email = attributes['email_verified'] === 'true' ? attributes['email'] : undefined;
  return [email, attributes['preferred_username']].filter((alias) => alias !== undefined).map(loginKey);
}

export type UserStore = ReturnType<typeof userStore>;

export function userStore(db: Database, now: () => Date) {
  const parse = (row: unknown): User | undefined => (row === undefined ? undefined : rowSchema.parse(row));
  const get = (poolId: string, username: string) =>
    parse(db.one('SELECT * FROM users WHERE pool_id = ? AND username = ? COLLATE NOCASE', poolId, username));

  function setAliases(poolId: string, username: string, attributes: Readonly<Record<string, string>>): void {
    db.run('DELETE FROM aliases WHERE pool_id = ? AND username = ?', poolId, username);
    for (const alias of new Set(aliasesOf(attributes))) {
      if (db.one('SELECT 1 FROM aliases WHERE pool_id = ? AND alias = ?', poolId, alias)) {
        throw new AwsError('AliasExistsException', 'Another account already uses this e-mail address or user name.');
      }
      db.run('INSERT INTO aliases VALUES (?, ?, ?)', poolId, alias, username);
    }
  }

  return {
    get,
    bySub: (poolId: string, sub: string) =>
      parse(db.one('SELECT * FROM users WHERE pool_id = ? AND sub = ?', poolId, sub)),
    /** Finds a person by whatever they typed: user name, e-mail address or card number. */
    byLogin(poolId: string, typed: string): User | undefined {
      const key = loginKey(typed);
      const named = get(poolId, key);
      if (named) return named;
      const alias = db.one('SELECT username FROM aliases WHERE pool_id = ? AND alias = ?', poolId, key);
      return alias && get(poolId, String(alias['username']));
    },
    list: (poolId: string, after: string, limit: number): User[] =>
      db
        .all('SELECT * FROM users WHERE pool_id = ? AND username > ? ORDER BY username LIMIT ?', poolId, after, limit)
        .map((row) => rowSchema.parse(row)),
    create(user: NewUser): User {
      const { poolId, username, attributes, practice } = user;
      const at = now().getTime();
      return db.transaction(() => {
        if (get(poolId, username)) throw new AwsError('UsernameExistsException', 'User account already exists');
        db.run(
          `INSERT INTO users VALUES (?, ?, ?, 'FORCE_CHANGE_PASSWORD', 1, ?, NULL, NULL, NULL, ?, ?, ?)`,
          poolId,
          username,
          randomUUID(),
          Number(practice),
          JSON.stringify(attributes),
          at,
          at,
        );
        setAliases(poolId, username, attributes);
        const created = get(poolId, username);
        if (!created) throw new Error(`User ${username} was not saved.`);
        return created;
      });
    },
    change(user: User, change: UserChange): void {
      db.transaction(() => {
        for (const [name, value] of Object.entries(change)) {
          if (!isColumn(name) || value === undefined) continue;
          const stored = typeof value === 'boolean' ? Number(value) : value;
          const column = typeof stored === 'object' && stored !== null ? JSON.stringify(stored) : stored;
          db.run(
            `UPDATE users SET ${COLUMNS[name]} = ?, modified_at = ? WHERE pool_id = ? AND username = ?`,
            column,
            now().getTime(),
            user.poolId,
            user.username,
          );
        }
        if (change.attributes) setAliases(user.poolId, user.username, change.attributes);
      });
    },
    remove(user: User): void {
      db.transaction(() => {
        db.run('DELETE FROM users WHERE pool_id = ? AND username = ?', user.poolId, user.username);
        db.run('DELETE FROM used_codes WHERE pool_id = ? AND username = ?', user.poolId, user.username);
        db.run('DELETE FROM sign_ins WHERE pool_id = ? AND username = ?', user.poolId, user.username);
        db.run('DELETE FROM oidc WHERE pool_id = ? AND account_id = ?', user.poolId, user.sub);
      });
    },
  };
}
