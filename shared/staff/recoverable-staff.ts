import type { AttributeMap } from '../aws/attribute-value.ts';
import { textOf } from '../aws/fragments.ts';
import { readStored } from '../aws/stored.ts';
import { Staff } from '../contracts/people.ts';
import { type Difference, type Goal, type Recoverable, sameContent, wentBack } from '../jobs/recoverable.ts';
import { AppError } from '../kernel/app-error.ts';
import { replaceStaffTx } from './staff-store.ts';

/** The sign-in pool, as far as going back in time is concerned. */
export interface AccountPool {
  readonly enable: (personId: string) => Promise<void>;
  readonly disable: (personId: string) => Promise<void>;
}

const staffOf = (item: AttributeMap): Staff => readStored(Staff, item).value;

/** Leaving is the bin of people. Whoever has left stays away, unless they were asked for by name. */
const leftThen = (now: AttributeMap, goal: Goal): string | undefined => {
  if (goal.fields !== undefined) return textOf(now['leftAt']);
  const [here, there] = [textOf(now['leftAt']), textOf(goal.was?.['leftAt'])];
  if (goal.was === undefined || there !== undefined) return here ?? 'now';
  return goal.returning === true ? undefined : here;
};

const withoutLeft = (item: AttributeMap): AttributeMap => {
  const { leftAt: _left, ...rest } = item;
  return rest;
};

const difference = (now: AttributeMap, goal: Goal): Difference | undefined => {
  const [here, there] = [now['leftAt'] !== undefined, leftThen(now, goal) !== undefined];
  if (here && !there) return { change: 'bring-back' };
  if (!here && there) return { change: 'bin' };
  const { was } = goal;
  if (was !== undefined && !sameContent(withoutLeft(now), withoutLeft(was), goal.fields)) return { change: 'put-back' };
  const isAway = here && was !== undefined && was['leftAt'] === undefined && goal.fields === undefined;
  return isAway ? { change: 'bring-back', kept: 'left' } : undefined;
};

/** People who work here, through time: their role and access with them, and never without a manager. */
export const recoverableStaff = (pool: AccountPool): Recoverable => ({
  entity: 'staff',
  compare: async (now, goal) => (now === undefined ? undefined : difference(now, goal)),
  become: async (context, now, goal) => {
    if (now === undefined) throw new AppError('not-found', { entity: 'staff' });
    const before = readStored(Staff, now);
    const was = goal.was === undefined ? undefined : staffOf(goal.was);
    const left = leftThen(now, goal);
    const leftAt = left === 'now' ? context.now.toISOString() : left;
    const after: Staff = { ...wentBack(context, before.value, was, goal), binnedAt: undefined, leftAt };
    const wasHere = before.value.leftAt === undefined;
    // Whoever asks for this keeps what lets them ask: nobody locks themselves out by going back.
    const isDemoted = before.value.role === 'manager' && after.role !== 'manager';
    if (after.id === context.actor.id && (leftAt !== undefined || isDemoted)) throw new AppError('last-manager');
    const isHere = leftAt === undefined;
    const type = wasHere === isHere ? 'staff.put-back' : isHere ? 'staff.returned' : 'staff.left';
    return replaceStaffTx(context, before, after, type);
  },
  follow: async (after) => {
    const { id, leftAt } = staffOf(after);
    await (leftAt === undefined ? pool.enable(id) : pool.disable(id));
  },
  fields: async (item) => {
    const { name, email, role, branches, leftAt } = staffOf(item);
    const all = { name, email, role, branches: branches?.join(', '), leftAt };
    return new Map(Object.entries(all).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
  },
  labels: async (items) => items.map((item) => ({ name: staffOf(item).name })),
});
