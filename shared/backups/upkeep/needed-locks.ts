import { keptBackups } from '../backup-store.ts';
import { linkOf } from '../chain.ts';
import { bucketVersions, Damage, readManifest } from '../reader.ts';
import { vaultLockOf } from '../rules.ts';
import type { UpkeepParts } from './upkeep-job.ts';

export interface NeededLock {
  readonly key: string;
  readonly versionId: string;
  readonly until: Date;
  /** The newest backup names it: it is in the vault now. */
  readonly live: boolean;
}

/** Outside production locks end sooner than backups; the newest few are what anybody would restore there. */
const NEWEST = 10;

/**
 * How long the copy of every vault object has to stay: as long as any kept backup names it, and what is in the vault now
 * for `VAULT_LOCK_DAYS` from today. In the order of their keys. A backup that cannot be read needs nothing any more.
 */
export const neededLocks = async (parts: UpkeepParts, now: Date): Promise<NeededLock[]> => {
  const all = await keptBackups(parts.system, now);
  const binding = all.filter(({ retainUntil }) => Date.parse(retainUntil ?? '') > now.getTime());
  const backups = parts.protection === 'production' ? binding : all.slice(0, NEWEST);
  const fresh = vaultLockOf(parts.protection, now).until;
  const needed = new Map<string, NeededLock>();
  for (const [index, backup] of backups.entries()) {
    const ref = linkOf(backup);
    if (ref === undefined) continue;
    try {
      const { vault } = await readManifest(bucketVersions(parts.backups), ref);
      const kept = parts.protection === 'production' ? new Date(backup.retainUntil ?? 0) : fresh;
      for (const { copy } of vault) {
        if (copy === undefined) continue;
        const known = needed.get(copy.key);
        const live = known?.live ?? index === 0;
        const ends = [kept, known?.until ?? kept, live ? fresh : kept].map((end) => end.getTime());
        needed.set(copy.key, { ...copy, until: new Date(Math.max(...ends)), live });
      }
    } catch (error) {
      if (!(error instanceof Damage)) throw error;
    }
  }
  return [...needed.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
};
