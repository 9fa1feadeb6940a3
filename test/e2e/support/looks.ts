import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';
import { faultsOf } from './axe.ts';
import { PATIENCE_MS } from './browser.ts';
import { shot } from './shots.ts';

export const WIDE = { width: 1280, height: 900 };
/** A small phone, and 400% zoom. */
export const NARROW = { width: 320, height: 720 };

/** Waits until nothing on the page is still on its way. */
export const settled = async (page: Page): Promise<void> => {
  await page.locator('h1').first().waitFor();
  await page.waitForFunction(() => document.querySelector('.mantine-Skeleton-root') === null, undefined, {
    timeout: PATIENCE_MS,
  });
};

const withLocale = (address: string): string => {
  const url = new URL(address);
  url.searchParams.set('locale', 'ar-XB');
  return url.href;
};

export interface Looks {
  /** Holds the page as it stands to what every page must be: wide, narrow, and in the right-to-left language. */
  readonly good: (page: Page, name: string) => Promise<void>;
  /** The same without the other language: for what only this window shows, like a refusal. */
  readonly here: (page: Page, name: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

type Faults = Record<string, string[]>;

const faultsAt = async (page: Page, name: string): Promise<Faults> => {
  const found: Faults = {};
  for (const [width, size] of Object.entries({ narrow: NARROW, wide: WIDE })) {
    await page.setViewportSize(size);
    await settled(page);
    await shot(page, `${name}-${width}`);
    found[`${name} ${width}`] = await faultsOf(page);
  }
  return found;
};

const expectNone = (found: Faults): void =>
  expect(Object.fromEntries(Object.entries(found).filter(([, wrong]) => wrong.length > 0))).toEqual({});

/**
 * Watches every page a test visits. The right-to-left language is tried in a second window of the same person,
 * so that what the test was doing is not disturbed.
 */
export const watchLooks = async (browser: Browser): Promise<Looks> => {
  const turned = await browser.newContext({ viewport: WIDE, reducedMotion: 'reduce' });
  turned.setDefaultTimeout(PATIENCE_MS);
  const other = await turned.newPage();
  return {
    good: async (page, name) => {
      const here = await faultsAt(page, name);
      await turned.clearCookies();
      await turned.addCookies(await page.context().cookies());
      await other.goto(withLocale(page.url()));
      await settled(other);
      expectNone({ ...here, ...(await faultsAt(other, `${name}-rtl`)) });
    },
    here: async (page, name) => expectNone(await faultsAt(page, name)),
    close: () => turned.close(),
  };
};
