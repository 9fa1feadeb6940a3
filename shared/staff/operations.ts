import type { Handlers } from '../aws/call.ts';
import { born, holdVersion } from '../aws/change.ts';
import { openCursor, sealCursor } from '../aws/cursor.ts';
import { allOf } from '../aws/keys.ts';
import { readStored } from '../aws/stored.ts';
import type { System } from '../aws/system.ts';
import { queryPage } from '../aws/table.ts';
import { Staff } from '../contracts/people.ts';
import { AppError } from '../kernel/app-error.ts';
import { editStaffTx, inviteStaffTx, readStaff } from './staff-store.ts';

/** The sign-in pool, as far as staff are concerned. */
export interface StaffPool {
  readonly invite: (personId: string, email: string) => Promise<void>;
  readonly disable: (personId: string) => Promise<void>;
}

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
    const staff: Staff = {
      ...born(call.context, call.context.newId()),
      entity: 'staff',
      name: input.name,
      email: input.email,
      role: input.role,
      certificates: [],
      ...(input.branches === undefined ? {} : { branches: input.branches }),
    };
    const answer = await call.commit(inviteStaffTx(call.context, staff), {
      id: staff.id,
      version: 1,
      changeId: call.context.changeId,
    });
    // The record first: an invitation without a record could sign in to nothing, a record without one is invited again.
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
