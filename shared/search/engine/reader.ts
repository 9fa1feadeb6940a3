import { catchUp } from './catch-up.ts';
import { SearchError } from './errors.ts';
import { parseManifest } from './manifest.ts';
import { type Live, openBest, openLive } from './open-base.ts';
import type { FoundPage } from './open-index.ts';
import type { ReaderPorts } from './ports.ts';
import { assertFts5 } from './sqlite.ts';

const LOG_EVERY = 2000;
const MANIFEST_EVERY = 30_000;
const WAIT_STEP = 100;
const MAX_LIMIT = 100;

/** What a search must have seen: the log up to a position, or a title at a version (what a save returns). */
export type WaitFor = { position: number } | { titleId: string; version: number };

export type SearchOptions = {
  /** Hits wanted, 1–100; 20 when absent. */
  limit?: number;
  /** Hits to pass over. */
  offset?: number;
  waitFor?: WaitFor;
  /** How long to wait for it, in ms; 3000 when absent. */
  waitMs?: number;
  /** Position under which an earlier page of this result was made. */
  asOf?: number;
};

export type SearchResult = FoundPage & {
  /** Position of the log this answer covers. */
  position: number;
  /** False when `waitFor` was not reached in time: the answer may lack the person's own edit. */
  fresh: boolean;
  /** True when the log could not be asked, so that the answer may be old. */
  stale: boolean;
  /** True when edits came since `asOf`: hits may have moved between pages. */
  changed: boolean;
  tookMs: number;
};

export type SearchReader = {
  search(query: string, options?: SearchOptions): Promise<SearchResult>;
  /** The base in use and the position reached; for health pages. */
  status(): { baseId: string; position: number; current: boolean; unreadable: number } | undefined;
  /** Waits for work under way, closes and removes the unpacked base. */
  close(): Promise<void>;
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : 'unknown error');

const within = (value: number | undefined, least: number, most: number, otherwise: number): number =>
  value === undefined || Number.isNaN(value) ? otherwise : Math.min(most, Math.max(least, Math.trunc(value)));

const reached = ({ index }: Live, wanted: WaitFor): boolean =>
  'position' in wanted ? index.position() >= wanted.position : index.versionOf(wanted.titleId) >= wanted.version;

/** Keeps one index open and as new as the log; everything that changes it runs one at a time. */
const keeper = (ports: ReaderPorts) => {
  let live: Live | undefined;
  let askedLog = Number.NEGATIVE_INFINITY;
  let askedManifest = Number.NEGATIVE_INFINITY;
  let working: Promise<void> | undefined;
  const refused = new Set<string>();

  const replace = async (next: Live | undefined): Promise<void> => {
    const old = live;
    live = next;
    await old?.index.close();
  };

  const reopen = async (): Promise<void> => {
    const next = await openBest(ports);
    askedManifest = ports.now();
    await replace(next);
  };

  /** Moves to the base just published, if it is good; stays with the present one otherwise. */
  const followManifest = async (present: Live): Promise<void> => {
    askedManifest = ports.now();
    try {
      const stored = await ports.fetchManifest();
      if (stored === undefined) return;
      const { current } = parseManifest(stored);
      if (current.id === present.index.baseId || refused.has(current.id)) return;
      try {
        const next = await openLive(ports, current);
        // While the log is silent the new base may be older than what is held: then it waits.
        const isBehind = next.index.logId === present.index.logId && next.index.position() < present.index.position();
        if (isBehind) await next.index.close();
        else await replace(next);
      } catch (error) {
        // Only a base that is itself at fault is given up; a store that did not answer is asked again.
        if (error instanceof SearchError) refused.add(current.id);
        ports.report({ code: 'base-unusable', detail: messageOf(error), baseId: current.id });
      }
    } catch (error) {
      ports.report({ code: 'manifest-unreadable', detail: messageOf(error) });
    }
  };

  const followLog = async (present: Live): Promise<void> => {
    try {
      present.unreadable += await catchUp(ports, present.index);
      present.current = true;
    } catch (error) {
      const { baseId } = present.index;
      if (!(error instanceof SearchError)) {
        present.current = false;
        ports.report({ code: 'log-unreadable', detail: messageOf(error), baseId });
        return;
      }
      ports.report({ code: 'log-gap', detail: error.message, baseId });
      present.current = false;
      // An old answer, marked as such, is better than none while a new base is being made.
      await reopen().catch((failure: unknown) => {
        ports.report({ code: 'base-unusable', detail: messageOf(failure), baseId });
      });
    }
  };

  const bringUpToDate = async (): Promise<void> => {
    askedLog = ports.now();
    if (live === undefined) return reopen();
    if (ports.now() - askedManifest >= MANIFEST_EVERY) await followManifest(live);
    await followLog(live);
  };

  const refresh = async (): Promise<void> => {
    working ??= bringUpToDate().finally(() => {
      working = undefined;
    });
    await working;
  };

  return {
    refresh,
    live: (): Live | undefined => live,
    isDue: (): boolean => live === undefined || ports.now() - askedLog >= LOG_EVERY,
    /** Lets go of an index that fails, so that the next refresh opens another. */
    drop: (): Promise<void> => replace(undefined),
    async close(): Promise<void> {
      await working?.catch(() => undefined);
      await replace(undefined);
    },
  };
};

