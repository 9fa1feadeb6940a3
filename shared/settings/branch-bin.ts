import { namesOf } from '../audit/ledger-store.ts';
import { readProvedCopies } from '../audit/proved-copies.ts';
import type { Call, Handlers } from '../aws/call.ts';
import { changed, holdVersion } from '../aws/change.ts';
import { check } from '../aws/fragments.ts';
import { inBin, ofBranch, recordKey } from '../aws/keys.ts';
import { readStored, type Stored } from '../aws/stored.ts';
import type { System } from '../aws/system.ts';
import { queryAll, queryPage } from '../aws/table.ts';
import type { Fragment } from '../aws/transaction.ts';
import { Branch } from '../contracts/library.ts';
import { outlookOf } from '../jobs/bin/outlook.ts';
import { goingOf, type Purgeable } from '../jobs/bin/purgeable.ts';
import { AppError } from '../kernel/app-error.ts';
import { changeBranchTx, readBranch, readBranches } from './settings-store.ts';

const wanted = async (system: System, branchId: string): Promise<Stored<Branch>> => {
  const branch = await readBranch(system, branchId);
  if (branch === undefined) throw new AppError('not-found', { entity: 'branch' });
  return branch;
};

/**
 * Refused while a copy or a patron belongs to it. The index may be a moment behind: a copy that arrives in this very
 * moment keeps its branch, and can be lent again once the branch is taken out of the bin.
 */
const holdEmpty = async (system: System, { code, name }: Branch): Promise<void> => {
  const open = await queryPage(system.dynamo, system.tables.records, ofBranch(code), { index: 'GSI3', limit: 1 });
  if (open.items.length > 0) throw new AppError('branch-in-use', { name });
};

/** Another branch that stays: of two branches put away at the same moment, one is refused. */
const otherStaysTx = async (system: System, branchId: string): Promise<Fragment> => {
  const other = (await readBranches(system)).find(({ value }) => value.id !== branchId);
  if (other === undefined) throw new AppError('last-branch');
  return check(
    'other-branch',
    system.tables.records,
    recordKey('branch', other.value.id),
    {
      condition: '#version = :version AND attribute_not_exists(#binned)',
      names: { '#version': 'version', '#binned': 'binnedAt' },
      values: { ':version': other.value.version },
    },
    () => new AppError('last-branch'),
  );
};

const answerOf = (call: Call, branch: Branch) => ({
  id: branch.id,
  version: branch.version,
  changeId: call.context.changeId,
});

/** What lets a branch go to the bin: nothing belongs to it, and another stays. Throws `branch-in-use`, `last-branch`. */
export const branchGoesTx = async (system: System, branch: Branch): Promise<Fragment> => {
  await holdEmpty(system, branch);
  return otherStaysTx(system, branch.id);
};

type BranchBin = Pick<Handlers<'settings'>, 'branch.binned' | 'branch.bin' | 'branch.restore'>;

export const branchBinHandlers = (system: System): BranchBin => ({
  'branch.binned': async (call) => {
    const branches: Branch[] = [];
    for await (const item of queryAll(system.dynamo, system.tables.records, inBin('branches'), { index: 'GSI2' }))
      branches.push(readStored(Branch, item).value);
    const [names, copies] = await Promise.all([
      namesOf(
        system,
        branches.map((branch) => branch.actorId),
      ),
      readProvedCopies(system, call.now),
    ]);
    const rows = branches.reverse().map((branch) => {
      const binnedAt = branch.binnedAt ?? branch.updatedAt;
      const binnedBy = names.get(branch.actorId);
      return {
        entity: branch.entity,
        id: branch.id,
        version: branch.version,
        name: branch.name,
        binnedAt,
        binnedById: branch.actorId,
        ...(binnedBy === undefined ? {} : { binnedBy }),
        ...(branch.reason === undefined ? {} : { reason: branch.reason }),
        purge: outlookOf({ binnedAt, updatedAt: branch.updatedAt }, copies, call.now),
      };
    });
    return { rows };
  },
  'branch.bin': async (call, { branchId, reason }) => {
    const before = await wanted(system, branchId);
    if (before.value.binnedAt !== undefined) throw new AppError('in-bin', { entity: 'branch' });
    holdVersion(before, call.ifMatch);
    const goes = await branchGoesTx(system, before.value);
    const binnedAt = call.now.toISOString();
    const after: Branch = { ...before.value, ...changed(call.context, before.value), binnedAt, reason };
    const binned = changeBranchTx(call.context, { before, after, type: 'branch.binned' });
    return call.commit([...binned, goes], answerOf(call, after));
  },
  'branch.restore': async (call, { branchId, reason }) => {
    const before = await wanted(system, branchId);
    if (before.value.binnedAt === undefined) throw new AppError('not-in-bin', { entity: 'branch' });
    holdVersion(before, call.ifMatch);
    const { binnedAt: _binned, ...rest } = before.value;
    const after: Branch = { ...rest, ...changed(call.context, before.value), reason };
    return call.commit(changeBranchTx(call.context, { before, after, type: 'branch.restored' }), answerOf(call, after));
  },
});

/** A branch in the bin; nothing stands beside it. */
export const branchPurge = (system: System): Purgeable => ({
  plan: async (id) => {
    const branch = await readBranch(system, id);
    if (branch?.value.binnedAt === undefined) return undefined;
    const { binnedAt, version } = branch.value;
    return { binnedAt, version, going: [await goingOf(system, branch, () => [])] };
  },
});
