import type { Call } from '../aws/call.ts';
import { allOf } from '../aws/keys.ts';
import { readStored, type Stored } from '../aws/stored.ts';
import type { System } from '../aws/system.ts';
import { queryPage } from '../aws/table.ts';
import type { Fragment } from '../aws/transaction.ts';
import { Approval } from '../contracts/approvals.ts';
import { operations } from '../contracts/operations.ts';
import { AppError } from '../kernel/app-error.ts';
import { ALONE_LIMIT, authorize } from '../kernel/authorize.ts';
import { requestApprovalTx, spendApprovalTx } from './approval-store.ts';

export interface LargeAct extends Pick<Approval, 'operation' | 'requestHash' | 'preview'> {
  readonly records: number;
  /** What cannot be taken back: even for one record. */
  readonly always?: true;
}

/** The newest approval of this person for exactly this act that can still lead somewhere. */
const openApproval = async (system: System, call: Call, requestHash: string): Promise<Stored<Approval> | undefined> => {
  const page = await queryPage(system.dynamo, system.tables.records, allOf('approval'), {
    index: 'GSI2',
    newestFirst: true,
    limit: 100,
  });
  return page.items
    .map((item) => readStored(Approval, item))
    .find(
      ({ value }) =>
        value.requestHash === requestHash &&
        value.requestedBy === call.personId &&
        (value.state === 'waiting' || value.state === 'given') &&
        Date.parse(value.expiresAt) > call.now.getTime(),
    );
};

/**
 * What a destructive act on many records adds to its transaction: an approval by a second person, spent once.
 * Few records need none. Without one the act is asked for, and refused with `approval-needed`:
 * the same request goes through once somebody else has agreed.
 */
export const secondPersonTx = async (system: System, call: Call, act: LargeAct): Promise<Fragment[]> => {
  const row = operations.find((each) => each.id === act.operation);
  if (row === undefined) throw new Error(`no operation ${act.operation}`);
  const records = act.always === true ? Math.max(act.records, ALONE_LIMIT + 1) : act.records;
  const decision = authorize(call.actor, row, { records, requestHash: act.requestHash }, call.now);
  if (decision.verdict === 'allow') return [];
  if (decision.verdict === 'deny') throw new AppError(decision.code, decision.params);
  const open = await openApproval(system, call, act.requestHash);
  if (open?.value.state === 'given') return spendApprovalTx(call.context, open, act.requestHash);
  let approvalId = open?.value.id;
  if (approvalId === undefined) {
    const { approval, fragments } = requestApprovalTx(call.context, {
      operation: act.operation,
      requestHash: act.requestHash,
      preview: act.preview,
    });
    await system.commit(fragments, call.context.changeId);
    approvalId = approval.id;
  }
  throw new AppError('approval-needed', { ...(act.always === true ? {} : { records: act.records }), approvalId });
};
