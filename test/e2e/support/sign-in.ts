import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Account } from './library.ts';

const CODE = /(\d{3}) (\d{3})/;

/** The code the practice page shows; each works once, so an early second sign-in waits for the next. */
const shownCode = async (page: Page): Promise<string> => {
  for (;;) {
    const shown = page.locator('aside.practice .code');
    const found = CODE.exec((await shown.count()) === 0 ? '' : await shown.innerText());
    if (found !== null) return `${found[1]}${found[2]}`;
    await page.waitForTimeout(3_000);
    await page.getByRole('link', { name: 'Show the next code' }).click();
  }
};

/** Types name and password on the hosted page. */
export const typePassword = async (page: Page, name: string, password: string): Promise<void> => {
  await page.getByLabel('E-mail, card number or user name').fill(name);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
};

/** Types the code of a member of staff. */
export const typeCode = async (page: Page): Promise<void> => {
  await page.getByLabel('Six-digit code').fill(await shownCode(page));
  await page.getByRole('button', { name: 'Go on' }).click();
};

/** Signs in through the site's own door and the hosted pages, and ends where the person wanted to go. */
export const signIn = async (page: Page, address: string, account: Account): Promise<void> => {
  await page.goto(address);
  await page.getByRole('link', { name: 'Sign in' }).first().click();
  await typePassword(page, account.username, account.password);
  if (account.totpSecret !== undefined) await typeCode(page);
  await page.getByRole('button', { name: 'Sign out', exact: true }).waitFor();
  expect(new URL(page.url()).origin).toBe(new URL(address).origin);
};
