import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { staffHandlers } from '../../../shared/staff/operations.ts';
import { readStaff } from '../../../shared/staff/staff-store.ts';
import { callAs } from '../../support/as-staff.ts';
import { type Desk, deskOf } from '../../support/desk.ts';
import { auditLibrary } from '../../support/proof.ts';
import { outcomes, refusal } from '../../support/refusal.ts';
import { type SmallCloud, startSmallCloud } from '../../support/small-cloud.ts';

/** Two containers over one library: each race is run between them, several times over. */
let cloud: SmallCloud;
let one: Desk;
let two: Desk;
/** Three days on, when renewing gives a later date. */
let later: Desk;
const rounds = [1, 2, 3];

beforeAll(async () => {
  cloud = await startSmallCloud();
  one = deskOf(cloud.container(), cloud.managerId);
  two = deskOf(cloud.container(), cloud.managerId);
  const clock = () => new Date(Date.now() + 3 * 24 * 3_600_000);
  later = deskOf({ ...cloud.container(), clock }, cloud.managerId);
});
afterAll(async () => {
  expect((await auditLibrary(cloud.system)).wrong).toEqual([]);
  await cloud.close();
});

describe('two desks at once', () => {
  it.each(rounds)('lending one copy: exactly one wins, the other is told who has it (round %i)', async (round) => {
    const title = await one.title();
    const barcode = `3100${round}`;
    await one.item(title, barcode);
    const ann = await one.patron('Ann First');
    const bob = await one.patron('Bob Second');
    const { done, refused } = await outcomes([one.lend(ann, barcode), two.lend(bob, barcode)]);
    expect(done).toHaveLength(1);
    expect(refused.map((each) => each.code)).toEqual(['item-on-loan']);
    expect(['Ann First', 'Bob Second']).toContain(refused[0]?.params['borrower']);
    const loansOf = async (patronId: string) => (await one.circulation['patron.loans'](one.call(), { patronId })).rows;
    const [anns, bobs] = [await loansOf(ann), await loansOf(bob)];
    expect(anns.length + bobs.length).toBe(1);
    expect(refused[0]?.params['borrower']).toBe(anns.length === 1 ? 'Ann First' : 'Bob Second');
  });

  it('cannot take a patron past the limit together', async () => {
    const title = await one.title();
    const eve = await one.patron('Eve Child', { category: 'child' });
    const barcodes = Array.from({ length: 10 }, (_, n) => `3200${n}`);
    for (const barcode of barcodes) await one.item(title, barcode);
    for (const barcode of barcodes.slice(0, 7)) await one.lend(eve, barcode);
    const { done, refused } = await outcomes(
      barcodes.slice(7).map((barcode, at) => (at % 2 === 0 ? one : two).lend(eve, barcode)),
    );
    expect(done).toHaveLength(1);
    expect(refused.map((each) => [each.code, each.params['limit']])).toEqual([
      ['loan-limit', 8],
      ['loan-limit', 8],
    ]);
  });

  it('taking one copy back: one does, the other hears that it is not on loan', async () => {
    const title = await one.title();
    await one.item(title, '33001');
    await one.lend(await one.patron('Fay Reader'), '33001');
    const { done, refused } = await outcomes([one.takeBack('33001'), two.takeBack('33001')]);
    expect(done).toHaveLength(1);
    expect(refused.map((each) => each.code)).toEqual(['item-not-on-loan']);
  });

  it.each(rounds)('a return is never refused because the patron renews at that moment (round %i)', async (round) => {
    const title = await one.title();
    const barcode = `3310${round}`;
    await one.item(title, barcode);
    const gus = await one.patron('Gus Reader');
    const { loan } = await one.lend(gus, barcode);
    const [returned, renewed] = await Promise.allSettled([later.takeBack(barcode), later.renew(loan.loanId)]);
    expect(returned.status).toBe('fulfilled');
    if (renewed.status === 'rejected') expect(['loan-closed', 'not-found']).toContain(renewed.reason.code);
  });

  it.each(rounds)('binning a copy and lending it: one of both happens, not both (round %i)', async (round) => {
    const title = await one.title();
    const barcode = `3400${round}`;
    const itemId = await one.item(title, barcode);
    const patron = await one.patron('Hal Reader');
    const { done, refused } = await outcomes<unknown>([
      one.catalogue['item.bin'](one.call(1), { itemId }),
      two.lend(patron, barcode),
    ]);
    expect(done).toHaveLength(1);
    expect(['item-on-loan', 'in-bin', 'barcode-unknown']).toContain(refused[0]?.code);
  });

  it.each(rounds)('binning a title and lending a copy of it: one of both (round %i)', async (round) => {
    const titleId = await one.title();
    const barcode = `3500${round}`;
    await one.item(titleId, barcode);
    const patron = await one.patron('Ida Reader');
    const { done, refused } = await outcomes<unknown>([
      one.catalogue['title.bin'](one.call(1), { titleId }),
      two.lend(patron, barcode),
    ]);
    expect(done).toHaveLength(1);
    expect(['items-on-loan', 'in-bin']).toContain(refused[0]?.code);
  });

  it('binning a patron and lending to them: one of both', async () => {
    const title = await one.title();
    await one.item(title, '36001');
    const patronId = await one.patron('Jo Reader');
    const { done, refused } = await outcomes<unknown>([
      one.patrons['patron.bin'](one.call(1), { patronId }),
      two.lend(patronId, '36001'),
    ]);
    expect(done).toHaveLength(1);
    expect(['patron-has-loans', 'in-bin']).toContain(refused[0]?.code);
  });

  it('binning a title while a copy is added to it loses neither', async () => {
    const titleId = await one.title();
    const { done } = await outcomes<unknown>([
      one.catalogue['title.bin'](one.call(1), { titleId }),
      two.catalogue['item.create'](two.call(), { titleId, barcode: '36101', itemType: 'book' }),
    ]);
    expect(done.length).toBeGreaterThan(0);
  });

  it('giving one barcode to two copies, or to a copy and a card: one gets it', async () => {
    const titleId = await one.title();
    const copy = (desk: Desk) =>
      desk.catalogue['item.create'](desk.call(), { titleId, barcode: '37001', itemType: 'book' });
    const card = one.patrons['patron.create'](one.call(), {
      name: 'Kim Card',
      card: '37001',
      category: 'adult',
      expires: '2099-12-31',
      blocked: false,
    });
    const { done, refused } = await outcomes<unknown>([copy(one), copy(two), card]);
    expect(done).toHaveLength(1);
    expect(refused.map((each) => each.code)).toEqual(['barcode-in-use', 'barcode-in-use']);
  });

  it('editing one title: the second is told when it was changed, and by whom', async () => {
    const titleId = await one.title('Before');
    const edit = (desk: Desk, title: string) =>
      desk.catalogue['title.edit'](desk.call(1), { titleId, form: { title, author: 'George Eliot' } });
    const { done, refused } = await outcomes([edit(one, 'From desk one'), edit(two, 'From desk two')]);
    expect(done.map((each) => each.version)).toEqual([2]);
    expect(refused).toHaveLength(1);
    expect(refused[0]).toMatchObject({ code: 'stale-version', params: { actorId: cloud.managerId, version: 2 } });
    expect(String(refused[0]?.params['at'])).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
  });

  it('two managers demoting each other: one stays', async () => {
    const staff = (desk: Desk, system = cloud.system) => ({
      handlers: staffHandlers(system, {
        invite: async () => undefined,
        enable: async () => undefined,
        disable: async () => undefined,
      }),
      desk,
    });
    const { handlers } = staff(one);
    const other = await handlers['staff.invite'](one.call(), {
      name: 'Otto Other',
      email: 'otto@example.org',
      role: 'manager',
    });
    const demote = (by: string, staffId: string, name: string) =>
      handlers['staff.edit'](callAs(cloud.system, by, 1), { staffId, name, role: 'clerk' });
    const { done, refused } = await outcomes([
      demote(other.id, cloud.managerId, 'Maria Manager'),
      demote(cloud.managerId, other.id, 'Otto Other'),
    ]);
    expect(done).toHaveLength(1);
    expect(refused.map((each) => each.code)).toEqual(['last-manager']);
    const left =
      (await readStaff(cloud.system, cloud.managerId))?.value.role === 'manager' ? cloud.managerId : other.id;
    const version = (await readStaff(cloud.system, left))?.value.version ?? 0;
    expect((await refusal(handlers['staff.leave'](callAs(cloud.system, left, version), { staffId: left }))).code).toBe(
      'last-manager',
    );
  });
});
