import { born } from '../aws/change.ts';
import { earliestMoment } from '../aws/exports.ts';
import type { Backup } from '../contracts/backups.ts';
import type { Work } from '../jobs/run-job.ts';
import { type BackupCursor, type BackupParts, emptySums, exportsOf, STEPS_AROUND } from './backup-job.ts';
import { recentBackups, startBackupTx } from './backup-store.ts';
import { type ChainPlan, planOf } from './chain.ts';
import { resumeDigest } from './digest.ts';
import { type BackupManifest, backupPrefix } from './manifest.ts';
import { bucketVersions, Damage, StreamBroken } from './reader.ts';
import { type BackupClass, classOf, lockModeOf } from './rules.ts';
import { readLayers } from './state-reader.ts';

/**
 * The moment a backup shows: the next whole second after it was asked for, so that nothing done before is missed. One by
 * schedule shows the minute in which the clock asked: nights are then a whole day apart, which one window can hold.
 */
const momentOf = ({ createdAt, actorId }: { readonly createdAt: string; readonly actorId: string }): Date => {
  const asked = Date.parse(createdAt);
  return new Date(actorId === 'system' ? Math.floor(asked / 60_000) * 60_000 : Math.ceil(asked / 1000) * 1000);
};

const NEVER = new Date(8.64e15);

/** The earliest moment that records and ledger can both still be exported as of. */
const earliestOf = async ({ system }: BackupParts): Promise<Date> => {
  const { records, ledger } = system.tables;
  const moments = await Promise.all([records, ledger].map((table) => earliestMoment(system.dynamo, table)));
  return moments.reduce<Date>(
    (last, each) => (each === undefined || each > last ? (each ?? NEVER) : last),
    new Date(0),
  );
};

/** The backup to build on, when all of its backup.json can be read and its sums are those it was proved with. */
const soundBase = async (parts: BackupParts, plan: ChainPlan): Promise<BackupManifest | undefined> => {
  const own = plan.kind === 'incremental' ? plan.chain.at(-1) : undefined;
  if (own === undefined) return undefined;
  try {
    const base = (await readLayers(bucketVersions(parts.backups), own)).at(-1);
    return base !== undefined && resumeDigest(base.digest.state).value() === base.digest.value ? base : undefined;
  } catch (error) {
    // What cannot be read is nothing to build on; its own proof says what is wrong with it.
    if (error instanceof Damage || error instanceof StreamBroken) return undefined;
    throw error;
  }
};

const planned = async (parts: BackupParts, at: Date, kind: BackupClass, backups: readonly Backup[]) => {
  const full: ChainPlan = { kind: 'full', chainStart: at.toISOString() };
  const lockMode = lockModeOf(parts.protection);
  const plan = planOf({ at, class: kind, backups, earliest: await earliestOf(parts), lockMode });
  const base = await soundBase(parts, plan);
  if (plan.kind === 'full' || base === undefined)
    return { kind: 'full' as const, chainStart: full.chainStart, windows: [], chain: [], ...emptySums() };
  const { chainStart, windows, chain } = plan;
  const { items, records } = base.counts;
  // Person keys are exported whole, and counted anew.
  const sums = { digest: base.digest.state, records, items: { ...items, keys: 0 } };
  return { kind: plan.kind, chainStart, windows: [...windows], chain: [...chain], ...sums };
};

/** The backup's record, and with it the moment it will show and what it builds on. */
export const begin = async (parts: BackupParts, work: Work): Promise<void> => {
  const at = momentOf(work.job.value);
  const context = work.change();
  const id = context.newId();
  const backups = await recentBackups(parts.system, at);
  const kind = classOf(at, backups);
  const plan = await planned(parts, at, kind, backups);
  const exportTime = at.toISOString();
  const backup: Backup = {
    ...born(context, id),
    entity: 'backup',
    kind: plan.kind,
    class: kind,
    state: 'running',
    exportTime,
    prefix: backupPrefix(kind, id),
    lockMode: 'none',
    files: 0,
    bytes: 0,
    records: 0,
  };
  const cursor: BackupCursor = {
    stage: 'settle',
    backupId: id,
    class: kind,
    exportTime,
    attempt: 1,
    exports: exportsOf(plan.windows),
    verified: [],
    kept: [],
    held: 0,
    ...plan,
  };
  await work.save(startBackupTx(context, backup), { cursor, step: cursor.stage, total: STEPS_AROUND });
};
