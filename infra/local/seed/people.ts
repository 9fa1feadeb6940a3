import type * as z from 'zod';
import { born, type ChangeContext } from '../../../shared/aws/change.ts';
import type { System } from '../../../shared/aws/system.ts';
import type { Patron, PatronSecret } from '../../../shared/contracts/patrons.ts';
import type { Staff } from '../../../shared/contracts/people.ts';
import { createPatronTx, lookupHashes } from '../../../shared/patrons/patron-store.ts';

const DAY_MS = 24 * 3600 * 1000;
const courses = ['desk', 'privacy', 'cataloguing', 'safety'];
const people = [
  { name: 'Piotr Zieliński', email: 'piotr@example.org', role: 'manager' },
  { name: 'Carla Mendes', email: 'carla@example.org', role: 'cataloguer' },
  { name: 'Noor Haddad', email: 'noor@example.org', role: 'clerk' },
] as const;

/** Whoever works here besides the first manager, trained until next year. */
export const practiceStaff = (context: ChangeContext): Staff[] =>
  people.map((person) => ({
    ...born(context, context.newId()),
    entity: 'staff',
    ...person,
    certificates: courses.map((course) => ({
      course,
      until: new Date(context.now.getTime() + 365 * DAY_MS).toISOString(),
    })),
  }));

export interface SeedPatron {
  readonly secret: z.infer<typeof PatronSecret>;
  readonly category: Patron['category'];
  readonly expires: string;
  readonly blocked: boolean;
}

/** Registers a patron with a key of their own. */
export const addPatron = async (system: System, context: ChangeContext, patron: SeedPatron): Promise<string> => {
  const id = context.newId();
  const { key, fragment } = await system.keyring.newPerson(id);
  const record: Patron = {
    ...born(context, id),
    entity: 'patron',
    category: patron.category,
    expires: patron.expires,
    blocked: patron.blocked,
    branch: 'MAIN',
    sealed: key.seal(patron.secret),
    lookups: await lookupHashes(system.keyring, patron.secret),
  };
  await system.commit(await createPatronTx(system.keyring, context, record, patron.secret, fragment), system.newId());
  return id;
};

/** The one patron of an otherwise empty library, so that the public site can be tried. */
export const practicePatron = async (system: System, context: ChangeContext) => {
  const secret = { name: 'Robin Reader', card: '29120000000019', email: 'robin@example.org' };
  const expires = new Date(context.now.getTime() + 365 * DAY_MS).toISOString().slice(0, 10);
  const patronId = await addPatron(system, context, { secret, category: 'adult', expires, blocked: false });
  return { patronId, email: secret.email, card: secret.card };
};
