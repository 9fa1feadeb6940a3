import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessKey } from '../../../shared/aws/keys.ts';
import { plainOf } from '../../../shared/aws/stored.ts';
import { getItem } from '../../../shared/aws/table.ts';
import { found } from '../../../shared/settings/found.ts';
import { readSettings } from '../../../shared/settings/settings-store.ts';
import { type StaffPool, staffHandlers } from '../../../shared/staff/operations.ts';
import { inviteStaffTx, readStaff } from '../../../shared/staff/staff-store.ts';
import { callAs } from '../../support/as-staff.ts';
import { auditLibrary } from '../../support/proof.ts';
import { refusal } from '../../support/refusal.ts';
import { type SmallCloud, startSmallCloud } from '../../support/small-cloud.ts';

let cloud: SmallCloud;
beforeAll(async () => {
  cloud = await startSmallCloud();
});
afterAll(async () => {
  expect((await auditLibrary(cloud.system)).wrong).toEqual([]);
  await cloud.close();
});

/** A sign-in pool that remembers, and that fails as often as it is told. */
const poolOf = () => {
  const asked = {
    invited: new Map<string, string>(),
    enabled: new Set<string>(),
    disabled: new Set<string>(),
    failing: 0,
  };
  const works = () => {
    if (asked.failing === 0) return;
    asked.failing -= 1;
    throw new Error('the pool does not answer');
  };
  const pool: StaffPool = {
    invite: async (id, email) => {
      works();
      asked.invited.set(id, email);
    },
    enable: async (id) => {
      works();
      asked.enabled.add(id);
    },
    disable: async (id) => {
      works();
      asked.disabled.add(id);
    },
  };
  return { asked, handlers: staffHandlers(cloud.system, pool) };
};
const call = (ifMatch = 0) => callAs(cloud.system, cloud.managerId, ifMatch);
const accessOf = async (id: string) => {
  const item = await getItem(cloud.system.dynamo, 'records', accessKey(id));
  return item === undefined ? undefined : plainOf(item);
};

describe('inviting', () => {
  it('somebody new gets an account under their id, a record and their rights', async () => {
    const { asked, handlers } = poolOf();
    const { id } = await handlers['staff.invite'](call(), {
      name: 'Nora New',
      email: 'nora@example.org',
      role: 'clerk',
    });
    expect(asked.invited.get(id)).toBe('nora@example.org');
    expect(await accessOf(id)).toMatchObject({ personId: id, role: 'clerk', kind: 'staff', name: 'Nora New' });
  });

  it('somebody who is here, in any spelling of the address, is refused and keeps every right', async () => {
    const { handlers } = poolOf();
    for (const email of ['maria@example.org', 'MARIA@Example.org']) {
      const again = handlers['staff.invite'](call(), { name: 'Maria Again', email, role: 'clerk' });
      expect(await refusal(again)).toMatchObject({ code: 'already-exists', params: { email } });
    }
    expect((await readStaff(cloud.system, cloud.managerId))?.value).toMatchObject({ role: 'manager', version: 1 });
    expect(await accessOf(cloud.managerId)).toMatchObject({ role: 'manager', name: 'Maria Manager' });
  });

  it('one whose invitation was lost on the way gets it when invited again, once', async () => {
    const { asked, handlers } = poolOf();
    asked.failing = 1;
    const ask = { name: 'Lost Letter', email: 'lost@example.org', role: 'clerk' as const };
    await expect(handlers['staff.invite'](call(), ask)).rejects.toThrow('does not answer');
    expect(asked.invited.size).toBe(0);
    expect((await refusal(handlers['staff.invite'](call(), ask))).code).toBe('already-exists');
    expect([...asked.invited.values()]).toEqual(['lost@example.org']);
  });

  it('somebody who had left gives back the record and the account they had, with the role they are invited to', async () => {
    const { asked, handlers } = poolOf();
    const ask = { name: 'Rita Return', email: 'rita@example.org', role: 'manager' as const };
    const { id } = await handlers['staff.invite'](call(), ask);
    await handlers['staff.leave'](call(1), { staffId: id });
    asked.failing = 1;
    const back = { name: 'Rita Return', email: 'Rita@example.org', role: 'clerk' as const };
    await expect(handlers['staff.invite'](call(), back)).rejects.toThrow('does not answer');
    expect(await accessOf(id)).toMatchObject({ role: 'clerk' });
    expect(await accessOf(id)).not.toHaveProperty('leftAt');
    // The pool did not hear of it: asked again, it does, and the record is as it was.
    expect((await refusal(handlers['staff.invite'](call(), back))).code).toBe('already-exists');
    expect([...asked.enabled]).toEqual([id]);
    expect((await readStaff(cloud.system, id))?.value).toMatchObject({ version: 3, role: 'clerk', certificates: [] });
  });
});

