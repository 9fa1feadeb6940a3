import { scanRecords } from '../../aws/scan.ts';
import { readStored } from '../../aws/stored.ts';
import type { System } from '../../aws/system.ts';
import { Patron, PatronSecret } from '../../contracts/patrons.ts';
import { Staff } from '../../contracts/people.ts';

export type Invite = (personId: string, email: string) => Promise<void>;

/**
 * Everybody who works here gets an account in the new pool, under the id their record has, and the invitation to it.
 * Somebody who has one already is left alone. Returns how many there are.
 */
export const inviteStaff = async (system: System, invite: Invite): Promise<number> => {
  let people = 0;
  for await (const item of scanRecords(system.dynamo, system.tables.records, 'staff')) {
    const { id, email, leftAt } = readStored(Staff, item).value;
    if (leftAt !== undefined) continue;
    await invite(id, email);
    people += 1;
  }
  return people;
};

export interface Readers {
  readonly patrons: number;
  /** Whose record opens with a key of their own: a restore without a single one has lost its keys. */
  readonly opened: number;
  readonly withEmail: number;
}

/** Opens patrons' sealed records through the new deployment's keys, and invites those with an address if asked to. */
export const readersOf = async (
  system: System,
  options: { readonly look: number; readonly invite?: Invite },
): Promise<Readers> => {
  const found = { patrons: 0, opened: 0, withEmail: 0 };
  for await (const item of scanRecords(system.dynamo, system.tables.records, 'patron')) {
    const patron = readStored(Patron, item).value;
    found.patrons += 1;
    if (patron.binnedAt !== undefined || (options.invite === undefined && found.opened >= options.look)) continue;
    const key = await system.keyring.person(patron.id);
    if (key === undefined) continue;
    const { email } = PatronSecret.parse(key.open(patron.sealed));
    found.opened += 1;
    if (email === undefined) continue;
    found.withEmail += 1;
    await options.invite?.(patron.id, email);
  }
  return found;
};
