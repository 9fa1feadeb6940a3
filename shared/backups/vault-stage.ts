import type { VersionRow } from '../aws/kept-objects.ts';
import type { Backup } from '../contracts/backups.ts';
import type { StepResult, Work } from '../jobs/run-job.ts';
import { type BackupCursor, type BackupParts, move, STEP_MS } from './backup-job.ts';
import { recentBackups } from './backup-store.ts';
import { linkOf } from './chain.ts';
import type { VaultEntry } from './manifest.ts';
import { bucketVersions, Damage, readManifest, StreamBroken } from './reader.ts';
import { lockModeOf } from './rules.ts';
import { copyVersion, standingCopy, type VaultCopy } from './vault-copy.ts';

/** Requests to S3 that are under way at once. */
const AT_ONCE = 32;

/** The newest backup that shows an earlier moment. */
export const keptBefore = async (parts: BackupParts, { exportTime }: BackupCursor): Promise<Backup | undefined> =>
  (await recentBackups(parts.system, new Date(exportTime)))
    .filter((backup) => backup.state === 'kept' && backup.exportTime < exportTime)
    .sort((a, b) => (a.exportTime < b.exportTime ? 1 : -1))[0];

const nameOf = ({ key, versionId }: VersionRow): string => `${versionId} ${key}`;

/** Copies that the backup before this one knows of: not asked for again. */
const knownCopies = async (parts: BackupParts, before: Backup | undefined): Promise<Map<string, VaultCopy>> => {
  const ref = before === undefined ? undefined : linkOf(before);
  if (ref === undefined) return new Map();
  try {
    const { vault } = await readManifest(bucketVersions(parts.backups), ref);
    return new Map(vault.flatMap((entry) => (entry.copy === undefined ? [] : [[nameOf(entry), entry.copy]])));
  } catch (error) {
    if (error instanceof Damage || error instanceof StreamBroken) return new Map();
    throw error;
  }
};

/** Keeps the lease of a job while it is busy with many small things. */
export const beating = (parts: Pick<BackupParts, 'system'>, work: Work): (() => Promise<void>) => {
  let beaten = parts.system.clock().getTime();
  return async () => {
    if (parts.system.clock().getTime() - beaten < STEP_MS) return;
    beaten = parts.system.clock().getTime();
    await work.save([], {});
  };
};

const DAY_MS = 86_400_000;
/** Locks in use reach this far, or the weekly upkeep has not done its work for two weeks. */
const EXPECTED_DAYS = 75;

/** Whether locks of copies in use were not extended lately; only in production are they for long. */
const isShort = (parts: BackupParts, before: Backup | undefined): boolean =>
  parts.protection === 'production' &&
  Date.parse(before?.vault?.lockUntil ?? '') < parts.system.clock().getTime() + EXPECTED_DAYS * DAY_MS;

/** When the first lock of a copy in use ends, once this backup is kept. Said in production alone. */
export const vaultLockUntil = (
  parts: BackupParts,
  { vaultUntil }: BackupCursor,
  before: Backup | undefined,
): string | undefined => {
  if (parts.protection !== 'production' || vaultUntil === undefined) return undefined;
  const known = before?.vault?.lockUntil;
  return known === undefined || known > vaultUntil || isShort(parts, before) ? vaultUntil : known;
};

/** Copies what is new in the vault since the last backup, version by version. */
export const vault = async (parts: BackupParts, work: Work, from: BackupCursor): Promise<StepResult> => {
  const began = parts.system.clock().getTime();
  let cursor = from;
  const before = await keptBefore(parts, cursor);
  const [known, short] = [await knownCopies(parts, before), isShort(parts, before)];
  const lock = { mode: lockModeOf(parts.protection), until: new Date(cursor.vaultUntil ?? parts.system.clock()) };
  const beat = beating(parts, work);
  for await (const row of parts.vault.versions(new Date(cursor.exportTime), cursor.vaultAfter)) {
    const copy = known.get(nameOf(row));
    if (copy !== undefined && !short) continue;
    if (copy !== undefined) await parts.backups.hold(copy.key, copy.versionId, lock);
    else if ((await standingCopy(parts.backups, row)) === undefined) await copyVersion(parts, row, lock);
    cursor = { ...cursor, vaultAfter: row.key };
    await beat();
    if (parts.system.clock().getTime() - began < STEP_MS) continue;
    await move(work, cursor, {});
    return { next: 'more' };
  }
  // What is left is backup.json, and it goes with the end of the job.
  await move(work, cursor, { stage: 'finish' }, 1);
  return { next: 'more' };
};

/** What backup.json says of the vault: every object as of the backup's moment, with its copy where there is one. */
export const vaultEntries = async (
  parts: BackupParts,
  cursor: BackupCursor,
  beat: () => Promise<void>,
): Promise<VaultEntry[]> => {
  const known = await knownCopies(parts, await keptBefore(parts, cursor));
  const entries: VaultEntry[] = [];
  const group: VersionRow[] = [];
  const look = async () => {
    const looked = group.splice(0).map(async (row) => {
      const copy = known.get(nameOf(row)) ?? (await standingCopy(parts.backups, row));
      return { ...row, ...(copy === undefined ? {} : { copy }) };
    });
    entries.push(...(await Promise.all(looked)));
    await beat();
  };
  for await (const row of parts.vault.versions(new Date(cursor.exportTime))) {
    group.push(row);
    if (group.length === AT_ONCE) await look();
  }
  await look();
  return entries;
};
