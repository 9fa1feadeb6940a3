import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser, type Visit, visit } from './support/browser.ts';
import { type Library, startLibrary } from './support/library.ts';
import { type Looks, watchLooks } from './support/looks.ts';
import { openRecords, type Records } from './support/records.ts';
import { signIn } from './support/sign-in.ts';

let folder: string;
let library: Library;
let records: Records;
let browser: Browser;
let looks: Looks;
let manager: Visit;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'strongroom-e2e-'));
  library = await startLibrary(folder);
  records = await openRecords(library.ready);
  browser = await openBrowser();
  looks = await watchLooks(browser);
  manager = await visit(browser);
});
afterAll(async () => {
  await looks?.close();
  await browser?.close();
  records?.close();
  await library?.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('a manager in her library', () => {
  it('signs in with her password and a code, and comes home', async () => {
    const { page } = manager;
    await page.goto(library.ready.console);
    await looks.good(page, 'console-door');
    await signIn(page, library.ready.console, library.account('manager'));
    await page.getByRole('heading', { name: 'Is my library safe?' }).waitFor();
    await looks.good(page, 'console-home');
  });
  for (const place of [
    'desk',
    'titles',
    'patrons',
    'import',
    'safety',
    'bin',
    'jobs',
    'approvals',
    'staff',
    'settings',
    'sessions',
    'overdue',
    'titles/new',
    'patrons/new',
  ])
    it('looks at ' + place, async () => {
      const { page } = manager;
      await page.goto(`${library.ready.console}/${place}`);
      await looks.good(page, `console-${place.replace('/', '-')}`);
      expect(manager.complaints).toEqual([]);
    });
});
