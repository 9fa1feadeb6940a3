import type { System } from '../../shared/aws/system.ts';
import { recoverableItem } from '../../shared/catalogue/recoverable-item.ts';
import { recoverableTitle } from '../../shared/catalogue/recoverable-title.ts';
import type { Recoverables } from '../../shared/jobs/recoverable.ts';
import { recoverablePatron } from '../../shared/patrons/recoverable-patron.ts';
import { recoverableBranch } from '../../shared/settings/recoverable-branch.ts';
import { recoverableSettings } from '../../shared/settings/recoverable-settings.ts';
import { type AccountPool, recoverableStaff } from '../../shared/staff/recoverable-staff.ts';

/** Everything that can go back in time, each as its own capability knows it. */
export const recoverables = (system: System, pool: AccountPool) => {
  return {
    title: recoverableTitle(system),
    item: recoverableItem(system),
    patron: recoverablePatron(system),
    staff: recoverableStaff(pool),
    settings: recoverableSettings(),
    branch: recoverableBranch(system),
  } satisfies Recoverables;
};

/** Where records are only looked at, nobody's account changes. */
export const noPool: AccountPool = {
  enable: async () => {
    throw new Error('this function may not change accounts');
  },
  disable: async () => {
    throw new Error('this function may not change accounts');
  },
};