describe('founding again', () => {
  const ask = { libraryName: 'Other', zone: 'Europe/Berlin', language: 'en', managerName: 'Other' };
  const again = async (managerEmail: string) => {
    const invited: string[] = [];
    const invite = async (id: string) => {
      invited.push(id);
    };
    const classKeyTx = async () => {
      throw new Error('a library that stands needs no other key');
    };
    const ports = { classKeyTx, inviteTx: inviteStaffTx, invite };
    return { ...(await found(cloud.system, ports, { ...ask, managerEmail })), invited };
  };

  it('changes nothing, and sends the first manager an invitation that was lost', async () => {
    expect(await again('Maria@example.org')).toEqual({ founded: false, invited: [cloud.managerId] });
    expect((await readSettings(cloud.system))?.value).toMatchObject({ libraryName: 'Test Library', version: 1 });
  });

  it('lets nobody in who is not here', async () => {
    expect(await again('stranger@example.org')).toEqual({ founded: false, invited: [] });
  });
});

describe('changing and leaving', () => {
  it('a change of role is in force at once, in the same transaction as the record', async () => {
    const { handlers } = poolOf();
    const { id } = await handlers['staff.invite'](call(), {
      name: 'Ria Role',
      email: 'ria@example.org',
      role: 'manager',
    });
    await handlers['staff.edit'](call(1), { staffId: id, name: 'Ria Role', role: 'clerk', branches: ['MAIN'] });
    expect(await accessOf(id)).toMatchObject({ role: 'clerk', branches: ['MAIN'] });
    expect((await refusal(handlers['staff.edit'](call(1), { staffId: id, name: 'x', role: 'manager' }))).code).toBe(
      'stale-version',
    );
    expect(await accessOf(id)).toMatchObject({ role: 'clerk' });
  });

  it('the last manager can neither leave nor become something else; with two, one can', async () => {
    const { handlers } = poolOf();
    const ask = { staffId: cloud.managerId, name: 'Maria Manager' };
    expect((await refusal(handlers['staff.edit'](call(1), { ...ask, role: 'cataloguer' }))).code).toBe('last-manager');
    expect((await refusal(handlers['staff.leave'](call(1), { staffId: cloud.managerId }))).code).toBe('last-manager');
    expect(await accessOf(cloud.managerId)).not.toHaveProperty('leftAt');
    const { id } = await handlers['staff.invite'](call(), {
      name: 'Sue Second',
      email: 'sue@example.org',
      role: 'manager',
    });
    await handlers['staff.leave'](call(1), { staffId: id });
    expect((await refusal(handlers['staff.leave'](call(1), { staffId: cloud.managerId }))).code).toBe('last-manager');
  });

  it('who leaves is out with the commit, and the pool follows even if it failed the first time', async () => {
    const { asked, handlers } = poolOf();
    const { id } = await handlers['staff.invite'](call(), {
      name: 'Len Leaver',
      email: 'len@example.org',
      role: 'clerk',
    });
    asked.failing = 1;
    await expect(handlers['staff.leave'](call(1), { staffId: id })).rejects.toThrow('does not answer');
    expect(await accessOf(id)).toHaveProperty('leftAt');
    expect(asked.disabled.has(id)).toBe(false);
    expect((await refusal(handlers['staff.leave'](call(2), { staffId: id }))).code).toBe('not-found');
    expect(asked.disabled.has(id)).toBe(true);
  });
});
