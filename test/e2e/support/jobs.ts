import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { settled } from './looks.ts';

const LONGEST_MS = 300_000;

/** Watches the job that the address of this page names to its end, which must be a good one. Gives back what it says it did. */
export const jobDone = async (page: Page): Promise<Record<string, number>> => {
  const named = (url: URL) => url.searchParams.get('restore') ?? /\/jobs\/(\w+)/.exec(url.pathname)?.[1];
  await page.waitForURL((url) => named(url) !== undefined);
  // By its id: the page before may show the end of another job until this one is drawn.
  const own = `[data-job="${named(new URL(page.url()))}"]`;
  const job = page.locator(own);
  await page.locator(`${own}:not([data-state=waiting], [data-state=running])`).waitFor({ timeout: LONGEST_MS });
  expect(await job.getAttribute('data-state'), await job.innerText()).toBe('done');
  await settled(page);
  const lines = await page.locator('[data-tally]').all();
  const told = lines.map(async (line) => {
    const digits = (await line.innerText()).replace(/[,\s]/g, '');
    return [(await line.getAttribute('data-tally')) ?? '', Number.parseInt(digits, 10)] as const;
  });
  return Object.fromEntries(await Promise.all(told));
};
