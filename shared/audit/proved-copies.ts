import { allOf } from '../aws/keys.ts';
import { readStored } from '../aws/stored.ts';
import type { System } from '../aws/system.ts';
import { queryPage } from '../aws/table.ts';
import { Backup } from '../contracts/backups.ts';

/** A copy of the whole library that was proved and is still kept. */
export interface ProvedCopy {
  readonly backupId: string;
  /** The version its record had when it was read: a proof that fails later makes another. */
  readonly version: number;
  /** Records that last changed before this moment are in it as they are now. */
  readonly shows: string;
  readonly keptUntil: string;
}

/** Where a proof repaired torn changes, what changed this shortly before the copy's moment may be the torn part. */
const TEAR_MS = 5 * 60_000;
/** One page; a library that makes more copies than this in a month has newer ones for everything. */
const LOOKED_AT = 100;

/** What a copy can be relied on for: nothing before it is proved, or once a part of its chain is no longer kept. */
const copyOf = (backup: Backup, all: ReadonlyMap<string, Backup>, now: Date): ProvedCopy | undefined => {
  const { proof, retainUntil } = backup;
  if (backup.state !== 'kept' || proof?.passed !== true || retainUntil === undefined) return undefined;
  const chain = (backup.chain ?? []).map((link) => all.get(link.backupId)?.retainUntil ?? '');
  const keptUntil = [retainUntil, ...chain].sort()[0] ?? '';
  if (keptUntil <= now.toISOString()) return undefined;
  const shows =
    proof.repaired === 0 ? backup.exportTime : new Date(Date.parse(backup.exportTime) - TEAR_MS).toISOString();
  return { backupId: backup.id, version: backup.version, shows, keptUntil };
};

/** The proved copies of the library that are still kept. */
export const readProvedCopies = async (
  system: Pick<System, 'dynamo' | 'tables'>,
  now: Date,
): Promise<readonly ProvedCopy[]> => {
  const page = await queryPage(system.dynamo, system.tables.records, allOf('backup'), {
    index: 'GSI2',
    newestFirst: true,
    limit: LOOKED_AT,
  });
  const backups = page.items.map((item) => readStored(Backup, item).value);
  const all = new Map(backups.map((backup) => [backup.id, backup]));
  return backups.flatMap((backup) => copyOf(backup, all, now) ?? []);
};

/** The copy that holds what last changed at a moment, and is kept longest; undefined when none does. */
export const holderOf = (copies: readonly ProvedCopy[], changedAt: string): ProvedCopy | undefined =>
  copies.filter((copy) => copy.shows > changedAt).sort((a, b) => (a.keptUntil < b.keptUntil ? 1 : -1))[0];
