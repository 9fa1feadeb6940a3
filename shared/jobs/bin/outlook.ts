import { holderOf, type ProvedCopy } from '../../audit/proved-copies.ts';
import { BIN_DAYS, type PurgeOutlook } from '../../contracts/bin.ts';

const DAY_MS = 86_400_000;

/** When a record in the bin may go for good, and until when a proved copy would still hold it. */
export const outlookOf = (
  record: { readonly binnedAt: string; readonly updatedAt: string },
  copies: readonly ProvedCopy[],
  now: Date,
): PurgeOutlook => {
  const { binnedAt, updatedAt } = record;
  const from = new Date(Date.parse(binnedAt) + BIN_DAYS * DAY_MS);
  const held = holderOf(copies, updatedAt > binnedAt ? updatedAt : binnedAt);
  return {
    from: from.toISOString(),
    days: Math.max(0, Math.ceil((from.getTime() - now.getTime()) / DAY_MS)),
    ...(held === undefined ? {} : { heldUntil: held.keptUntil }),
  };
};
