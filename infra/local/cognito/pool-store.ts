import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import type { Database } from './database.ts';

const DEFAULT_PASSWORD_POLICY = {
  minimumLength: 8,
  requireLowercase: true,
  requireUppercase: true,
  requireNumbers: true,
  requireSymbols: true,
  temporaryPasswordValidityDays: 7,
};

/** Cognito's own rules; its default asks for all four kinds of character. */
const passwordPolicySchema = z.strictObject({
  minimumLength: z.int().min(6).max(99).default(8),
  requireLowercase: z.boolean().default(true),
  requireUppercase: z.boolean().default(true),
  requireNumbers: z.boolean().default(true),
  requireSymbols: z.boolean().default(true),
  temporaryPasswordValidityDays: z.int().min(1).max(365).default(7),
});
export type PasswordPolicy = z.infer<typeof passwordPolicySchema>;

const SECRET_BYTES = 32;

const clientSchema = z.strictObject({
  clientId: z.string().min(1),
  clientName: z.string().default(''),
  /** Absent for a public client. */
  secret: z.string().min(16).optional(),
  callbackUrls: z.array(z.url()).min(1),
  logoutUrls: z.array(z.url()),
});
export type PoolClient = z.infer<typeof clientSchema>;

const poolSchema = z.strictObject({
  /** Letters, digits, `_` and `-`: it is the path of the issuer. */
  poolId: z.string().regex(/^[\w-]{1,55}$/),
  /** Shown as the heading of the sign-in page. */
  name: z.string().min(1).max(128),
  mfa: z.enum(['REQUIRED', 'OFF']),
  passwordPolicy: passwordPolicySchema.default(DEFAULT_PASSWORD_POLICY),
  clients: z.array(clientSchema),
  /** `{username}` and `{####}` stand for the user name and the temporary password. */
  invite: z.strictObject({ subject: z.string(), message: z.string().includes('{####}') }).optional(),
});

const poolDefinitionSchema = poolSchema.extend({
  /** `generateSecret`, as in templates: the client gets a secret the first time, and keeps it. */
  clients: z.array(clientSchema.extend({ generateSecret: z.boolean().default(false) })),
});
/** What a template says of a pool. */
export type PoolDefinition = z.input<typeof poolDefinitionSchema>;
export type Pool = z.output<typeof poolSchema> & { readonly cookieKey: string; readonly createdAt: number };

const rowSchema = z.strictObject({
  id: z.string(),
  definition: z.string().transform((text) => poolSchema.parse(JSON.parse(text))),
  cookie_key: z.string(),
  created_at: z.number(),
});

export type PoolStore = ReturnType<typeof poolStore>;

export function poolStore(db: Database, now: () => Date) {
  function get(poolId: string): Pool | undefined {
    const row = db.one('SELECT * FROM pools WHERE id = ?', poolId);
    if (!row) return undefined;
    const { definition, cookie_key, created_at } = rowSchema.parse(row);
    return { ...definition, cookieKey: cookie_key, createdAt: created_at };
  }
  return {
    get,
    save(definition: PoolDefinition): Pool {
      const parsed = poolDefinitionSchema.parse(definition);
      const known = new Map(get(parsed.poolId)?.clients.map((client) => [client.clientId, client.secret]));
      const clients = parsed.clients.map(({ generateSecret, ...client }) => {
        const made = generateSecret
          ? (known.get(client.clientId) ?? randomBytes(SECRET_BYTES).toString('base64url'))
          : undefined;
        const secret = client.secret ?? made;
        return secret === undefined ? client : { ...client, secret };
      });
      const cookieKey = randomBytes(32).toString('base64url');
      db.run(
        `INSERT INTO pools VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET definition = excluded.definition`,
        parsed.poolId,
        JSON.stringify({ ...parsed, clients }),
        cookieKey,
        now().getTime(),
      );
      const saved = get(parsed.poolId);
      if (!saved) throw new Error(`Pool ${parsed.poolId} was not saved.`);
      return saved;
    },
  };
}
