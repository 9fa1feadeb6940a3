import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Visit } from '../support/browser.ts';
import { signIn } from '../support/sign-in.ts';
import type { World } from '../support/world.ts';

/** What a reader does at home: looks for a book without an account, then signs in with her card and renews. */
export const readerAtHome = (worldOf: () => World): void => {
  describe('a reader, at home', () => {
    let reader: Visit;
    let page: Page;
    const catalogue = () => worldOf().library.ready.catalogue;

    beforeAll(async () => {
      reader = await worldOf().visit();
      page = reader.page;
    });
    afterAll(() => reader?.close());

    it('finds a book without an account, and sees whether it can be had', async () => {
      await page.goto(catalogue());
      await worldOf().looks.good(page, 'catalogue');
      await page.getByLabel('Title, person, subject or ISBN').fill('frankenst');
      await page.keyboard.press('Enter');
      const found = page
        .getByRole('list', { name: 'Titles found' })
        .getByRole('link', { name: /Frankenstein/ })
        .first();
      await found.waitFor();
      await worldOf().looks.good(page, 'catalogue-found');
      await found.click();
      await page.getByRole('heading', { name: /Frankenstein/, level: 1 }).waitFor();
      await page.getByRole('heading', { name: 'Where it is' }).waitFor();
      await worldOf().looks.good(page, 'catalogue-title');
    });

    it('finds nothing in words that nobody wrote, and is told what to try', async () => {
      await page.goto(`${catalogue()}/?q=zzxqvw`);
      await page.getByText('Nothing matches "zzxqvw"').waitFor();
      await worldOf().looks.good(page, 'catalogue-nothing');
    });

    it('signs in with her card, sees her loans and renews one', async () => {
      await page.goto(`${catalogue()}/loans`);
      await page.getByText('Sign in to see what you have on loan').waitFor();
      await worldOf().looks.good(page, 'catalogue-loans-door');
      await signIn(page, `${catalogue()}/loans`, worldOf().library.account('patron'));
      const loans = page.getByRole('list', { name: 'My loans' });
      await loans.getByRole('listitem').first().waitFor();
      await worldOf().looks.good(page, 'catalogue-loans');
      const renewals = async () =>
        (await worldOf().records.of('loan')).reduce((sum, loan) => sum + Number(loan['renewals']), 0);
      const before = await renewals();
      await loans
        .getByRole('button', { name: /^Renew/ })
        .first()
        .click();
      await page.getByText(/^Renewed\. New due date: /).waitFor();
      expect(await renewals()).toBe(before + 1);
      await worldOf().looks.good(page, 'catalogue-renewed');
    });

    it('signs out, and her loans are nobody’s to see', async () => {
      await page.getByRole('button', { name: 'Sign out', exact: true }).click();
      await page.getByRole('link', { name: 'Sign in' }).first().waitFor();
      await page.goto(`${catalogue()}/loans`);
      await page.getByText('Sign in to see what you have on loan').waitFor();
      expect(reader.complaints).toEqual([]);
    });
  });
};
