import type { Backup, ChainLink, ChangeWindow } from '../contracts/backups.ts';
import { manifestKey } from './manifest.ts';
import { type BackupClass, CHAIN_DAYS, type Lock } from './rules.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** What DynamoDB takes for one incremental export. */
const SHORTEST_WINDOW_MS = 15 * MINUTE_MS;
const LONGEST_WINDOW_MS = DAY_MS;
/** A chain of many short steps would make a restore slow. */
const MOST_LAYERS = 24;

/** The parts in which everything between two moments can be exported: as few as there can be, all equally long. */
export const windowsOf = (from: Date, to: Date): readonly ChangeWindow[] => {
  const span = to.getTime() - from.getTime();
  if (span < SHORTEST_WINDOW_MS) return [];
  const count = Math.ceil(span / LONGEST_WINDOW_MS);
  // Whole seconds, because that is how exactly DynamoDB takes them.
  const cut = (part: number) =>
    part === count ? to : new Date(from.getTime() + Math.round((span * part) / count / 1000) * 1000);
  return Array.from({ length: count }, (_, part) => ({
    from: cut(part).toISOString(),
    to: cut(part + 1).toISOString(),
  }));
};

type Layer = Pick<
  Backup,
  'id' | 'kind' | 'class' | 'state' | 'exportTime' | 'lockMode' | 'manifestVersionId' | 'manifestHash'
> & { readonly chain?: readonly ChainLink[] | undefined; readonly proof?: { readonly passed: boolean } | undefined };

export interface ChainFacts {
  readonly at: Date;
  readonly class: BackupClass;
  /** Of the last forty days. */
  readonly backups: readonly Layer[];
  /** The earliest moment that every table can still be exported as of. */
  readonly earliest: Date;
  readonly lockMode: Lock['mode'];
}

export type ChainPlan =
  | { readonly kind: 'full'; readonly chainStart: string }
  | {
      readonly kind: 'incremental';
      readonly chainStart: string;
      readonly window: ChangeWindow;
      readonly windows: readonly ChangeWindow[];
      readonly chain: readonly ChainLink[];
    };

/** Where the backup.json of a kept backup lies, and what it must be; undefined before it was written. */
export const linkOf = (backup: Layer): ChainLink | undefined =>
  backup.manifestVersionId === undefined || backup.manifestHash === undefined
    ? undefined
    : {
        backupId: backup.id,
        key: manifestKey(backup.class, backup.id),
        versionId: backup.manifestVersionId,
        hash: backup.manifestHash,
      };

/**
 * What a backup has to be: full when it is the weekly or monthly one, or when there is nothing sound to build on;
 * else the changes since the newest one. Sound: proved, no layer of it found damaged, all of them kept under the lock
 * that holds today, its moment within point-in-time recovery, and the full one young enough.
 */
export const planOf = (facts: ChainFacts): ChainPlan => {
  const { at, backups, earliest, lockMode } = facts;
  const full: ChainPlan = { kind: 'full', chainStart: at.toISOString() };
  if (facts.class !== 'daily') return full;
  const [base] = backups.filter(({ state }) => state === 'kept').sort((a, b) => (a.exportTime < b.exportTime ? 1 : -1));
  const own = base === undefined ? undefined : linkOf(base);
  if (base === undefined || own === undefined || base.proof?.passed !== true) return full;
  const layers = [...(base.chain ?? []).map(({ backupId }) => backups.find(({ id }) => id === backupId)), base];
  const [first] = layers;
  if (first?.kind !== 'full' || layers.length >= MOST_LAYERS) return full;
  const sound = layers.every(
    (layer) => layer?.state === 'kept' && layer.proof?.passed !== false && layer.lockMode === lockMode,
  );
  const from = new Date(base.exportTime);
  const windows = windowsOf(from, at);
  const young = at.getTime() <= Date.parse(first.exportTime) + CHAIN_DAYS * DAY_MS;
  if (!sound || !young || windows.length === 0 || from < earliest) return full;
  return {
    kind: 'incremental',
    chainStart: first.exportTime,
    window: { from: base.exportTime, to: at.toISOString() },
    windows,
    chain: [...(base.chain ?? []), own],
  };
};
