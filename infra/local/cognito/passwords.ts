import { randomBytes, randomInt, scrypt, timingSafeEqual } from 'node:crypto';
import type { PasswordPolicy } from './pool-store.ts';

const COST = { N: 32_768, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };
const KEY_BYTES = 32;
const LONGEST = 256;

function derive(password: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFC'), salt, KEY_BYTES, COST, (error, key) => (error ? reject(error) : resolve(key)));
  });
}

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  return `scrypt$${salt.toString('base64')}$${(await derive(password, salt)).toString('base64')}`;
}

const NOBODY = `scrypt$${Buffer.alloc(16).toString('base64')}$${Buffer.alloc(KEY_BYTES).toString('base64')}`;

/** Takes as long for a person who does not exist (`undefined`), so that time does not tell who has an account. */
export async function checkPassword(password: string, stored: string | null | undefined): Promise<boolean> {
  const [, salt = '', hash = ''] = (stored ?? NOBODY).split('$');
  const derived = await derive(password.slice(0, LONGEST), Buffer.from(salt, 'base64'));
  return timingSafeEqual(derived, Buffer.from(hash, 'base64')) && Boolean(stored);
}

export type PasswordProblem = 'length' | 'longest' | 'lowercase' | 'uppercase' | 'number' | 'symbol' | 'edges';

/** Every rule of the policy that a password breaks. */
export function passwordProblems(password: string, policy: PasswordPolicy): PasswordProblem[] {
  const rules: [broken: boolean, problem: PasswordProblem][] = [
    [[...password].length < policy.minimumLength, 'length'],
    [password.length > LONGEST, 'longest'],
    [policy.requireLowercase && !/[a-z]/.test(password), 'lowercase'],
    [policy.requireUppercase && !/[A-Z]/.test(password), 'uppercase'],
    [policy.requireNumbers && !/\d/.test(password), 'number'],
    [policy.requireSymbols && !/[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+\- ]/.test(password), 'symbol'],
    [/^\s|\s$/.test(password), 'edges'],
  ];
  return rules.filter(([broken]) => broken).map(([, problem]) => problem);
}

const KINDS = ['abcdefghijkmnpqrstuvwxyz', 'ABCDEFGHJKLMNPQRSTUVWXYZ', '23456789', '!#%+=?'] as const;

/** A temporary password that keeps any policy, without letters that are read wrong from paper. */
export function temporaryPassword(policy: PasswordPolicy): string {
  const length = Math.max(policy.minimumLength, 12);
  const pick = (letters: string) => letters[randomInt(letters.length)] ?? '';
  const letters = [...KINDS.map(pick), ...Array.from({ length: length - KINDS.length }, () => pick(KINDS.join('')))];
  for (let at = letters.length - 1; at > 0; at -= 1) {
    const other = randomInt(at + 1);
    [letters[at], letters[other]] = [letters[other] ?? '', letters[at] ?? ''];
  }
  return letters.join('');
}
