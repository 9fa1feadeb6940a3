import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CredentialLookup } from '../sigv4/verify.ts';

export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface Credentials {
  /** The principal's own key; the same at every start of one data folder. */
  readonly keyOf: (principal: string) => AccessKey;
  readonly lookup: CredentialLookup;
}

/** Whoever runs the local cloud: may do everything, as an account's owner may. */
export const OPERATOR = 'operator';

/** Access keys derived from one secret of the data folder, readable by its owner alone. */
export function openCredentials(dir: string): Credentials {
  const folder = join(dir, 'credentials');
  const file = join(folder, 'root.key');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (!existsSync(file)) writeFileSync(file, randomBytes(32), { mode: 0o600, flush: true });
  const root = readFileSync(file);
  const derive = (use: string, principal: string) => createHmac('sha256', root).update(`${use}:${principal}`).digest();
  const known = new Map<string, { readonly secretAccessKey: string; readonly principal: string }>();

  function keyOf(principal: string): AccessKey {
    const accessKeyId = `AKIA${derive('id', principal).toString('hex').slice(0, 16).toUpperCase()}`;
    const secretAccessKey = derive('secret', principal).toString('base64url').slice(0, 40);
    known.set(accessKeyId, { secretAccessKey, principal });
    return { accessKeyId, secretAccessKey };
  }
  return { keyOf, lookup: (accessKeyId) => known.get(accessKeyId) };
}
