import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { openBrowser, type Visit, visit } from './browser.ts';
import { type Library, startLibrary } from './library.ts';
import { type Looks, watchLooks } from './looks.ts';
import { openRecords, type Records } from './records.ts';

/** A running library, a browser, and a way to look past the product at its records. */
export interface World {
  readonly folder: string;
  readonly library: Library;
  readonly records: Records;
  readonly browser: Browser;
  readonly looks: Looks;
  readonly visit: () => Promise<Visit>;
  readonly close: () => Promise<void>;
}

export const openWorld = async (): Promise<World> => {
  const folder = mkdtempSync(join(tmpdir(), 'strongroom-e2e-'));
  const library = await startLibrary(folder);
  const records = await openRecords(library.ready);
  const browser = await openBrowser();
  const looks = await watchLooks(browser);
  return {
    folder,
    library,
    records,
    browser,
    looks,
    visit: () => visit(browser),
    close: async () => {
      await looks.close();
      await browser.close();
      records.close();
      await library.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
