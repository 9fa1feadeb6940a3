import { type Browser, chromium, type Page } from 'playwright-core';
import { inject } from 'vitest';

// A shared machine may be slow; nothing here measures time.
export const PATIENCE_MS = 60_000;

// Tests may run as root, where Chromium's own sandbox does not start; nothing may leave for the network.
const flags = ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: inject('chromium'), args: flags, timeout: PATIENCE_MS });

export interface Visit {
  readonly page: Page;
  /** What the browser complained of: script errors and what the content policy kept out. */
  readonly complaints: readonly string[];
  readonly close: () => Promise<void>;
}

/** A person with a browser of her own: no cookie is shared with another visit. */
export const visit = async (browser: Browser, size = { width: 1280, height: 900 }): Promise<Visit> => {
  const context = await browser.newContext({ viewport: size, locale: 'en-GB', reducedMotion: 'reduce' });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
  page.on('console', (message) => {
    const text = message.text();
    // A refusal of the API is a line here too, and is what some tests are about.
    if (message.type() === 'error' && !text.startsWith('Failed to load resource'))
      complaints.push(`${page.url()}: ${text}`);
  });
  return { page, complaints, close: () => context.close() };
};
