import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { chmodSync, closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const rsaKeySchema = z.strictObject({
  kty: z.literal('RSA'),
  kid: z.string(),
  alg: z.literal('RS256'),
  use: z.literal('sig'),
  ...Object.fromEntries(['n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi'].map((part) => [part, z.string()])),
});
const keysSchema = z.strictObject({ keys: z.array(rsaKeySchema).min(1) });
export type SigningKeys = z.infer<typeof keysSchema>;

function createKeys(path: string): SigningKeys {
  const jwk = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });
  const keys = keysSchema.parse({ keys: [{ ...jwk, kid: randomUUID(), alg: 'RS256', use: 'sig' }] });
  // Under another name first: a half-written key would stop every later start.
  const draft = `${path}.new`;
  const file = openSync(draft, 'w', 0o600);
  try {
    writeSync(file, JSON.stringify(keys));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
  return keys;
}

/** The pool's key for signing tokens (RS256, as Cognito), made once and kept where only the owner can read it. */
export function loadSigningKeys(dir: string, poolId: string): SigningKeys {
  const path = join(dir, `${poolId}.signing-keys.json`);
  if (!existsSync(path)) return createKeys(path);
  chmodSync(path, 0o600);
  return keysSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
}
