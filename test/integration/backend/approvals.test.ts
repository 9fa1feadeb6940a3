import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readApproval, requestApprovalTx, spendApprovalTx } from '../../../shared/approvals/approval-store.ts';
import { approvalHandlers } from '../../../shared/approvals/operations.ts';
import { callAs } from '../../support/as-staff.ts';
import { auditLibrary } from '../../support/proof.ts';
import { outcomes, refusal } from '../../support/refusal.ts';
import { type SmallCloud, startSmallCloud } from '../../support/small-cloud.ts';

let cloud: SmallCloud;
const hash = 'c'.repeat(64);
beforeAll(async () => {
  cloud = await startSmallCloud();
});
afterAll(async () => {
  expect((await auditLibrary(cloud.system)).wrong).toEqual([]);
  await cloud.close();
});

const first = (ifMatch = 0) => callAs(cloud.system, cloud.managerId, ifMatch);
const secondId = '01J0000000000000000000SEC0';
const second = (ifMatch = 0, system = cloud.system) => callAs(system, secondId, ifMatch);
const later = (days: number) => ({ ...cloud.system, clock: () => new Date(Date.now() + days * 86_400_000) });
const handlers = () => approvalHandlers(cloud.system);

const request = async () => {
  const { approval, fragments } = requestApprovalTx(first().context, {
    operation: 'batch.undo',
    requestHash: hash,
    preview: { code: 'approval.batch.undo', params: { records: 400 } },
  });
  await cloud.system.commit(fragments, cloud.system.newId());
  return approval.id;
};
const spend = async (approvalId: string, requestHash = hash, system = cloud.system) => {
  const approval = await readApproval(cloud.system, approvalId);
  return system.commit(spendApprovalTx(callAs(system, cloud.managerId).context, approval, requestHash), system.newId());
};

describe('a second person', () => {
  it('agrees, and the act is done once', async () => {
    const approvalId = await request();
    expect(await handlers()['approval.give'](second(1), { approvalId })).toMatchObject({ state: 'given', mine: false });
    await spend(approvalId);
    expect(await refusal(spend(approvalId))).toMatchObject({ code: 'approval-closed', params: { state: 'used' } });
  });

  it('is never the one who asked', async () => {
    const approvalId = await request();
    expect((await refusal(handlers()['approval.give'](first(1), { approvalId }))).code).toBe('approval-own');
    expect((await refusal(spend(approvalId))).code).toBe('approval-closed');
  });

  it('may refuse, also after having agreed; the one who asked may withdraw', async () => {
    const given = await request();
    await handlers()['approval.give'](second(1), { approvalId: given });
    await handlers()['approval.refuse'](second(2), { approvalId: given });
    expect((await refusal(spend(given))).code).toBe('approval-closed');
    const own = await request();
    await handlers()['approval.refuse'](first(1), { approvalId: own });
    expect((await refusal(handlers()['approval.give'](second(2), { approvalId: own }))).code).toBe('approval-closed');
  });

  it('has agreed to one request and to no other', async () => {
    const approvalId = await request();
    await handlers()['approval.give'](second(1), { approvalId });
    expect((await refusal(spend(approvalId, 'd'.repeat(64)))).code).toBe('approval-mismatch');
    await spend(approvalId);
  });

  it('has three days to agree, and what was agreed is good for as long', async () => {
    const late = later(3.01);
    const waiting = await request();
    const give = approvalHandlers(late)['approval.give'](second(1, late), { approvalId: waiting });
    expect((await refusal(give)).code).toBe('approval-closed');
    const listed = await approvalHandlers(late)['approval.list'](second(0, late), {});
    expect(listed.rows.find((row) => row.approvalId === waiting)?.state).toBe('expired');
    const given = await request();
    await handlers()['approval.give'](second(1), { approvalId: given });
    expect((await refusal(spend(given, hash, late))).code).toBe('approval-closed');
  });

  it('is not there where nobody asked', async () => {
    const approvalId = cloud.system.newId();
    expect((await refusal(handlers()['approval.give'](second(1), { approvalId }))).code).toBe('not-found');
    expect((await refusal(spend(approvalId))).code).toBe('approval-needed');
  });

  it('spent by two at once, counts for one', async () => {
    const approvalId = await request();
    await handlers()['approval.give'](second(1), { approvalId });
    const { done, refused } = await outcomes([spend(approvalId), spend(approvalId)]);
    expect(done).toHaveLength(1);
    expect(['stale-version', 'approval-closed']).toContain(refused[0]?.code);
  });
});
