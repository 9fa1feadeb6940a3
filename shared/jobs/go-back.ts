import type { AttributeMap } from '../aws/attribute-value.ts';
import { barcodeOwner } from '../aws/barcodes.ts';
import { textOf } from '../aws/fragments.ts';
import { joined } from '../aws/hand-over.ts';
import type { System } from '../aws/system.ts';
import { type Fragment, MAX_FRAGMENTS } from '../aws/transaction.ts';
import { type KeptReason, RecoverableEntity } from '../contracts/recovery.ts';
import { AppError } from '../kernel/app-error.ts';
import type { Goal, Recoverables } from './recoverable.ts';
import type { Work } from './run-job.ts';

/** One record on its way back, read just now. */
export interface Going {
  readonly entity: RecoverableEntity;
  readonly id: string;
  readonly now: AttributeMap | undefined;
  readonly goal: Goal;
}

/** What a refusal means for a record that goes back: it stays, and why. Anything else is an error. */
const reasons: Readonly<Record<string, KeptReason>> = {
  'items-on-loan': 'on-loan',
  'item-on-loan': 'on-loan',
  'patron-has-loans': 'on-loan',
  'stale-version': 'changed-since',
  'in-bin': 'changed-since',
  'not-in-bin': 'changed-since',
  'barcode-in-use': 'taken',
  'already-exists': 'taken',
  'last-manager': 'last-manager',
  'not-found': 'purged',
  'in-purge': 'purged',
  'branch-in-use': 'no-bin',
  'last-branch': 'no-bin',
};

export const keptReason = (error: unknown): KeptReason | undefined =>
  error instanceof AppError ? reasons[error.code] : undefined;

/** Whether this very batch has brought the record to where it is. */
export const isOurs = (work: Work, now: AttributeMap | undefined): boolean =>
  work.context.batchId !== undefined && textOf(now?.['batchId']) === work.context.batchId;

/** Records whose barcodes form a ring go back in one transaction; more than these never fit one. */
const RING = 6;

export interface Ways {
  readonly system: System;
  readonly recoverables: Recoverables;
  /** Another record that waits to go back in the same work, as it stands; undefined where it does not. */
  readonly waiting: (entity: RecoverableEntity, id: string) => Promise<Going | undefined>;
}

const partsOf = (ways: Ways, work: Work, going: Going): Promise<Fragment[]> => {
  const recoverable = ways.recoverables[going.entity];
  if (recoverable === undefined) throw new Error(`nothing is known of ${going.entity} through time`);
  return recoverable.become(work.change(), going.now, going.goal);
};

/** Whoever holds the barcode this record wants back, if they wait to go back too. */
const holderOf = async (ways: Ways, going: Going): Promise<Going | undefined> => {
  const wanted = going.goal.was;
  const barcode = wanted === undefined ? undefined : await ways.recoverables[going.entity]?.barcode?.(wanted);
  if (barcode === undefined) return undefined;
  const owner = await barcodeOwner(ways.system, barcode);
  if (owner === undefined || owner.id === going.id) return undefined;
  return ways.waiting(RecoverableEntity.parse(owner.entity), owner.id);
};

/**
 * Brings one record back and saves, in one transaction. Where its barcode is with a record that goes back too, both go
 * together, and so on: copies that changed labels in a ring could never go one by one. Throws what refused it.
 */
export const goBack = async (
  ways: Ways,
  work: Work,
  going: Going,
  save: (fragments: readonly Fragment[], together: readonly Going[]) => Promise<void>,
): Promise<void> => {
  const together = [going];
  const parts = [await partsOf(ways, work, going)];
  for (;;) {
    try {
      const fragments = together.length === 1 ? (parts[0] ?? []) : joined(parts.flat());
      if (fragments.length > MAX_FRAGMENTS - 2) throw new AppError('barcode-in-use');
      return await save(fragments, together);
    } catch (error) {
      const last = together.at(-1);
      const isTaken = error instanceof AppError && error.code === 'barcode-in-use';
      if (!isTaken || last === undefined || together.length >= RING) throw error;
      const holder = await holderOf(ways, last);
      if (holder === undefined || together.some(({ id }) => id === holder.id)) throw error;
      together.push(holder);
      parts.push(await partsOf(ways, work, holder));
    }
  }
};