/**
 * Opens search for one process: fetches the base, applies the log, and keeps both current by asking at most every two
 * seconds. Rejects with `SearchError` (`fts5-missing`, `unavailable`).
 */
export const openReader = async (ports: ReaderPorts): Promise<SearchReader> => {
  assertFts5();
  const kept = keeper(ports);
  let closed = false;

  const present = (): Live => {
    const live = kept.live();
    if (live === undefined) throw new SearchError('unavailable', 'Search has no base open.');
    return live;
  };

  const waitUntil = async (wanted: WaitFor, deadline: number): Promise<boolean> => {
    while (!reached(present(), wanted)) {
      const left = deadline - ports.now();
      if (left <= 0) return false;
      await kept.refresh();
      if (reached(present(), wanted)) return true;
      await ports.sleep(Math.min(WAIT_STEP, Math.max(1, left)));
    }
    return true;
  };

  const find = async (query: string, offset: number, limit: number): Promise<FoundPage> => {
    try {
      return present().index.search(query, offset, limit);
    } catch (error) {
      if (error instanceof SearchError) throw error;
      // The file went bad under us (a full or failing disk): once more on a fresh copy, then the truth.
      ports.report({ code: 'index-broken', detail: messageOf(error), baseId: present().index.baseId });
      await kept.drop();
      await kept.refresh();
      return present().index.search(query, offset, limit);
    }
  };

  await kept.refresh();
  return {
    async search(query, options = {}) {
      if (closed) throw new SearchError('unavailable', 'The reader is closed.');
      const began = ports.now();
      const limit = within(options.limit, 1, MAX_LIMIT, 20);
      const offset = within(options.offset, 0, Number.MAX_SAFE_INTEGER - MAX_LIMIT, 0);
      if (kept.isDue()) await kept.refresh();
      const { waitFor } = options;
      const fresh = waitFor === undefined || (await waitUntil(waitFor, began + (options.waitMs ?? 3000)));
      const page = await find(query, offset, limit);
      const { index, current } = present();
      const position = index.position();
      const changed = options.asOf !== undefined && options.asOf !== position;
      return { ...page, position, fresh, stale: !current, changed, tookMs: ports.now() - began };
    },
    status() {
      const live = kept.live();
      if (live === undefined) return undefined;
      const { index, current, unreadable } = live;
      return { baseId: index.baseId, position: index.position(), current, unreadable };
    },
    async close() {
      closed = true;
      await kept.close();
    },
  };
};
