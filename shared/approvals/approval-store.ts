import { born, type ChangeContext, changed, changeFragments } from '../aws/change.ts';
import { allOf, recordKey } from '../aws/keys.ts';
import { readStored, type Stored } from '../aws/stored.ts';
import type { System } from '../aws/system.ts';
import { getItem } from '../aws/table.ts';
import type { Fragment } from '../aws/transaction.ts';
import { Approval } from '../contracts/approvals.ts';
import type { EventType } from '../contracts/record.ts';
import { AppError } from '../kernel/app-error.ts';

/** A second person has three days; then the act must be asked for again. */
const OPEN_MS = 3 * 24 * 3600 * 1000;
type Of = Pick<System, 'dynamo' | 'tables'>;

export const readApproval = async (system: Of, approvalId: string): Promise<Stored<Approval> | undefined> => {
  const item = await getItem(system.dynamo, system.tables.records, recordKey('approval', approvalId));
  return item === undefined ? undefined : readStored(Approval, item);
};

const index = (approval: Approval) => ({ GSI2PK: allOf('approval'), GSI2SK: approval.id });

/** Asks for a second person, with what they will see, bound to the exact request. */
export const requestApprovalTx = (
  context: ChangeContext,
  ask: Pick<Approval, 'operation' | 'requestHash' | 'preview'>,
): { approval: Approval; fragments: Fragment[] } => {
  const approval: Approval = {
    ...born(context, context.newId()),
    entity: 'approval',
    ...ask,
    state: 'waiting',
    requestedBy: context.actor.id,
    expiresAt: new Date(context.now.getTime() + OPEN_MS).toISOString(),
  };
  const params = { operation: ask.operation };
  return {
    approval,
    fragments: changeFragments(context, {
      after: approval,
      index: index(approval),
      type: 'approval.requested',
      params,
    }),
  };
};

const moves = {
  given: { from: ['waiting'], type: 'approval.given' },
  refused: { from: ['waiting', 'given'], type: 'approval.refused' },
  used: { from: ['given'], type: 'approval.used' },
} as const satisfies Record<string, { from: readonly Approval['state'][]; type: EventType }>;

/** Moves an approval on. Throws `approval-closed` where the step is not possible, or its time is over. */
export const moveApprovalTx = (
  context: ChangeContext,
  before: Stored<Approval>,
  to: keyof typeof moves,
): Fragment[] => {
  const move = moves[to];
  const { value } = before;
  const isOpen =
    move.from.some((state) => state === value.state) && Date.parse(value.expiresAt) > context.now.getTime();
  if (!isOpen) throw new AppError('approval-closed', { state: value.state });
  const after: Approval = {
    ...value,
    ...changed(context, value),
    state: to,
    ...(to === 'used' ? {} : { decidedBy: context.actor.id }),
  };
  return changeFragments(context, { before, after, index: index(after), type: move.type });
};

/**
 * Spends an approval on the request it was given for, in the transaction of that request: it cannot be spent twice.
 * Throws `approval-needed` when there is none, `approval-mismatch` when it is for something else.
 */
export const spendApprovalTx = (
  context: ChangeContext,
  approval: Stored<Approval> | undefined,
  requestHash: string,
): Fragment[] => {
  if (approval === undefined) throw new AppError('approval-needed');
  if (approval.value.requestHash !== requestHash) throw new AppError('approval-mismatch');
  return moveApprovalTx(context, approval, 'used');
};
