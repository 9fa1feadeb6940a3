import type { StepResult, Work } from '../../jobs/run-job.ts';
import { changeBackupTx, keptBackups, readBackup } from '../backup-store.ts';
import { lockModeOf } from '../rules.ts';
import { type NeededLock, neededLocks } from './needed-locks.ts';
import { UPKEEP_STEP_MS, type UpkeepCursor, type UpkeepParts } from './upkeep-job.ts';

const AT_ONCE = 32;

interface Locked {
  readonly extended: boolean;
  readonly missing: boolean;
  readonly until: Date;
}

const lockOne = async (parts: UpkeepParts, { key, versionId, until }: NeededLock): Promise<Locked> => {
  const told = await parts.backups.describe(key, versionId);
  if (told === undefined) return { extended: false, missing: true, until: new Date(0) };
  // S3 keeps whole seconds.
  if (told.lockedUntil !== undefined && told.lockedUntil.getTime() + 1000 >= until.getTime())
    return { extended: false, missing: false, until: told.lockedUntil };
  const held = await parts.backups.hold(key, versionId, { mode: lockModeOf(parts.protection), until });
  return { extended: held, missing: !held, until };
};

const sooner = (a: string | undefined, b: string): string => (a === undefined || b < a ? b : a);

/** Extends the locks of copies of vault objects, from where the last step stopped. */
export const extendLocks = async (parts: UpkeepParts, work: Work, from: UpkeepCursor): Promise<StepResult> => {
  const began = parts.system.clock().getTime();
  let cursor = from;
  const needed = (await neededLocks(parts, new Date(cursor.at))).filter(({ key }) => key > cursor.after);
  for (let at = 0; at < needed.length; at += AT_ONCE) {
    const group = needed.slice(at, at + AT_ONCE);
    const locked = await Promise.all(group.map((each) => lockOne(parts, each)));
    const ends = locked.flatMap(({ until, missing }, index) =>
      group[index]?.live === true && !missing ? [until.toISOString()] : [],
    );
    const soonest = ends.reduce<string | undefined>(sooner, cursor.soonest);
    cursor = {
      ...cursor,
      after: group.at(-1)?.key ?? cursor.after,
      extended: cursor.extended + locked.filter(({ extended }) => extended).length,
      missing: cursor.missing + locked.filter(({ missing }) => missing).length,
      ...(soonest === undefined ? {} : { soonest }),
    };
    await work.save([], { cursor, done: work.progress.done + group.length });
    if (parts.system.clock().getTime() - began > UPKEEP_STEP_MS) return { next: 'more' };
  }
  return conclude(parts, work, cursor);
};

/** Writes down in the newest backup when the first lock in use ends, where that is for long: the health is judged by it. */
const conclude = async (parts: UpkeepParts, work: Work, cursor: UpkeepCursor): Promise<StepResult> => {
  const { soonest, extended, missing } = cursor;
  const [newest] = await keptBackups(parts.system, new Date(cursor.at));
  const record = newest === undefined ? undefined : await readBackup(parts.system, newest.id);
  const told =
    record?.value.vault === undefined || soonest === undefined || parts.protection !== 'production'
      ? []
      : changeBackupTx(
          work.change(),
          record,
          { vault: { ...record.value.vault, lockUntil: soonest } },
          'backup.vault-locked',
          { extended, missing, until: soonest },
        );
  await work.save(told, { cursor: { ...cursor, stage: 'yearly' }, step: 'yearly' });
  return { next: 'more' };
};
