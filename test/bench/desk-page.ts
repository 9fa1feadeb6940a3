import type { Page } from 'playwright-core';
import type { Account } from '../e2e/support/library.ts';

const CODE = /(\d{3}) (\d{3})/;

/** Signs in on the hosted pages, with the code that the practice page shows; ends at the console. */
export const signInAt = async (page: Page, address: string, account: Account): Promise<void> => {
  await page.goto(address);
  await page.getByRole('link', { name: 'Sign in' }).first().click();
  await page.getByLabel('E-mail, card number or user name').fill(account.username);
  await page.getByLabel('Password', { exact: true }).fill(account.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  if (account.totpSecret !== undefined) {
    const shown = CODE.exec(await page.locator('aside.practice .code').innerText());
    await page.getByLabel('Six-digit code').fill(`${shown?.[1]}${shown?.[2]}`);
    await page.getByRole('button', { name: 'Go on' }).click();
  }
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
};

/** Lets the page itself take the time from the Enter of a scanner to the outcome on the screen. */
export const watchScans = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const list = document.querySelector('.desk-history ol');
    if (list === null) throw new Error('this is not the desk');
    document.addEventListener('keydown', ({ key }) => void (key === 'Enter' && performance.mark('scan')), true);
    new MutationObserver(() => performance.measure('scanned', 'scan')).observe(list, { childList: true });
  });

/** Scans as a scanner does, and gives milliseconds until the outcome was in the page. */
export const scan = async (page: Page, barcode: string): Promise<number> => {
  const before = await page.evaluate(() => performance.getEntriesByName('scanned').length);
  await page.keyboard.type(barcode);
  await page.keyboard.press('Enter');
  await page.waitForFunction((seen) => performance.getEntriesByName('scanned').length > seen, before);
  return page.evaluate(() => performance.getEntriesByName('scanned').at(-1)?.duration ?? 0);
};

/** A request of the same page to the same API that asks nothing of any table. */
export const healthMs = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const began = performance.now();
    const response = await fetch('/api/health');
    await response.text();
    if (!response.ok) throw new Error(`health answered ${response.status}`);
    return performance.now() - began;
  });
