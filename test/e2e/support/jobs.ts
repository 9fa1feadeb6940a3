import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { settled } from './looks.ts';

const LONGEST_MS = 300_000;

/** Watches the job of a job's own page to its end. */
export const jobDone = async (page: Page): Promise<Record<string, number>> => {
  await page.waitForURL(/\/jobs\/\w+/);
  return jobHere(page);
};

/** Watches the job on this page to its end, which must be a good one. Gives back what it says it did. */
export const jobHere = async (page: Page): Promise<Record<string, number>> => {
  const job = page.getByTestId('job');
  await page
    .locator('[data-testid=job]:not([data-state=waiting], [data-state=running])')
    .waitFor({ timeout: LONGEST_MS });
  expect(await job.getAttribute('data-state'), await job.innerText()).toBe('done');
  await settled(page);
  const lines = await page.locator('[data-tally]').all();
  const told = lines.map(async (line) => {
    const digits = (await line.innerText()).replace(/[,\s]/g, '');
    return [(await line.getAttribute('data-tally')) ?? '', Number.parseInt(digits, 10)] as const;
  });
  return Object.fromEntries(await Promise.all(told));
};
