import type { OpenedTakeHome } from '../take-home/read.ts';
import { RestoreRefused, type RestoreSource, type Wish } from './source.ts';

/** A take-home copy: one backup, and the class key beside it. */
export const takeHomeSource = (copy: OpenedTakeHome, wish: Wish): RestoreSource => {
  const { manifest: ref, open, classKey, contents } = copy;
  const { backupId, exportTime } = contents.backup;
  const other = wish.backupId !== undefined && wish.backupId !== backupId;
  if (other || (wish.at !== undefined && Date.parse(exportTime) > Date.parse(wish.at)))
    throw new RestoreRefused(`This take-home copy holds one backup only: ${backupId} of ${exportTime}.`);
  return { kind: 'take-home', open, ref, keysRef: ref, classKey, notes: [] };
};
