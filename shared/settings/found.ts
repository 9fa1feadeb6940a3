import * as z from 'zod';
import { born, type ChangeContext } from '../aws/change.ts';
import { accessKey, nameKey } from '../aws/keys.ts';
import type { System } from '../aws/system.ts';
import { getItem } from '../aws/table.ts';
import type { Fragment } from '../aws/transaction.ts';
import type { Branch, Settings } from '../contracts/library.ts';
import type { Staff } from '../contracts/people.ts';
import { RecoveryRecipient } from '../contracts/recovery-sheet.ts';
import { requestJobTx } from '../jobs/job-store.ts';
import { AppError } from '../kernel/app-error.ts';
import { branchTx, readSettings, SETTINGS_ID, settingsTx } from './settings-store.ts';

export const Founding = z.strictObject({
  libraryName: z.string().trim().min(1).max(200),
  zone: z.string().min(1).max(60),
  language: z.string().default('en'),
  managerName: z.string().trim().min(1).max(200),
  managerEmail: z.email(),
  /** A sheet that was printed before: its library is founded anew. */
  recoveryRecipient: RecoveryRecipient.optional(),
});
export type Founding = z.infer<typeof Founding>;

const courses = ['desk', 'privacy', 'cataloguing', 'safety'] as const;
const YEAR_MS = 365 * 24 * 3600 * 1000;

/** The first manager has nobody to be trained by: certificates of a year, given by the founding. */
const firstManager = (context: ChangeContext, ask: Founding): Staff => ({
  ...born(context, context.newId()),
  entity: 'staff',
  name: ask.managerName,
  email: ask.managerEmail,
  role: 'manager',
  certificates: courses.map((course) => ({ course, until: new Date(context.now.getTime() + YEAR_MS).toISOString() })),
});

const firstBranch = (context: ChangeContext, ask: Founding): Branch => ({
  ...born(context, context.newId()),
  entity: 'branch',
  code: 'MAIN',
  name: ask.libraryName,
  zone: ask.zone,
  openDays: [true, true, true, true, true, true, false],
  closures: [],
});

const firstSettings = (context: ChangeContext, ask: Founding): Settings => ({
  ...born(context, SETTINGS_ID),
  entity: 'settings',
  libraryName: ask.libraryName,
  language: ask.language,
  rules: [
    { branch: '*', category: '*', itemType: 'reference', lendable: false },
    { branch: '*', category: 'child', itemType: '*', maxLoans: 8 },
    { branch: '*', category: '*', itemType: 'media', loanDays: 7, renewals: 1 },
  ],
  trainingRequired: false,
  ...(ask.recoveryRecipient === undefined
    ? {}
    : { recovery: { recipient: ask.recoveryRecipient, since: context.now.toISOString() } }),
});

export interface FoundingPorts {
  /** A class key, sealed to the recovery sheet too where there is one. */
  readonly classKeyTx: (keysTable: string, recipient: string | undefined) => Promise<Fragment>;
  readonly inviteTx: (context: ChangeContext, staff: Staff) => Fragment[];
  readonly invite: (personId: string, email: string) => Promise<void>;
}

/** A first manager whose invitation was lost would lock the library for good: founding again sends what is missing. */
const inviteAgain = async (system: System, ports: FoundingPorts, email: string): Promise<void> => {
  const key = nameKey('staff-email', email.toLowerCase());
  const id = (await getItem(system.dynamo, system.tables.records, key))?.['id']?.S;
  const access = id === undefined ? undefined : await getItem(system.dynamo, system.tables.records, accessKey(id));
  if (id !== undefined && access !== undefined && access['leftAt'] === undefined) await ports.invite(id, email);
};

/**
 * Founds the library: class key, settings, first branch and first manager, once, in one transaction.
 * Founding a library that is there is no error: it says so, and changes nothing.
 */
export const found = async (
  system: System,
  ports: FoundingPorts,
  ask: Founding,
): Promise<{ founded: boolean; managerId?: string }> => {
  if ((await readSettings(system)) !== undefined) {
    await inviteAgain(system, ports, ask.managerEmail);
    return { founded: false };
  }
  const context: ChangeContext = {
    now: system.clock(),
    changeId: system.newId(),
    newId: system.newId,
    tables: system.tables,
    device: 'founding',
    actor: { id: 'system', kind: 'system' },
  };
  const manager = firstManager(context, ask);
  const fragments = [
    await ports.classKeyTx(system.tables.keys, ask.recoveryRecipient),
    ...settingsTx(context, { after: firstSettings(context, ask) }),
    ...branchTx(context, firstBranch(context, ask)),
    ...ports.inviteTx(context, manager),
    // Search needs a first base, be it of an empty catalogue.
    ...requestJobTx(context, { kind: 'reindex', unit: 'records', input: {}, lock: 'reindex' }).fragments,
  ];
  try {
    await system.commit(fragments, context.changeId);
  } catch (error) {
    if (error instanceof AppError && error.code === 'already-exists') return { founded: false };
    throw error;
  }
  await ports.invite(manager.id, manager.email);
  return { founded: true, managerId: manager.id };
};
