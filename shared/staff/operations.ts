import type { Call, Handlers, Input } from '../aws/call.ts';
import { born, changed, holdVersion } from '../aws/change.ts';
import { openCursor, sealCursor } from '../aws/cursor.ts';
import { allOf } from '../aws/keys.ts';
import { readStored, type Stored } from '../aws/stored.ts';
import type { System } from '../aws/system.ts';
import { queryPage } from '../aws/table.ts';
import { Staff } from '../contracts/people.ts';
import { AppError } from '../kernel/app-error.ts';
import { editStaffTx, inviteStaffTx, readStaff, replaceStaffTx, staffOfEmail } from './staff-store.ts';

/** The sign-in pool, as far as staff are concerned. */
export interface StaffPool {
  readonly invite: (personId: string, email: string) => Promise<void>;
  readonly enable: (personId: string) => Promise<void>;
  readonly disable: (personId: string) => Promise<void>;
}

/** Whose account was never made, or is gone from the pool, gets one; whose account was closed gets it open. */
const letIn = async (pool: StaffPool, { id, email }: Pick<Staff, 'id' | 'email'>): Promise<void> => {
  await pool.invite(id, email);
  await pool.enable(id);
};

/** A record whose invitation, or way back, was lost gets it now; for one that has it, nothing happens. */
const inviteAgain = async (system: System, pool: StaffPool, email: string): Promise<void> => {
  const id = await staffOfEmail(system, email);
  const held = id === undefined ? undefined : await readStaff(system, id);
  if (held === undefined || held.value.leftAt !== undefined) return;
  await letIn(pool, held.value);
};

/** One person, one account: whoever left and is invited again comes back to the record they had, untrained. */
const bringBack = async (
  call: Call,
  pool: StaffPool,
  before: Stored<Staff>,
  input: Input<'staff.invite'>,
): Promise<{ id: string; version: number; changeId: string }> => {
  const { value } = before;
  const after: Staff = {
    ...value,
    ...changed(call.context, value),
    name: input.name,
    role: input.role,
    branches: input.branches,
    certificates: [],
    leftAt: undefined,
  };
  const answer = { id: value.id, version: after.version, changeId: call.context.changeId };
  await call.commit(replaceStaffTx(call.context, before, after, 'staff.returned'), answer);
  await letIn(pool, value);
  return answer;
};

export const staffHandlers = (system: System, pool: StaffPool): Handlers<'staff'> => ({
  'staff.list': async (_call, { cursor }) => {
    const from = await openCursor(system.keyring, 'staff', cursor);
    const page = await queryPage(system.dynamo, system.tables.records, allOf('staff'), {
      index: 'GSI2',
      limit: 50,
      ...(from === undefined ? {} : { from }),
    });
    const rows = page.items.map((item) => {
      const { id, version, name, email, role, branches, certificates, leftAt } = readStored(Staff, item).value;
      return { staffId: id, version, name, email, role, branches, certificates, leftAt };
    });
    return { rows, ...(page.next === undefined ? {} : { next: await sealCursor(system.keyring, 'staff', page.next) }) };
  },
  'staff.invite': async (call, input) => {
    const known = await staffOfEmail(system, input.email);
    const held = known === undefined ? undefined : await readStaff(system, known);
    if (held?.value.leftAt !== undefined) return bringBack(call, pool, held, input);
    const staff: Staff = {
      ...born(call.context, call.context.newId()),
      entity: 'staff',
      name: input.name,
      email: input.email,
      role: input.role,
      certificates: [],
      ...(input.branches === undefined ? {} : { branches: input.branches }),
    };
    // The record first: an invitation without a record could sign in to nothing.
    const answer = { id: staff.id, version: 1, changeId: call.context.changeId };
    try {
      await call.commit(inviteStaffTx(call.context, staff), answer);
    } catch (error) {
      await inviteAgain(system, pool, staff.email);
      throw error;
    }
    await pool.invite(staff.id, staff.email);
    return answer;
  },
  'staff.edit': async (call, { staffId, ...input }) => {
    const before = await readStaff(system, staffId);
    if (before === undefined || before.value.leftAt !== undefined) throw new AppError('not-found', { entity: 'staff' });
    holdVersion(before, call.ifMatch);
    const content = { name: input.name, role: input.role, branches: input.branches };
    const answer = { id: staffId, version: before.value.version + 1, changeId: call.context.changeId };
    return call.commit(editStaffTx(call.context, before, content, 'staff.edited'), answer);
  },
  'staff.leave': async (call, { staffId }) => {
    const before = await readStaff(system, staffId);
    // Left already: only the pool may still have to follow, when an earlier try ended between the two.
    if (before?.value.leftAt !== undefined) await pool.disable(staffId);
    if (before === undefined || before.value.leftAt !== undefined) throw new AppError('not-found', { entity: 'staff' });
    holdVersion(before, call.ifMatch);
    const content = { leftAt: call.now.toISOString() };
    const answer = { id: staffId, version: before.value.version + 1, changeId: call.context.changeId };
    // From this commit on every session of theirs is refused; the pool only has to follow.
    await call.commit(editStaffTx(call.context, before, content, 'staff.left'), answer);
    await pool.disable(staffId);
    return answer;
  },
});
