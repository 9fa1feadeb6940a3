import type { System } from '../../../shared/aws/system.ts';
import { type FoundingPorts, found } from '../../../shared/settings/found.ts';
import { inviteStaffTx } from '../../../shared/staff/staff-store.ts';
import { demoContent } from './content.ts';
import { seedContext } from './context.ts';
import { practicePatron, practiceStaff } from './people.ts';

export interface Account {
  readonly role: 'manager' | 'cataloguer' | 'clerk' | 'patron';
  readonly username: string;
  readonly password: string;
  readonly totpSecret?: string;
}

export interface SeedPorts {
  readonly system: System;
  readonly classKeyTx: FoundingPorts['classKeyTx'];
  /** Makes an account that can sign in at once; staff get a code generator. */
  readonly ensureUser: (
    pool: 'staff' | 'patron',
    user: { username: string; email: string; password: string; loginName?: string },
  ) => Promise<{ totpSecret?: string | undefined }>;
  readonly log: (line: string) => void;
}

/** The password of every practice account: it is printed, and guards nothing but a practice library. */
const password = 'Practice-Library-1';
const zone = 'Europe/London';

/**
 * Founds the library on an empty data folder, gives it practice accounts, and the demo library unless told otherwise.
 * All of it goes through the product's own transactions: what a demo shows is what the product does.
 */
export const seedLibrary = async (ports: SeedPorts, options: { readonly demo: boolean }): Promise<Account[]> => {
  const { system, ensureUser } = ports;
  const founding = {
    libraryName: options.demo ? 'Quayside Library' : 'My library',
    language: 'en',
    zone,
    managerName: 'Ann Marlow',
    managerEmail: 'ann@example.org',
  };
  const accounts: Account[] = [];
  const account = async (role: Account['role'], personId: string, email: string, loginName?: string) => {
    const pool = role === 'patron' ? 'patron' : 'staff';
    const made = await ensureUser(pool, {
      username: personId,
      email,
      password,
      ...(loginName === undefined ? {} : { loginName }),
    });
    accounts.push({
      role,
      username: loginName ?? email,
      password,
      ...(made.totpSecret === undefined ? {} : { totpSecret: made.totpSecret }),
    });
  };
  const invite = (personId: string, email: string) => account('manager', personId, email);
  const first = await found(system, { classKeyTx: ports.classKeyTx, inviteTx: inviteStaffTx, invite }, founding);
  if (!first.founded || first.managerId === undefined) throw new Error('the data folder already holds a library');
  const context = seedContext(system, first.managerId);
  for (const person of practiceStaff(context)) {
    await system.commit(inviteStaffTx(context, person), system.newId());
    await account(person.role, person.id, person.email);
  }
  const patron = options.demo
    ? await demoContent(system, first.managerId, ports.log)
    : await practicePatron(system, context);
  await account('patron', patron.patronId, patron.email, patron.card);
  return accounts;
};
