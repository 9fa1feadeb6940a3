import { readStored } from '../aws/stored.ts';
import type { System } from '../aws/system.ts';
import { Branch } from '../contracts/library.ts';
import { binDifference, type Recoverable, sameContent, wentBack } from '../jobs/recoverable.ts';
import { AppError } from '../kernel/app-error.ts';
import { branchGoesTx } from './branch-bin.ts';
import { changeBranchTx } from './settings-store.ts';

/** Branches through time. One that copies or patrons belong to, or that is the only one, is not put in the bin. */
export const recoverableBranch = (system: System): Recoverable => ({
  entity: 'branch',
  compare: async (now, goal) =>
    binDifference(now, goal, (was) => now !== undefined && sameContent(now, was, goal.fields)),
  become: async (context, now, goal) => {
    if (now === undefined) throw new AppError('not-found', { entity: 'branch' });
    const before = readStored(Branch, now);
    const was = goal.was === undefined ? undefined : readStored(Branch, goal.was).value;
    // The code is what everything else knows the branch by.
    const after: Branch = { ...wentBack(context, before.value, was, goal), code: before.value.code };
    const [here, there] = [before.value.binnedAt !== undefined, after.binnedAt !== undefined];
    const type = here === there ? 'branch.put-back' : there ? 'branch.binned' : 'branch.restored';
    const goes = !here && there ? [await branchGoesTx(system, before.value)] : [];
    return [...changeBranchTx(context, { before, after, type }), ...goes];
  },
  fields: async (item) => {
    const { code, name, zone, openDays, closures } = readStored(Branch, item).value;
    const open = openDays.map((isOpen) => (isOpen ? 'x' : '-')).join('');
    return new Map(Object.entries({ code, name, zone, openDays: open, closures: closures.join('\n') }));
  },
  labels: async (items) => items.map((item) => ({ name: readStored(Branch, item).value.name })),
});
