import { namesOf } from '../audit/ledger-store.ts';
import type { Call, Handlers } from '../aws/call.ts';
import { holdVersion } from '../aws/change.ts';
import { openCursor, sealCursor } from '../aws/cursor.ts';
import { allOf } from '../aws/keys.ts';
import { readStored, type Stored } from '../aws/stored.ts';
import type { System } from '../aws/system.ts';
import { queryPage } from '../aws/table.ts';
import { Approval } from '../contracts/approvals.ts';
import { AppError } from '../kernel/app-error.ts';
import { moveApprovalTx, readApproval } from './approval-store.ts';

const view = (approval: Approval, call: Call, name?: string) => ({
  approvalId: approval.id,
  version: approval.version,
  operation: approval.operation,
  preview: approval.preview,
  state:
    approval.state === 'waiting' && Date.parse(approval.expiresAt) <= call.now.getTime()
      ? ('expired' as const)
      : approval.state,
  requestedBy: approval.requestedBy,
  mine: approval.requestedBy === call.personId,
  expiresAt: approval.expiresAt,
  createdAt: approval.createdAt,
  ...(name === undefined ? {} : { requestedByName: name }),
});

const wanted = async (system: System, approvalId: string): Promise<Stored<Approval>> => {
  const approval = await readApproval(system, approvalId);
  if (approval === undefined) throw new AppError('not-found', { entity: 'approval' });
  return approval;
};

const decide = async (system: System, call: Call, approvalId: string, to: 'given' | 'refused') => {
  const before = await wanted(system, approvalId);
  if (to === 'given' && before.value.requestedBy === call.personId) throw new AppError('approval-own');
  holdVersion(before, call.ifMatch);
  const after = { ...before.value, state: to, version: before.value.version + 1 };
  return call.commit(moveApprovalTx(call.context, before, to), view(after, call));
};

export const approvalHandlers = (system: System): Handlers<'approvals'> => ({
  'approval.list': async (call, { cursor }) => {
    const from = await openCursor(system.keyring, 'approvals', cursor);
    const page = await queryPage(system.dynamo, system.tables.records, allOf('approval'), {
      index: 'GSI2',
      newestFirst: true,
      limit: 25,
      ...(from === undefined ? {} : { from }),
    });
    const approvals = page.items.map((item) => readStored(Approval, item).value);
    const names = await namesOf(
      system,
      approvals.map((approval) => approval.requestedBy),
    );
    const rows = approvals.map((approval) => view(approval, call, names.get(approval.requestedBy)));
    return {
      rows,
      ...(page.next === undefined ? {} : { next: await sealCursor(system.keyring, 'approvals', page.next) }),
    };
  },
  'approval.give': (call, { approvalId }) => decide(system, call, approvalId, 'given'),
  'approval.refuse': (call, { approvalId }) => decide(system, call, approvalId, 'refused'),
});
