import type { System } from '../aws/system.ts';
import type { Branch, Settings } from '../contracts/library.ts';
import { readBranches, readSettings } from './settings-store.ts';

/** Settings and branches as every request needs them. */
export interface Library {
  readonly settings: Settings;
  readonly branches: readonly Branch[];
}

/** Changed settings reach every container within this time. */
const KEPT_MS = 30_000;

/**
 * Reads settings and branches at most every thirty seconds per container.
 * Throws when the library was never founded: there is no lending without rules and a time zone.
 */
export const libraryReader = (system: Pick<System, 'dynamo' | 'tables' | 'clock'>): (() => Promise<Library>) => {
  let kept: { library: Library; until: number } | undefined;
  return async () => {
    const now = system.clock().getTime();
    if (kept !== undefined && now < kept.until) return kept.library;
    const [settings, branches] = await Promise.all([readSettings(system), readBranches(system)]);
    if (settings === undefined) throw new Error('the library was not founded: there are no settings');
    const library = { settings: settings.value, branches: branches.map((branch) => branch.value) };
    kept = { library, until: now + KEPT_MS };
    return library;
  };
};
