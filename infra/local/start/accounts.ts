import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

/** A practice account as it is printed and handed to scripts. */
export const account = z.object({
  role: z.string(),
  username: z.string(),
  password: z.string(),
  totpSecret: z.string().optional(),
});
export type Account = z.infer<typeof account>;

const file = (dir: string) => join(dir, 'accounts.json');

export function readAccounts(dir: string): readonly Account[] {
  return existsSync(file(dir)) ? z.array(account).parse(JSON.parse(readFileSync(file(dir), 'utf8'))) : [];
}

/** Practice passwords are no secret, but they are nobody else's business either. */
export function writeAccounts(dir: string, accounts: readonly Account[]): void {
  writePrivately(file(dir), accounts);
}

/** JSON that appears whole or not at all. */
export function writePrivately(path: string, value: unknown): void {
  writeFileSync(`${path}.part`, `${JSON.stringify(value, undefined, 2)}\n`, { mode: 0o600, flush: true });
  renameSync(`${path}.part`, path);
}
